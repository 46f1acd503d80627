import type { Protocol } from '@ocpp-kit/rpc'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Csms } from '../csms.js'
import { within } from '../deadline.js'
import { energyWhOf } from '../features/transactions/transaction.js'
import { insidesOf } from '../insides.js'
import type { SpoolFigures } from '../ledger/spool/spool.js'
import { storeFigures } from './store-facts.js'

export interface MetricsOptions {
  /** Where the metrics go. Default: a registry of their own, with those of the Node process. */
  readonly registry?: Registry | undefined
}

/** How long the store is asked for what waits in it. */
const maxCountMs = 1_000

/** Upper ends, seconds: from a hit in memory to the time after which a station gives up. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * Counts what happens on a csms for Prometheus, under names that begin with `ocpp_csms_`. Labels have few values: versions, actions
 * that the versions know (`other` for the rest), outcomes, reasons; never a station or a token.
 * @returns the registry; `await registry.metrics()` is the text that Prometheus reads
 */
export function createMetrics<P extends Protocol>(csms: Csms<P>, { registry = processRegistry() }: MetricsOptions = {}): Registry {
  countConnections(csms, registry)
  countMessages(csms, registry)
  countTransactions(csms, registry)
  readStore(csms, registry)
  readSpool(csms, registry)
  readQueues(csms, registry)
  return registry
}

function processRegistry(): Registry {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return register
}

function countConnections<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const registers = [registry]
  new Gauge({
    name: 'ocpp_csms_connections',
    help: 'Stations that are connected now',
    labelNames: ['version'],
    registers,
    collect() {
      this.reset()
      for (const { connection } of csms.stations) if (connection !== undefined) this.inc({ version: connection.version })
    },
  })
  const opened = new Counter({ name: 'ocpp_csms_connections_opened_total', help: 'Connections let in', labelNames: ['version'], registers })
  const closed = new Counter({
    name: 'ocpp_csms_connections_closed_total',
    help: 'Stations that had no connection any more, by WebSocket close code',
    labelNames: ['code'],
    registers,
  })
  const refused = new Counter({
    name: 'ocpp_csms_connections_refused_total',
    help: 'Handshakes refused, by reason',
    labelNames: ['reason'],
    registers,
  })
  csms.on('station', ({ version }) => opened.inc({ version }))
  csms.on('station.disconnected', ({ code }) => closed.inc({ code: closeLabel(code) }))
  csms.on('station.refused', ({ reason }) => refused.inc({ reason }))
}

/** A station may close with any of a thousand codes of its own (RFC 6455 §7.4.2). */
const closeLabel = (code: number): string => (code < 3000 ? String(code) : 'other')

function countMessages<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const registers = [registry]
  const known = new Map(csms.versions.map(({ version, actions }) => [version as string, actions as object]))
  const messages = new Counter({
    name: 'ocpp_csms_messages_total',
    help: 'Requests that have ended: direction as the csms sees it, outcome ok, error or none',
    labelNames: ['version', 'direction', 'action', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'ocpp_csms_message_duration_seconds',
    help: 'From a request to its answer: the own work for direction in, the wait for the station for direction out',
    labelNames: ['direction', 'action'],
    buckets: durationBuckets,
    registers,
  })
  csms.on('exchange', ({ version, direction, action, outcome, durationMs }) => {
    const label = Object.hasOwn(known.get(version) ?? {}, action) ? action : 'other'
    messages.inc({ version, direction, action: label, outcome })
    durations.observe({ direction, action: label }, durationMs / 1000)
  })
  const failed = new Counter({
    name: 'ocpp_csms_messages_unstored_total',
    help: 'Transaction messages that could not be stored, whose connection was closed so that they come again',
    registers,
  })
  csms.on('message.failed', () => failed.inc())
  const quarantined = new Counter({
    name: 'ocpp_csms_messages_quarantined_total',
    help: 'Transaction messages that could not be applied, kept as they came',
    registers,
  })
  csms.on('message.quarantined', () => quarantined.inc())
  new Counter({
    name: 'ocpp_csms_quarantine_dropped_total',
    help: 'Transaction messages that stations were refused, and that were not kept for there were too many',
    registers,
    collect() {
      this.reset()
      this.inc(csms.figures.quarantine.dropped)
    },
  })
}

