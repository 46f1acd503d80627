// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of a sequence look like this
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { listen } from '@ocpp-kit/rpc/ws'
import { afterEach, describe, expect, it } from 'vitest'
import { createSender, generate, parseSequence, runSequence, SequenceError, type SequenceReport } from '../src/index.js'
import { serve } from './server.js'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function run(text: string, timeoutMs = 200): Promise<SequenceReport & { sent: unknown[]; waits: number[] }> {
  const csms = await serve()
  closers.push(() => csms.close())
  csms.on('station', (station) => void station.call('Reset', { type: 'Soft' }).catch(() => {}))
  const sender = await createSender({ protocol: ocpp16, url: csms.url, timeoutMs })
  closers.push(() => sender.close())
  await sender.open()
  const waits: number[] = []
  const report = await runSequence({
    sender,
    protocol: ocpp16,
    sequence: parseSequence(text, ocpp16),
    seed: 1,
    timeoutMs,
    sleep: async (durationMs) => void waits.push(durationMs),
  })
  const sent = report.steps.flatMap(({ exchange }) => (exchange === undefined ? [] : [JSON.parse(exchange.request)[3]]))
  return { ...report, sent, waits }
}

describe('a sequence', () => {
  it('carries the id of a transaction into what follows, by itself', async () => {
    const { isOk, sent, values } = await run(
      '- send: StartTransaction\n- send: StopTransaction\n  expect: { idTagInfo.status: Accepted }\n',
    )
    expect(isOk).toBe(true)
    expect(values).toEqual({ transactionId: 101 })
    expect(sent[1]).toMatchObject({ transactionId: 101 })
  })

  it('fills saved values into payloads and expectations', async () => {
    const { isOk, sent, waits } = await run(
      [
        'values: { tag: CARD-7 }',
        'steps:',
        '  - send: Authorize',
        '    payload: { idTag: "${tag}" }',
        '    save: { status: idTagInfo.status }',
        '  - wait: 2s',
        '  - send: Authorize',
        '    set: { idTag: "${tag}" }',
        '    expect: { idTagInfo.status: "${status}" }',
      ].join('\n'),
    )
    expect(isOk).toBe(true)
    expect(sent).toEqual([{ idTag: 'CARD-7' }, { idTag: 'CARD-7' }])
    expect(waits).toEqual([2_000])
  })

  it('waits for what the server asks, even if it came before', async () => {
    const { isOk } = await run('- send: Heartbeat\n- receive: Reset\n  expect: { type: Soft }\n')
    expect(isOk).toBe(true)
  })

  it.each([
    [
      '- send: Authorize\n  payload: { idTag: BLOCKED }\n  expect: { idTagInfo.status: Accepted }\n',
      { disappointments: [{ path: 'idTagInfo.status', found: 'Blocked' }] },
    ],
    ['- send: SecurityEventNotification\n', { failure: 'answer', problems: [expect.stringContaining('CALLERROR NotSupported')] }],
    ['- send: DataTransfer\n', { failure: 'timeout', problems: ['no answer within 200 ms'] }],
    ['- send: MeterValues\n', { failure: 'closed' }],
    ['- receive: ClearCache\n  within: 20ms\n', { failure: 'timeout', problems: ['no ClearCache came from the server within 20 ms'] }],
    ['- receive: Reset\n  expect: { type: Hard }\n', { disappointments: [{ path: 'type', found: 'Soft' }] }],
  ])('ends at a step that fails: %j', async (text, failure) => {
    const { isOk, steps } = await run(`${text}- send: Heartbeat\n`)
    expect(isOk).toBe(false)
    expect(steps).toMatchObject([{ isOk: false, ...failure }])
  })

  it('sends nothing where a payload that is known breaks its schema, and names each fault, the step and its line', async () => {
    const text = '- send: Heartbeat\n- send: StartTransaction\n  set: { idTag: 5, meterStart: none }\n'
    const told = await run(text).catch((error: unknown) => error)
    expect(told).toBeInstanceOf(SequenceError)
    expect(String(told)).toContain('sequence:2: step 2: the payload of StartTransaction breaks its schema\n')
    expect(String(told)).toMatch(/\n {2}\/idTag: must be a string \(type\)/)
    expect(String(told)).toMatch(/\n {2}\/meterStart: must be an? (integer|whole number) \(type\)/)
  })

  it('ends at a payload that breaks its schema with what an answer gave, and names each fault', async () => {
    const { steps } = await run(
      '- send: StartTransaction\n- send: Authorize\n  payload: { idTag: "${transactionId}", meter: 1 }\n- send: Heartbeat\n',
    )
    expect(steps).toHaveLength(2)
    expect(steps[1]).toMatchObject({ isOk: false, failure: 'payload' })
    expect(steps[1]?.problems).toEqual([expect.stringContaining('/meter'), expect.stringContaining('/idTag')])
  })

  it('carries the id of a transaction of 2.x into what follows', async () => {
    const csms = await listen({ versions: [ocpp201], port: 0, closeTimeoutMs: 200 })
    closers.push(() => csms.close())
    const told: string[] = []
    csms.handle(ocpp201, 'TransactionEvent', ({ transactionInfo }) => {
      told.push(transactionInfo.transactionId)
      return {}
    })
    csms.on('station', (station) => void station.call('RequestStopTransaction', { transactionId: 'OF-SERVER' }).catch(() => {}))
    const sender = await createSender({ protocol: ocpp201, url: csms.url, seed: 3 })
    closers.push(() => sender.close())
    await sender.open()
    const text = '- send: TransactionEvent\n- receive: RequestStopTransaction\n- send: TransactionEvent\n'
    const { isOk } = await runSequence({ sender, protocol: ocpp201, sequence: parseSequence(text, ocpp201) })
    const { transactionInfo } = await generate(ocpp201, 'TransactionEvent', 'request', { seed: 3 })
    expect({ isOk, told }).toEqual({ isOk: true, told: [transactionInfo.transactionId, 'OF-SERVER'] })
  })

  it('ends before the next step, and a wait at once, when it is told to', async () => {
    const csms = await serve()
    closers.push(() => csms.close())
    const sender = await createSender({ protocol: ocpp16, url: csms.url })
    closers.push(() => sender.close())
    const interruption = new AbortController()
    const { isOk, steps } = await runSequence({
      sender,
      protocol: ocpp16,
      sequence: parseSequence('- send: Heartbeat\n- wait: 1h\n- send: Heartbeat\n', ocpp16),
      signal: interruption.signal,
      onStep: () => interruption.abort(),
    })
    expect({ isOk, names: steps.map(({ name }) => name) }).toEqual({ isOk: false, names: ['send Heartbeat'] })
    const waiting = new AbortController()
    const waited = runSequence({
      sender,
      protocol: ocpp16,
      sequence: parseSequence('- send: Heartbeat\n- wait: 1h\n- send: Heartbeat\n', ocpp16),
      signal: waiting.signal,
      onStep: ({ index }) => {
        if (index === 0) queueMicrotask(() => setImmediate(() => waiting.abort()))
      },
    })
    expect((await waited).steps.map(({ name }) => name)).toEqual(['send Heartbeat', 'wait 1h'])
  })

  it('goes on after a CALLERROR that is expected', async () => {
    const { isOk } = await run('- send: SecurityEventNotification\n  expect: { errorCode: NotSupported }\n- send: Heartbeat\n')
    expect(isOk).toBe(true)
  })
})
