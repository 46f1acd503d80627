import { describe, expect, it } from 'vitest'
import { withFaults } from '../src/index.js'
import { createHalf, createPair } from './pair.js'
import { toy16, toy201 } from './toy-protocol.js'

describe('an open connection', () => {
  it('takes another validation policy from the next message on', async () => {
    const half = await createHalf(toy201, 'csms')
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    const bad = (id: string): string => `[2,"${id}","Greet",{"name":7}]`
    await half.deliver(bad('a'))
    half.connection.setValidation({ actions: { Greet: { incoming: 'off' } } })
    await half.deliver(bad('b'))
    half.connection.setValidation({})
    await half.deliver(bad('c'))
    expect(half.received().map(([type, id]) => [type, id])).toEqual([
      [4, 'a'],
      [3, 'b'],
      [4, 'c'],
    ])
  })

  it.each([
    [{ incoming: 'perhaps' }, /validation\.incoming|incoming must be one of/],
    [{ actions: { Stroll: 'off' } }, /validation\.actions\.Stroll: no such action in OCPP 2\.0\.1/],
    ['off', /policy must be a policy/],
  ])('keeps its policy where the new one is wrong: %j', async (policy, message) => {
    const half = await createHalf(toy201, 'csms', { validation: { incoming: 'off' } })
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    expect(() => half.connection.setValidation(policy as never)).toThrow(message)
    await half.deliver('[2,"a","Greet",{"name":7}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 'hi' }]])
  })

  it('may get faults between itself and its socket, both ways', async () => {
    const { clock, station, csms, csmsEnd } = await createPair(toy16)
    csmsEnd.handlers.handle(toy16, 'Greet', ({ name }) => ({ greeting: name }))
    await expect(Promise.all([station.call('Greet', { name: 'a' }), clock.advance(0)])).resolves.toEqual([{ greeting: 'a' }, undefined])
    station.wrapSocket((socket) => withFaults(socket, [{ do: 'drop', when: { action: 'Greet', messageType: 'CALLRESULT' } }], { clock }))
    const lost = station.call('Greet', { name: 'b' }, { timeoutMs: 100 })
    lost.catch(() => {})
    await clock.advance(100)
    await expect(lost).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    const closed = new Promise((resolve) => station.on('close', resolve))
    void csms.close({ code: 1001 })
    await clock.advance(0)
    await expect(closed).resolves.toMatchObject({ code: 1001 })
  })
})
