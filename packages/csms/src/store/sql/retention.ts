import type { Clock } from '@ocpp-kit/rpc'
import type { Engine } from './engine.js'
import type { ResolvedRetention } from './options.js'
import { retentionTables } from './tables/retention.js'

/** Pause between two deletions while there is more to delete, ms. */
const busyIntervalMs = 1000

export interface RetentionParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly retention: ResolvedRetention
  readonly onError: (error: unknown) => void
}

export interface Retention {
  /** Deletes what is due now, a bounded number of rows; resolves with their number. */
  tick(): Promise<number>
  stop(): Promise<void>
}

/** Lets old facts go by itself, a few at a time: each time is a database transaction of its own, and writes go on between them. */
export function startRetention({ engine, clock, retention, onError }: RetentionParts): Retention {
  const tables = retentionTables(engine.dialect)
  let timer: unknown
  let running: Promise<unknown> = Promise.resolve()
  let isStopped = false

  const tick = (): Promise<number> => engine.write(() => tables.tick(retention, clock.now()))

  const schedule = (delayMs: number): void => {
    if (isStopped || retention.intervalMs === 0) return
    timer = clock.setTimeout(() => {
      running = runOnce()
    }, delayMs)
    // It must not keep a program alive.
    ;(timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  const runOnce = async (): Promise<void> => {
    let hasMore = false
    try {
      hasMore = (await tick()) >= retention.rowsPerTick
    } catch (error) {
      onError(error)
    }
    schedule(hasMore ? busyIntervalMs : retention.intervalMs)
  }

  schedule(retention.intervalMs)
  return {
    tick,
    stop: async () => {
      isStopped = true
      clock.clearTimeout(timer)
      await running
    },
  }
}
