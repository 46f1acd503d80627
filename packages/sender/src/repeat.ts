import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import { isConnectionError } from '@ocpp-kit/rpc'
import type { Exchange } from './exchange.js'
import type { Sender } from './sender.js'

export interface RepeatOptions {
  /** One connection each; a station has one call under way at a time, so this is how many are under way at once. */
  readonly senders: readonly Sender[]
  readonly action: string
  /** How many messages, over all connections. */
  readonly count: number
  /** Time between the starts of two messages of one connection, ms. Default 0: one after another. */
  readonly intervalMs?: number | undefined
  /** The payload of the message with this number, from 0. */
  readonly payload: (number: number) => object
  /** Says what is wrong with an answer; `undefined` when nothing is. */
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
  /** Problems, and how often each occurred. */
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
  const latencies = createHistogram()
  const problems: Record<string, number> = {}
  const state = { next: 0, done: 0, ok: 0 }
  const started = performance.now()
  await Promise.all(senders.map((sender) => work(sender, count, options, state, latencies, problems)))
  const durationMs = performance.now() - started
  return {
    sent: state.done,
    ok: state.ok,
    problems,
    durationMs: Math.round(durationMs),
    perSecond: Math.round((state.done * 1_000) / durationMs),
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

interface Progress {
  next: number
  done: number
  ok: number
}

async function work(
  sender: Sender,
  count: number,
  { action, payload, problemOf, intervalMs = 0, onProgress, signal }: Omit<RepeatOptions, 'senders' | 'count'>,
  progress: Progress,
  latencies: RecordableHistogram,
  problems: Record<string, number>,
): Promise<void> {
  const blame = (problem: string): void => {
    problems[problem] = (problems[problem] ?? 0) + 1
  }
  while (progress.next < count && signal?.aborted !== true) {
    const number = progress.next
    progress.next += 1
    const startedAt = performance.now()
    try {
      const exchange = await sender.send(action, payload(number))
      const problem = problemOf(exchange)
      if (problem === undefined) progress.ok += 1
      else blame(problem)
      if (exchange.response !== undefined) latencies.record(Math.max(1, Math.round(exchange.durationMs * 1_000)))
    } catch (error) {
      blame((error as Error).message)
      if (isConnectionError(error)) return
    } finally {
      progress.done += 1
      onProgress?.(progress.done)
    }
    const restMs = startedAt + intervalMs - performance.now()
    if (restMs > 0 && progress.next < count) await rest(restMs, signal)
  }
}

const rest = (durationMs: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, durationMs)
    signal?.addEventListener('abort', end, { once: true })
  })
