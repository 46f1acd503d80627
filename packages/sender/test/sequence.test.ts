// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of a sequence look like this
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { afterEach, describe, expect, it } from 'vitest'
import { createSender, parseSequence, runSequence, type SequenceReport } from '../src/index.js'
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
    ['- send: SecurityEventNotification\n', { problems: [expect.stringContaining('CALLERROR NotSupported')] }],
    ['- send: DataTransfer\n', { problems: ['no answer within 200 ms'] }],
    ['- send: Authorize\n  payload: { idTag: 5 }\n', { problems: [expect.stringContaining('/idTag')] }],
    ['- send: Authorize\n  payload: { idTag: "${nope}" }\n', { problems: ['${nope} is not known: no step before has saved it'] }],
    ['- receive: ClearCache\n  within: 20ms\n', { problems: ['no ClearCache came from the server within 20 ms'] }],
    ['- receive: Reset\n  expect: { type: Hard }\n', { disappointments: [{ path: 'type', found: 'Soft' }] }],
  ])('ends at a step that fails: %j', async (text, failure) => {
    const { isOk, steps } = await run(`${text}- send: Heartbeat\n`)
    expect(isOk).toBe(false)
    expect(steps).toMatchObject([{ isOk: false, ...failure }])
  })

  it('goes on after a CALLERROR that is expected', async () => {
    const { isOk } = await run('- send: SecurityEventNotification\n  expect: { errorCode: NotSupported }\n- send: Heartbeat\n')
    expect(isOk).toBe(true)
  })
})