function countTransactions<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const registers = [registry]
  const started = new Counter({ name: 'ocpp_csms_transactions_started_total', help: 'Transactions whose start became known', registers })
  const ended = new Counter({
    name: 'ocpp_csms_transactions_ended_total',
    help: 'Transactions that ended, by whether an operator should look at them',
    labelNames: ['flagged'],
    registers,
  })
  const energy = new Counter({
    name: 'ocpp_csms_energy_wh_total',
    help: 'Energy of ended transactions, Wh, as known when they ended',
    registers,
  })
  csms.on('transaction.started', () => started.inc())
  csms.on('transaction.ended', ({ transaction }) => {
    ended.inc({ flagged: String(transaction.flags.length > 0) })
    energy.inc(Math.max(0, energyWhOf(transaction) ?? 0))
  })
}

function readStore<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const registers = [registry]
  const figure = (name: string, help: string, read: (figures: NonNullable<ReturnType<typeof storeFigures>>) => number): void => {
    const options = { name: `ocpp_csms_store_${name}`, help, registers }
    const isTotal = name.endsWith('_total')
    const metric = isTotal ? new Counter({ ...options, collect: () => update() }) : new Gauge({ ...options, collect: () => update() })
    const update = (): void => {
      const figures = storeFigures(csms.store)
      if (figures === undefined) return
      metric.reset()
      metric.inc(read(figures))
    }
  }
  figure('commits_total', 'Database transactions committed', ({ commits }) => commits)
  figure('commit_seconds_total', 'Time that they took', ({ seconds }) => seconds)
  figure('writes_total', 'Writes in them', ({ operations }) => operations)
  figure('failures_total', 'Writes that failed', ({ failures }) => failures)
  figure('pending_writes', 'Writes that wait for the database', ({ pending }) => pending)
}

/** Zeros where there is no spool, or nothing in it. */
function readSpool<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: (spool: SpoolFigures) => number): void => {
    new Gauge({
      name: `ocpp_csms_spool_${name}`,
      help,
      registers,
      collect() {
        this.set(csms.spool === undefined ? 0 : read(csms.spool))
      },
    })
  }
  gauge('messages', 'Transaction messages that were answered and wait for the store', ({ depth }) => depth)
  gauge('bytes', 'Size of the spool on the disk', ({ bytes }) => bytes)
  gauge('oldest_received_timestamp_seconds', 'When the oldest of them was received', ({ oldestReceivedAt }) =>
    oldestReceivedAt === undefined ? 0 : Date.parse(oldestReceivedAt) / 1000,
  )
  gauge('active', '1 while the store takes no transaction messages', ({ isStoreDown }) => (isStoreDown ? 1 : 0))
}

/** What waits beside the path of messages, and what was too much to wait (G13). */
function readQueues<P extends Protocol>(csms: Csms<P>, registry: Registry): void {
  const { core, features } = insidesOf(csms)
  const registers = [registry]
  /** While the store is away nobody knows, and nothing is said. */
  const counted = (name: string, help: string, count: () => Promise<number>): void => {
    new Gauge({
      name: `ocpp_csms_${name}`,
      help,
      registers,
      async collect() {
        this.reset()
        const { clock } = core
        const found = await within(clock, clock.monotonic() + maxCountMs, help, count).catch(() => undefined)
        if (found === undefined) this.remove()
        else this.set(found)
      },
    })
  }
  counted('commands_waiting', 'Commands that have not ended', () => core.store.commands.countLive(core.tenantId))
  counted('quarantine_messages', 'Transaction messages in quarantine', () => core.store.provisioning.countQuarantined(core.tenantId))
  counted('webhook_deliveries_waiting', 'Events that are to be sent to webhooks', () => core.store.webhooks.countPending(core.tenantId))
  new Gauge({
    name: 'ocpp_csms_message_log_queued',
    help: 'Messages that wait to be kept in the message log',
    registers,
    collect() {
      this.set(csms.figures.messageLog?.queued ?? 0)
    },
  })
  new Gauge({
    name: 'ocpp_csms_statuses_to_ask',
    help: 'Statuses of connectors that the store did not take, and that stations are still to be asked for',
    registers,
    collect() {
      this.set(features.availability.waiting)
    },
  })
  const shed = new Counter({
    name: 'ocpp_csms_shed_total',
    help: 'What was left out because too much waited: entries of the message log, refused attempts to connect',
    labelNames: ['what'],
    registers,
    collect() {
      this.reset()
      const { messageLog, attempts } = csms.figures
      shed.inc({ what: 'message' }, messageLog?.shed ?? 0)
      shed.inc({ what: 'attempt' }, attempts.shed)
    },
  })
}
