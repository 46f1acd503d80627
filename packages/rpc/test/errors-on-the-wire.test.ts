import { describe, expect, it } from 'vitest'
import { OcppError } from '../src/index.js'
import { createHalf, createPair } from './pair.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

const versions = [toy16, toy201, toy21] as const

describe('message types by the rules of each version (design 3.1)', () => {
  it('a CALLERROR or a CALLRESULT that nobody waits for is never answered', async () => {
    for (const protocol of versions) {
      const half = await createHalf(protocol, 'csms')
      await half.deliver('[4,"x","GenericError","",{}]')
      await half.deliver('[3,"x",{}]')
      await half.deliver('[3,"x",[]]')
      await half.deliver('[4,"x"]')
      expect(half.received()).toEqual([])
    }
  })

  it('2.0.1 answers types 5 and 6 with MessageTypeNotSupported, 1.6 ignores them (2.0.1 Part 4 §4.4, OCPP-J 1.6 §4.1.3)', async () => {
    const frames = ['[5,"a","GenericError","",{}]', '[6,"b","Stream",{"value":1}]']
    const old = await createHalf(toy16, 'csms')
    const half = await createHalf(toy201, 'csms')
    for (const frame of frames) {
      await old.deliver(frame)
      await half.deliver(frame)
    }
    expect(old.received()).toEqual([])
    expect(half.received().map(([type, id, code]) => [type, id, code])).toEqual([
      [4, 'a', 'MessageTypeNotSupported'],
      [4, 'b', 'MessageTypeNotSupported'],
    ])
  })

  it('2.1 handles a SEND and never answers it, whatever is wrong with it (2.1 FR.07)', async () => {
    const half = await createHalf(toy21, 'csms')
    const values: number[] = []
    half.end.handlers.handle(toy21, 'Stream', ({ value }) => {
      values.push(value)
      if (value === 2) throw new OcppError('GenericError', 'no')
    })
    const refused: string[] = []
    half.end.events.on('refused', ({ action, error }) => refused.push(`${action} ${error.code}`))
    await half.deliver('[6,"a","Stream",{"value":1}]')
    await half.deliver('[6,"b","Stream",{"value":"x"}]')
    await half.deliver('[6,"c","Stream",{"value":2}]')
    await half.deliver('[6,"d","Nonsense",{}]')
    await half.deliver('[6,"e","Greet",{"name":"x"}]')
    expect(values).toEqual([1, 2])
    expect(half.received()).toEqual([])
    expect(refused).toEqual(['Stream TypeConstraintViolation', 'Stream GenericError', 'Nonsense NotImplemented', 'Greet NotSupported'])
  })

  it('an invalid own SEND fails before it is sent', async () => {
    const half = await createHalf(toy21, 'station')
    await expect(half.connection.send('Stream', { value: 'x' } as never)).rejects.toMatchObject({ code: 'TypeConstraintViolation' })
    await half.connection.sendUntyped('Stream', { value: 'x' }, { validation: 'off' })
    await half.connection.sendUntyped('VendorStream', { any: 1 })
    await half.settle()
    expect(half.received().map(([type, , action, payload]) => [type, action, payload])).toEqual([
      [6, 'Stream', { value: 'x' }],
      [6, 'VendorStream', { any: 1 }],
    ])
  })

  it('a CALL for an action that is only ever sent unconfirmed gets NotSupported', async () => {
    const half = await createHalf(toy21, 'csms')
    half.end.handlers.handle(toy21, 'Stream', () => {})
    await half.deliver('[2,"a","Stream",{"value":1}]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'NotSupported'])
  })
})

describe('malformed frames (design 3.3)', () => {
  it('an unreadable id is answered with "-1" in 2.x and with silence in 1.6 (2.x Part 4 §4.2.3)', async () => {
    const old = await createHalf(toy16, 'csms')
    const half = await createHalf(toy201, 'csms')
    const faults: string[] = []
    old.end.events.on('fault', ({ fault }) => faults.push(fault.fault))
    await old.deliver('{"not":"an array"}')
    await half.deliver('{"not":"an array"}')
    expect(old.received()).toEqual([])
    expect(faults).toEqual(['unreadableId'])
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, '-1', 'RpcFrameworkError'])
  })

  it('a readable id is echoed even if the rest is broken, and raw input is never quoted back (Part 4 §4.2.3)', async () => {
    const half = await createHalf(toy16, 'csms')
    await half.deliver('[2,"id-1","Greet",{"secret-ish')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'id-1', 'FormationViolation'])
    expect(JSON.stringify(half.received())).not.toContain('secret-ish')
  })

  it('an id longer than 36 characters is echoed with the error', async () => {
    const id = 'x'.repeat(40)
    const old = await createHalf(toy16, 'csms')
    const half = await createHalf(toy21, 'csms')
    await old.deliver(`[2,"${id}","Greet",{"name":"x"}]`)
    await half.deliver(`[2,"${id}","Greet",{"name":"x"}]`)
    expect(old.received()[0]?.slice(0, 3)).toEqual([4, id, 'GenericError'])
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, id, 'RpcFrameworkError'])
  })

  it('a payload of null counts as {}, and is then held to its schema', async () => {
    const half = await createHalf(toy16, 'station')
    half.end.handlers.handle(toy16, 'Ask', () => ({ answer: 'never' }))
    await half.deliver('[2,"a","Ask",null]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'OccurenceConstraintViolation'])
  })

  it('__proto__ in a payload is an unknown property like any other', async () => {
    const half = await createHalf(toy201, 'csms')
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver('[2,"a","Greet",{"name":"x","__proto__":{"count":1}}]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'ProtocolError'])
  })

  it('the same frame twice while the first is handled gets one handling and one answer; the id with other content is a fault', async () => {
    for (const [protocol, code] of [
      [toy16, 'GenericError'],
      [toy201, 'RpcFrameworkError'],
    ] as const) {
      const half = await createHalf(protocol, 'csms')
      let handled = 0
      let release: (value: { greeting: string }) => void = () => {}
      half.end.handlers.handle(protocol, 'Greet', () => {
        handled += 1
        return new Promise((resolve) => {
          release = resolve
        })
      })
      await half.deliver('[2,"a","Greet",{"name":"x"}]')
      await half.deliver('[2,"a","Greet",{"name":"x"}]')
      await half.deliver('[2,"a","Greet",{"name":"y"}]')
      expect(half.received().map(([type, id, third]) => [type, id, third])).toEqual([[4, 'a', code]])
      release({ greeting: 'hi' })
      await half.settle()
      expect(handled).toBe(1)
      expect(half.received()[1]).toEqual([3, 'a', { greeting: 'hi' }])
    }
  })

  it('an answer that is malformed ends the call it names', async () => {
    const half = await createHalf(toy21, 'csms')
    const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q1' })
    await half.deliver('[3,"q1",[1]]')
    await expect(call).rejects.toMatchObject({ code: 'FormatViolation', action: 'Ask', identity: 'CP1' })
    expect(half.received()[1]?.slice(0, 3)).toEqual([5, 'q1', 'FormatViolation'])
    const second = half.connection.call('Ask', { question: '?' }, { messageId: 'q2' })
    await half.deliver('[4,"q2","Teapot"]')
    await expect(second).rejects.toMatchObject({ code: 'RpcFrameworkError' })
    expect(half.received()).toHaveLength(3)
  })
})

