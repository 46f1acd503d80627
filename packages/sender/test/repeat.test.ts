import { ocpp16 } from '@ocpp-kit/ocpp16'
import type { Listener } from '@ocpp-kit/rpc/ws'
import { afterEach, describe, expect, it } from 'vitest'
import { type AnySender, createSender, type RepeatOptions, repeat } from '../src/index.js'
import { problemKindOf } from '../src/problems.js'
import { serve } from './server.js'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function run(csms: Pick<Listener<typeof ocpp16>, 'url'>, options: Partial<RepeatOptions>, names: readonly string[] = ['CP1']) {
  const senders: AnySender[] = []
  for (const identity of names) senders.push(await createSender({ protocol: ocpp16, url: csms.url, identity, timeoutMs: 50 }))
  closers.push(() => Promise.all(senders.map((sender) => sender.close())))
  const payload = () => ({})
  const problemOf: RepeatOptions['problemOf'] = (exchange) => problemKindOf(exchange) || undefined
  return repeat({ senders, action: 'Heartbeat', count: 1, payload, problemOf, ...options })
}

async function csmsOf(): Promise<Awaited<ReturnType<typeof serve>>> {
  const csms = await serve()
  closers.push(() => csms.close())
  return csms
}

describe('a repetition', () => {
  it('counts problems by kind, whatever their messages hold', async () => {
    const summary = await run(await csmsOf(), {
      action: 'StopTransaction',
      count: 4,
      payload: (number) => ({ transactionId: number, meterStop: 0, timestamp: '2026-01-01T00:00:00Z' }),
    })
    expect(summary).toMatchObject({ sent: 4, ok: 0, unsent: 0, problems: { 'CALLERROR PropertyConstraintViolation': 4 } })
  })

  it('counts what was not sent, because its payload breaks the schema, as not sent', async () => {
    const summary = await run(await csmsOf(), { action: 'Authorize', count: 3, payload: (number) => ({ idTag: number === 1 ? 5 : 'A' }) })
    expect(summary).toMatchObject({ sent: 2, ok: 2, unsent: 1, problems: { 'the payload breaks its schema: /idTag (type)': 1 } })
  })

  it('ends the part of a connection that is lost; the others go on', async () => {
    const csms = await csmsOf()
    const summary = await run(csms, { action: 'MeterValues', count: 10, payload: () => ({ connectorId: 1, meterValue: [] }) }, [
      'CP1',
      'CP2',
    ])
    expect(summary).toMatchObject({ sent: 2, ok: 0, unsent: 8, lost: 2 })
    expect(summary.problems).toEqual({ 'the connection closed before the answer came: 1011': 2 })
  })

  it('counts connections that do not come about', async () => {
    const csms = await serve()
    await csms.close()
    expect(await run(csms, { count: 5 }, ['CP1', 'CP2'])).toMatchObject({
      sent: 0,
      unsent: 5,
      lost: 2,
      problems: { 'no connection (UNREACHABLE)': 2 },
    })
  })

  it('counts messages that were not answered in time', async () => {
    const summary = await run(await csmsOf(), { action: 'DataTransfer', count: 2, payload: () => ({ vendorId: 'x' }) })
    expect(summary).toMatchObject({ sent: 2, ok: 0, timeouts: 2, problems: { 'no answer within 50 ms': 2 } })
  })

  it('leaves the interval between the starts of two messages of a connection', async () => {
    const { durationMs } = await run(await csmsOf(), { count: 4, intervalMs: 40 })
    expect(durationMs).toBeGreaterThanOrEqual(3 * 40 - 5)
  })

  it('takes the percentiles of all latencies, each no less than the one before', async () => {
    const exchange = { action: 'Heartbeat', request: '', response: '[3]', outcome: { kind: 'answered', payload: {} } } as const
    const sender = {
      sendUntyped: async (_action: string, { ms }: { ms: number }) => ({ ...exchange, durationMs: ms }),
    } as unknown as AnySender
    const senders = [sender]
    const { latencyMs } = await repeat({
      senders,
      action: 'x',
      count: 100,
      payload: (number) => ({ ms: number + 1 }),
      problemOf: () => undefined,
    })
    expect(latencyMs).toEqual({
      p50: expect.closeTo(50, 0),
      p95: expect.closeTo(95, 0),
      p99: expect.closeTo(99, 0),
      max: expect.closeTo(100, 0),
    })
  })

  it('tells how far it is after each message', async () => {
    const told: number[] = []
    await run(await csmsOf(), { count: 3, onProgress: (done) => told.push(done) })
    expect(told).toEqual([1, 2, 3])
  })
})
