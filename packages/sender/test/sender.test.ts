import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { createTranscript } from '@ocpp-kit/rpc'
import { listen } from '@ocpp-kit/rpc/ws'
import { afterEach, describe, expect, it } from 'vitest'
import { Inbox } from '../src/incoming.js'
import { createSender, generate, type Sender, type SenderOptions } from '../src/index.js'
import { serve } from './server.js'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function connected(options: Partial<SenderOptions> = {}): Promise<{ sender: Sender; csms: Awaited<ReturnType<typeof serve>> }> {
  const csms = await serve()
  closers.push(() => csms.close())
  const sender = await createSender({ protocol: ocpp16, url: csms.url, identity: 'CP1', ...options })
  closers.push(() => sender.close())
  await sender.open()
  return { sender, csms }
}

describe('a sender', () => {
  it('sends what it is given, and shows both frames whole', async () => {
    const { sender } = await connected()
    const exchange = await sender.send('Authorize', { idTag: 'BLOCKED' })
    expect(exchange).toMatchObject({ action: 'Authorize', outcome: { kind: 'answered', payload: { idTagInfo: { status: 'Blocked' } } } })
    expect(JSON.parse(exchange.request)).toEqual([2, expect.any(String), 'Authorize', { idTag: 'BLOCKED' }])
    expect(JSON.parse(exchange.response ?? '')).toEqual([3, JSON.parse(exchange.request)[1], { idTagInfo: { status: 'Blocked' } }])
    expect(exchange.durationMs).toBeGreaterThan(0)
  })

  it('makes up what it is not given, the same again for the same seed', async () => {
    const { sender } = await connected()
    const options = { seed: 7, optional: true, now: new Date(0) }
    const [one, two] = [
      await sender.send('BootNotification', undefined, options),
      await sender.send('BootNotification', undefined, options),
    ]
    expect(JSON.parse(one.request)[3]).toEqual(JSON.parse(two.request)[3])
  })

  it('refuses a payload that breaks its schema, with pointers, unless it is told not to look', async () => {
    const { sender, csms } = await connected()
    await expect(sender.sendUntyped('Authorize', { idTag: 5 })).rejects.toMatchObject({ violations: [{ pointer: '/idTag' }] })
    const careless = await createSender({ protocol: ocpp16, url: csms.url, identity: 'CP2', validate: false })
    closers.push(() => careless.close())
    expect((await careless.sendUntyped('Authorize', { idTag: 5 })).outcome).toMatchObject({
      kind: 'refused',
      errorCode: 'TypeConstraintViolation',
    })
  })

  it('tells a CALLERROR from an answer, and an invalid answer from both', async () => {
    const { sender } = await connected()
    expect((await sender.send('SecurityEventNotification')).outcome).toMatchObject({ kind: 'refused', errorCode: 'NotSupported' })
    const careless = await serve({ validation: { outgoing: 'off' } })
    closers.push(() => careless.close())
    careless.handle(ocpp16, 'Heartbeat', () => ({ currentTime: 5 }) as never)
    const other = await createSender({ protocol: ocpp16, url: careless.url })
    closers.push(() => other.close())
    expect((await other.send('Heartbeat')).outcome).toMatchObject({ kind: 'invalid', violations: [{ pointer: '/currentTime' }] })
  })

  it.each([
    ['cut off', (messageId: string) => `[3,"${messageId}",{"currentT`],
    ['without a payload', (messageId: string) => `[3,"${messageId}"]`],
  ])('tells an answer that is %s, and shows it', async (_what, textFor) => {
    const { sender, csms } = await connected()
    csms.handle(ocpp16, 'Heartbeat', (_request, { connection, messageId }) => {
      connection.sendText(textFor(messageId))
      return new Promise<never>(() => {})
    })
    const { request, response, outcome } = await sender.send('Heartbeat')
    expect(outcome).toEqual({ kind: 'malformed', reason: expect.any(String) })
    expect(response).toBe(textFor((JSON.parse(request) as [number, string])[1]))
    expect((await sender.sendRaw('[2,"raw-1","Heartbeat",{}]')).outcome.kind).toBe('malformed')
  })

  it('tells silence and a lost connection', async () => {
    const { sender } = await connected({ timeoutMs: 100 })
    expect((await sender.send('DataTransfer')).outcome).toEqual({ kind: 'timeout', timeoutMs: 100 })
    expect((await sender.send('MeterValues')).outcome).toEqual({ kind: 'closed', reason: '1011' })
  })

  it('sends text as it is, and finds the answer by its id', async () => {
    const { sender } = await connected()
    const exchange = await sender.sendRaw('[2,"x","Foo",{}]')
    expect(exchange).toMatchObject({ request: '[2,"x","Foo",{}]', outcome: { kind: 'refused', errorCode: 'NotImplemented' } })
  })

  it('sends a SEND, which nobody answers', async () => {
    const csms = await listen({ versions: [ocpp21], port: 0, closeTimeoutMs: 200 })
    closers.push(() => csms.close())
    const seen = new Promise((resolve) => csms.handle(ocpp21, 'NotifyPeriodicEventStream', resolve))
    const sender = await createSender({ protocol: ocpp21, url: csms.url })
    closers.push(() => sender.close())
    const exchange = await sender.send('NotifyPeriodicEventStream')
    expect(exchange).toMatchObject({ outcome: { kind: 'sent' }, response: undefined })
    expect(JSON.parse(exchange.request).slice(0, 3)).toEqual([6, expect.any(String), 'NotifyPeriodicEventStream'])
    expect(await seen).toEqual(JSON.parse(exchange.request)[3])
  })

  it('answers every message of the server with a valid one, says NotSupported, or nothing', async () => {
    const { csms } = await connected()
    const station = csms.station('CP1')
    for (const [action, { sentBy }] of Object.entries(ocpp16.actions)) {
      if (sentBy === 'station') continue
      const request = await generate(ocpp16, action as 'Reset', 'request', { seed: 1 })
      await expect(station?.callUntyped(action, request)).resolves.toBeTypeOf('object')
    }
    for (const [answer, code] of [
      ['NotSupported', 'NotSupported'],
      ['none', 'CALL_TIMEOUT'],
    ] as const) {
      const sender = await createSender({ protocol: ocpp16, url: csms.url, identity: answer, answer })
      closers.push(() => sender.close())
      await sender.open()
      await expect(csms.station(answer)?.call('Reset', { type: 'Soft' }, { timeoutMs: 100 })).rejects.toMatchObject({ code })
    }
  })

  it('keeps the requests of the server until somebody asks for them', async () => {
    const { sender, csms } = await connected()
    await csms.station('CP1')?.call('Reset', { type: 'Soft' })
    expect(await sender.received('Reset', 1_000)).toEqual({ type: 'Soft' })
    await expect(sender.received('Reset', 20)).rejects.toThrow('no Reset came from the server within 20 ms')
    const later = sender.received('ClearCache', 1_000)
    await csms.station('CP1')?.call('ClearCache', {})
    expect(await later).toEqual({})
    await expect(sender.received('Reset', '5s' as never)).rejects.toThrow('timeoutMs must be a number')
  })

  it('keeps a bounded number of them', async () => {
    const inbox = new Inbox('CP1', 2)
    for (const type of ['first', 'second', 'third']) inbox.add({ action: 'Reset', payload: { type } })
    expect(await inbox.take('Reset', 1_000)).toEqual({ type: 'second' })
    expect(await inbox.take('Reset', 1_000)).toEqual({ type: 'third' })
  })

  it('tells who waits for a request that the connection is lost, or the sender closed', async () => {
    const { sender, csms } = await connected()
    const lost = expect(sender.received('Reset')).rejects.toMatchObject({ code: 'CLOSED', message: expect.stringContaining('was lost') })
    await csms.station('CP1')?.close()
    await lost
    await sender.open()
    const closed = expect(sender.received('Reset')).rejects.toMatchObject({
      code: 'CLOSED',
      message: expect.stringContaining('was closed'),
    })
    await sender.close()
    await closed
    await expect(sender.received('Reset')).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('connects again where the connection was lost, and after close() only if it is opened', async () => {
    const { sender, csms } = await connected()
    await sender.send('MeterValues')
    expect((await sender.send('Heartbeat')).outcome.kind).toBe('answered')
    const gone = csms.once('disconnected')
    await sender.close()
    await gone
    await expect(sender.send('Heartbeat')).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(sender.sendRaw('[2,"1","Heartbeat",{}]')).rejects.toMatchObject({ code: 'CLOSED' })
    expect(csms.station('CP1')).toBeUndefined()
    await sender.open()
    expect((await sender.send('Heartbeat')).outcome.kind).toBe('answered')
  })

  it('is closed at the end of its block', async () => {
    const { csms } = await connected()
    const gone = csms.once('disconnected')
    {
      await using sender = await createSender({ protocol: ocpp16, url: csms.url, identity: 'CP2' })
      await sender.open()
      expect(csms.station('CP2')).toBeDefined()
    }
    await gone
    expect(csms.station('CP2')).toBeUndefined()
  })

  it('knows no message that its version lacks, with a payload or without', async () => {
    const { sender } = await connected()
    await expect(sender.send('Authorise')).rejects.toThrow(TypeError)
    await expect(sender.send('Authorise', {})).rejects.toThrow('OCPP 1.6 has no message "Authorise"; did you mean Authorize')
    await expect(sender.received('Authorise')).rejects.toThrow('OCPP 1.6 has no message "Authorise"')
  })

  it('makes up messages and answers from its seed', async () => {
    const csms = await listen({ versions: [ocpp201], port: 0, closeTimeoutMs: 200 })
    closers.push(() => csms.close())
    const asked = { evseId: 1, duration: 7_200 }
    const told = []
    for (const identity of ['CP1', 'CP2']) {
      const sender = await createSender({ protocol: ocpp201, url: csms.url, identity, seed: 9 })
      closers.push(() => sender.close())
      await sender.open()
      const { schedule } = (await csms.station(identity)?.call('GetCompositeSchedule', asked)) ?? {}
      const { request } = await sender.send('SecurityEventNotification')
      told.push({ periods: schedule?.chargingSchedulePeriod, type: (JSON.parse(request) as { type: string }[])[3]?.type })
    }
    expect(told[0]?.periods?.length).toBeGreaterThan(0)
    expect(told[0]).toEqual(told[1])
    const { request } = await (await connected({ seed: 9 })).sender.send('Authorize')
    expect((JSON.parse(request) as object[])[3]).toEqual(await generate(ocpp16, 'Authorize', 'request', { seed: 9 }))
  })

  it('gives user name and password, if it has one', async () => {
    const seen: unknown[] = []
    const csms = await serve({
      securityProfile: 1,
      authenticate: ({ username, password }) => {
        seen.push([username, password?.toString()])
        return true
      },
    })
    closers.push(() => csms.close())
    for (const username of [undefined, 'cp1']) {
      await using sender = await createSender({ protocol: ocpp16, url: csms.url, identity: 'CP1', username, password: 'secret' })
      await sender.open()
    }
    expect(seen).toEqual([
      ['CP1', 'secret'],
      ['cp1', 'secret'],
    ])
  })

  it('gives every frame to a transcript', async () => {
    const lines: string[] = []
    const { sender } = await connected({ transcript: createTranscript({ recordedBy: 'station', write: (line) => lines.push(line) }) })
    await sender.send('Heartbeat')
    expect(lines).toHaveLength(2)
  })

  it.each([
    [{ url: 'nowhere' }, 'url must be an address'],
    [{ protocol: undefined as never }, 'protocol must be the object of a version'],
    [{ answer: 'perhaps' as never }, 'answer must be one of auto, NotSupported, none'],
    [{ timeoutMs: 0 }, 'callTimeoutMs'],
  ])('is not made with %o', async (options, named) => {
    await expect(createSender({ protocol: ocpp16, url: 'ws://127.0.0.1:1', ...options })).rejects.toThrow(named)
  })
})