describe('the right side is blamed (design 3.4)', () => {
  it('an invalid own request fails before it is sent', async () => {
    const half = await createHalf(toy16, 'station')
    const call = half.connection.call('Greet', { nom: 'x' } as never)
    await expect(call).rejects.toMatchObject({ code: 'ProtocolError', violations: [{ pointer: '/nom' }, { keyword: 'required' }] })
    await half.settle()
    expect(half.received()).toEqual([])
  })

  it('an invalid own answer is InternalError on the wire and a local error with a pointer', async () => {
    const half = await createHalf(toy201, 'csms')
    const errors: unknown[] = []
    half.end.events.on('error', ({ error }) => errors.push(error))
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 5 }) as never)
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'InternalError'])
    expect(JSON.stringify(half.received())).not.toContain('greeting')
    expect(errors).toMatchObject([{ violations: [{ pointer: '/greeting', keyword: 'type' }] }])
  })

  it('an answer that JSON has no form for is InternalError, not silence', async () => {
    const errors: unknown[] = []
    const half = await createHalf(toy16, 'csms', { validation: { outgoing: 'off' }, onError: (error) => errors.push(error) })
    half.end.handlers.handle(toy16, 'Greet', () => ({ greeting: 1n }) as never)
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'InternalError'])
    expect(errors).toMatchObject([{ name: 'TypeError' }])
  })

  it('a verifier that throws is our fault: InternalError, told to onError', async () => {
    const errors: unknown[] = []
    const half = await createHalf(toy201, 'csms', {
      verifySignature: () => Promise.reject(new Error('key store down')),
      onError: (error) => errors.push(error),
    })
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    const header = btoa('{"OCPPAction":"Greet","OCPPMessageTypedId":2}').replaceAll('=', '')
    await half.deliver(`[2,"a","Greet-Signed",{"protected":"${header}","payload":"e30","signature":"x"}]`)
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'InternalError'])
    expect(errors).toMatchObject([{ message: 'key store down' }])
    await half.deliver('[2,"b","Greet",{"name":"x"}]')
    expect(half.received()[1]).toEqual([3, 'b', { greeting: 'hi' }])
  })

  it('an invalid CALLRESULT is a local error, and 2.1 answers it with CALLRESULTERROR (2.1 FR.06)', async () => {
    for (const [protocol, answered] of [
      [toy16, false],
      [toy201, false],
      [toy21, true],
    ] as const) {
      const half = await createHalf(protocol, 'csms')
      const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q' })
      await half.deliver('[3,"q",{"answer":42}]')
      await expect(call).rejects.toMatchObject({ code: 'TypeConstraintViolation', origin: 'local', violations: [{ pointer: '/answer' }] })
      expect(
        half
          .received()
          .slice(1)
          .map((frame) => frame.slice(0, 3)),
      ).toEqual(answered ? [[5, 'q', 'TypeConstraintViolation']] : [])
    }
  })

  it('the payload of the peer is never echoed in errorDetails', async () => {
    const half = await createHalf(toy201, 'csms')
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver('[2,"a","Greet",{"name":12345678}]')
    const [, , , , details] = half.received()[0] as unknown[]
    expect(details).toEqual({ violations: [{ pointer: '/name', keyword: 'type' }] })
    expect(JSON.stringify(half.received())).not.toContain('12345678')
  })

  it('a CALLRESULTERROR becomes an event with the code', async () => {
    const half = await createHalf(toy21, 'csms')
    const refused: unknown[] = []
    half.end.events.on('answerRefused', ({ error }) => refused.push(error))
    await half.deliver('[5,"z","FormatViolation","cannot read it",{}]')
    expect(refused).toMatchObject([{ code: 'FormatViolation', messageId: 'z', origin: 'peer' }])
    expect(half.received()).toEqual([])
  })
})

