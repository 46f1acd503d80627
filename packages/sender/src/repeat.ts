import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { isConnectionError } from '@ocpp-kit/rpc'
import type { Exchange } from './exchange.js'
import { errorKindOf } from './problems.js'
import { isAborted, rest } from './rest.js'
import type { AnySender } from './sender.js'

export interface RepeatOptions {
  /** One connection each; a station has one call under way at a time, so this is how many are under way at once. */
  readonly senders: readonly AnySender[]
  readonly action: string
  /** How many messages, over all connections. */
  readonly count: number
  /** Time between the starts of two messages of one connection, ms. Default 0: one after another. */
  readonly intervalMs?: number | undefined
  /** The payload of the message with this number, from 0. */
  readonly payload: (number: number) => object
  /** Says what kind of problem there is with an answer; `undefined` when there is none. Problems are counted by it. */
  readonly problemOf: (exchange: Exchange) => string | undefined
  /** Told after each message. */
  readonly onProgress?: ((done: number) => void) | undefined
  /** Ends the run early; what was sent counts. */
  readonly signal?: AbortSignal | undefined
}

export interface RepeatSummary {
  readonly sent: number
  /** Messages whose answer is as expected. */
  readonly ok: number
  /** Messages that were not sent: the run ended early, no connection was left, or the payload breaks its schema. */
  readonly unsent: number
  /** Messages that were not answered in time. */
  readonly timeouts: number
  /** Connections that were lost; each ends its part. */
  readonly lost: number
  /** Kinds of problems, and how often each occurred. */
  readonly problems: Readonly<Record<string, number>>
  readonly durationMs: number
  readonly perSecond: number
  /** Of the answered messages, ms. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }
}

/** Histograms count whole numbers, so latencies are kept in µs. */
const toMs = (latencyUs: number): number => Math.round(latencyUs / 10) / 100

/** Sends one message many times over one or several connections, and sums up. A connection that is lost ends its part. */
export async function repeat({ senders, count, ...options }: RepeatOptions): Promise<RepeatSummary> {
  const run: Run = { ...options, count, latencies: createHistogram(), problems: {}, next: 0, sent: 0, ok: 0, timeouts: 0, lost: 0 }
  const started = performance.now()
  await Promise.all(senders.map((sender) => work(sender, run)))
  const durationMs = performance.now() - started
  const { latencies, problems, sent, ok, timeouts, lost } = run
  return {
    sent,
    ok,
    unsent: count - sent,
    timeouts,
    lost,
    problems,
    durationMs: Math.round(durationMs),
    perSecond: Math.round((sent * 1_000) / durationMs),
    latencyMs:
      latencies.count === 0
        ? { p50: 0, p95: 0, p99: 0, max: 0 }
        : {
            p50: toMs(latencies.percentile(50)),
            p95: toMs(latencies.percentile(95)),
            p99: toMs(latencies.percentile(99)),
            max: toMs(latencies.max),
          },
  }
}

/** What the connections share. */
interface Run extends Omit<RepeatOptions, 'senders'> {
  readonly latencies: RecordableHistogram
  readonly problems: Record<string, number>
  next: number
  sent: number
  ok: number
  timeouts: number
  lost: number
}

/** The part of one connection. */
async function work(sender: AnySender, run: Run): Promise<void> {
  const { action, count, intervalMs = 0, payload, onProgress, signal } = run
  while (run.next < count && !isAborted(signal)) {
    const number = run.next
    run.next += 1
    const startedAt = performance.now()
    try {
      const exchange = await sender.sendUntyped(action, payload(number))
      // What the interruption itself has cut off is no problem of the server.
      if (isAborted(signal) && exchange.outcome.kind === 'closed') return
      tally(run, exchange)
      if (exchange.outcome.kind === 'closed') return
    } catch (error) {
      if (isAborted(signal)) return
      blame(run, errorKindOf(error))
      if (!isConnectionError(error)) continue
      run.lost += 1
      return
    } finally {
      onProgress?.(run.sent)
    }
    const restMs = startedAt + intervalMs - performance.now()
    if (restMs > 0 && run.next < count) await rest(restMs, signal)
  }
}

function tally(run: Run, exchange: Exchange): void {
  const { kind } = exchange.outcome
  run.sent += 1
  if (kind === 'timeout') run.timeouts += 1
  if (kind === 'closed') run.lost += 1
  if (exchange.response !== undefined) run.latencies.record(Math.max(1, Math.round(exchange.durationMs * 1_000)))
  const problem = run.problemOf(exchange)
  if (problem === undefined) run.ok += 1
  else blame(run, problem)
}

function blame({ problems }: Run, problem: string): void {
  problems[problem] = (problems[problem] ?? 0) + 1
}
