import { afterEach, describe, expect, test } from 'vitest'
import { createCsms, createMemoryStore, StoreError } from '../src/index.js'
import { createMetrics, readinessOf, traceExchanges } from '../src/observability/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect } from './drivers.js'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const running = async (store = createMemoryStore()) => {
  const csms = createCsms({ versions: [ocpp201, ocpp16], port: 0, acceptance: 'Accepted', tokens: [{ idToken: 'A' }], store })
  ends.push(() => csms.stop())
  await csms.start()
  return csms
}

const seriesValue = (text: string, series: string): number => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? Number.NaN)
}

const endpointAway = {
  id: 'away',
  url: 'https://127.0.0.1:1/hook',
  types: ['transaction.*'],
  description: '',
  isEnabled: false,
  secret: 'whsec_AA==',
  createdAt: '2026-01-01T00:00:00.000Z',
}
const eventNth = (nth: number) => ({
  id: `evt_${nth}`,
  type: 'station.booted' as const,
  at: '2026-01-01T00:00:00.000Z',
  station: 'CP1',
  data: {},
  resource: 'station/cp1',
})

describe('metrics', () => {
  test('count connections, messages with their outcome and time, transactions and commits', async () => {
    const csms = await running()
    const registry = createMetrics(csms)
    const station = await connect('1.6', csms.url, 'CP1')
    await station.boot()
    const { transactionId } = await station.start('A', 1_000)
    await station.stop(transactionId, 3_500)
    await expect(station.connection.callUntyped('MadeUp', {})).rejects.toMatchObject({ code: 'NotImplemented' })
    await expect(connect('2.1', csms.url, 'CP2')).rejects.toMatchObject({ status: 400 })
    const text = await registry.metrics()
    expect(seriesValue(text, 'ocpp_csms_connections{version="1.6"}')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_connections_opened_total{version="1.6"}')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_connections_refused_total{reason="noSubprotocol"}')).toBe(1)
    const messages = (action: string, outcome: string): number =>
      seriesValue(text, `ocpp_csms_messages_total{version="1.6",direction="in",action="${action}",outcome="${outcome}"}`)
    expect([messages('BootNotification', 'ok'), messages('StartTransaction', 'ok'), messages('StopTransaction', 'ok')]).toEqual([1, 1, 1])
    expect(messages('other', 'error')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_message_duration_seconds_count{direction="in",action="StartTransaction"}')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_transactions_ended_total{flagged="false"}')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_energy_wh_total')).toBe(2_500)
    expect(seriesValue(text, 'ocpp_csms_store_commits_total')).toBeGreaterThan(2)
    expect(seriesValue(text, 'ocpp_csms_store_pending_writes')).toBe(0)
    expect(seriesValue(text, 'process_cpu_seconds_total')).toBeGreaterThan(0)
    await station.close()
  })

  test('tell what waits, and say nothing of the store while it is away (G13)', async () => {
    const store = createMemoryStore()
    const csms = await running(store)
    const registry = createMetrics(csms)
    await store.webhooks.putEndpoint('default', endpointAway)
    for (const nth of [1, 2]) await store.webhooks.announce('default', { event: eventNth(nth), endpoints: [endpointAway.id] })
    const station = await connect('1.6', csms.url, 'CP1')
    await station.boot()
    await station.close()
    await csms.commands.send('CP1', ocpp16, 'ClearCache', {})
    const text = await registry.metrics()
    expect(seriesValue(text, 'ocpp_csms_commands_waiting')).toBe(1)
    expect(seriesValue(text, 'ocpp_csms_webhook_deliveries_waiting')).toBe(2)
    expect(seriesValue(text, 'ocpp_csms_message_log_queued')).toBe(0)
    expect(seriesValue(text, 'ocpp_csms_shed_total{what="message"}')).toBe(0)
    expect(seriesValue(text, 'ocpp_csms_store_commit_seconds_total')).toBeGreaterThan(0)
    Object.assign(store.commands, { countLive: () => Promise.reject(new StoreError('UNAVAILABLE', 'gone')) })
    expect(seriesValue(await registry.metrics(), 'ocpp_csms_commands_waiting')).toBeNaN()
  })

  test('name no station and no token (G18)', async () => {
    const csms = await running()
    const registry = createMetrics(csms)
    const station = await connect('2.0.1', csms.url, 'SECRET-STATION')
    await station.boot()
    await station.authorize('SECRET-TOKEN')
    await station.close()
    expect(await registry.metrics()).not.toContain('SECRET')
  })
})

describe('readiness', () => {
  test('tells which durability is in force', async () => {
    const csms = await running()
    expect(await readinessOf(csms)).toMatchObject({
      status: 'ready',
      durability: { isDurable: false, engine: 'sqlite', details: { journal_mode: 'memory' } },
      connections: 0,
    })
    await csms.stop()
    expect(await readinessOf(csms)).toMatchObject({ status: 'starting' })
  })

  test('is denied while the store fails or does not answer', async () => {
    const store = createMemoryStore()
    let check = (): Promise<void> => Promise.reject(new StoreError('UNAVAILABLE', 'gone'))
    const csms = await running({ ...store, durability: store.durability, figures: store.figures, check: () => check() })
    expect(await readinessOf(csms)).toMatchObject({ status: 'unavailable', code: 'UNAVAILABLE' })
    check = () => new Promise(() => {})
    expect(await readinessOf(csms, { timeoutMs: 1 })).toMatchObject({ status: 'unavailable', code: 'TIMEOUT' })
  })
})

test('each request is a span for OpenTelemetry, until told otherwise', async () => {
  const spans: object[] = []
  const stop = traceExchanges({
    startSpan: (name, { kind, startTime, attributes }) => {
      const span = { name, kind, ...attributes, status: 1, took: Number.NaN }
      spans.push(span)
      return { setStatus: ({ code }) => (span.status = code), end: (at) => (span.took = at - startTime) }
    },
  })
  ends.push(stop)
  const csms = await running()
  const station = await connect('2.0.1', csms.url, 'CP1')
  await station.boot()
  await expect(station.connection.callUntyped('MadeUp', {})).rejects.toThrow()
  stop()
  await station.heartbeat()
  const own = spans.filter((span) => 'kind' in span && span.kind === 1)
  expect(own).toMatchObject([
    { name: 'ocpp.in BootNotification', 'ocpp.station': 'CP1', 'ocpp.version': '2.0.1', 'ocpp.outcome': 'ok', status: 1 },
    { name: 'ocpp.in MadeUp', 'ocpp.outcome': 'error', 'ocpp.code': 'NotImplemented', status: 2 },
  ])
  for (const span of own) expect((span as { took: number }).took).toBeGreaterThanOrEqual(0)
  await station.close()
})