describe('which error code (behaviour §1)', () => {
  it('unknown action: NotImplemented; known but unhandled or in the wrong direction: NotSupported', async () => {
    for (const protocol of versions) {
      const half = await createHalf(protocol, 'csms')
      await half.deliver('[2,"a","Nonsense",{}]')
      await half.deliver('[2,"b","Greet",{"name":"x"}]')
      await half.deliver('[2,"c","Ask",{"question":"?"}]')
      await half.deliver('[2,"d","__proto__",{}]')
      expect(half.received().map(([, id, code]) => [id, code])).toEqual([
        ['a', 'NotImplemented'],
        ['b', 'NotSupported'],
        ['c', 'NotSupported'],
        ['d', 'NotImplemented'],
      ])
    }
  })

  it('a handler chooses the code by throwing OcppError; anything else thrown is InternalError and reaches onError whole', async () => {
    const seen: unknown[] = []
    const half = await createHalf(toy16, 'csms', { onError: (error) => seen.push(error) })
    half.end.handlers.handle(toy16, 'Greet', ({ name }) => {
      if (name === 'typed') throw new OcppError('SecurityError', 'not you', { details: { why: 'test' } })
      throw new Error('the database password is hunter2')
    })
    await half.deliver('[2,"a","Greet",{"name":"typed"}]')
    await half.deliver('[2,"b","Greet",{"name":"untyped"}]')
    expect(half.received()[0]).toEqual([4, 'a', 'SecurityError', 'not you', { why: 'test' }])
    expect(half.received()[1]?.slice(0, 3)).toEqual([4, 'b', 'InternalError'])
    expect(JSON.stringify(half.received())).not.toContain('hunter2')
    expect(seen).toMatchObject([{ message: 'the database password is hunter2' }])
  })

  it("an error that another call of the handler got is not passed on as this request's answer", async () => {
    const half = await createHalf(toy16, 'csms')
    half.end.handlers.handle(toy16, 'Greet', async (_request, { station }) => {
      await station.call('Ask', { question: '?' }, { messageId: 'inner' })
      return { greeting: 'never' }
    })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    await half.deliver('[4,"inner","SecurityError","mine",{}]')
    expect(half.received()[1]?.slice(0, 3)).toEqual([4, 'a', 'InternalError'])
  })

  it('a description is cut to 255 characters', async () => {
    const half = await createHalf(toy16, 'csms')
    half.end.handlers.handle(toy16, 'Greet', () => {
      throw new OcppError('GenericError', 'x'.repeat(400))
    })
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    expect((half.received()[0] as string[])[3]).toHaveLength(255)
  })

  it('requests refused by admit get its error, or silence (B01.FR.10, OCPP 1.6 §4.2)', async () => {
    const half = await createHalf(toy201, 'csms', {
      admit: ({ request }) => {
        if ('secret' in request) return 'ignore'
        if ('late' in request) return Promise.reject(new OcppError('SecurityError', 'boot first'))
        return 'admit'
      },
    })
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver('[2,"a","Greet",{"secret":1}]')
    await half.deliver('[2,"b","Greet",{"late":1}]')
    await half.deliver('[2,"c","Greet",{"name":"x"}]')
    expect(half.received().map((frame) => frame.slice(0, 3))).toEqual([
      [4, 'b', 'SecurityError'],
      [3, 'c', { greeting: 'hi' }],
    ])
  })
})

describe('both ends together', () => {
  it('a CALLERROR rejects the call with its code, description and details', async () => {
    for (const protocol of versions) {
      const pair = await createPair(protocol)
      pair.csmsEnd.handlers.handle(protocol, 'Greet', () => {
        throw new OcppError('FormatViolation', 'bad day', { details: { day: 'Monday' } })
      })
      await expect(pair.station.call('Greet', { name: 'x' })).rejects.toMatchObject({
        name: 'OcppError',
        code: 'FormatViolation',
        description: 'bad day',
        details: { day: 'Monday' },
        origin: 'peer',
      })
    }
  })
})
