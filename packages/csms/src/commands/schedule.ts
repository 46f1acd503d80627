import { type Core, nowIso } from '../core.js'
import type { DueCommand } from './store.js'

/** How often what is due is looked for, ms, while something is, or another process may have been given it, which tells nobody. */
const pollMs = 1_000
const longestTimerMs = 2 ** 31 - 1

/**
 * Wakes stations whose commands have become due. It costs nothing while there is nothing to wait for, and one look a second, however many
 * stations are connected, where others share the store.
 */
export interface Schedule {
  /** Something will be due then. */
  note(dueAt: string | undefined): void
  start(): void
  stop(): void
}

export interface ScheduleOptions {
  /** Whether other processes make commands, too. */
  readonly isShared: boolean
  wake(identity: string): void
}

export function createSchedule({ store, clock, tenantId, failed }: Core, { isShared, wake }: ScheduleOptions): Schedule {
  let timer: unknown
  /** When it fires, on the wall clock. */
  let firesAt = Number.POSITIVE_INFINITY
  let isRunning = false

  const arm = (atMs: number): void => {
    if (!isRunning || atMs >= firesAt) return
    disarm()
    firesAt = atMs
    timer = clock.setTimeout(look, Math.min(longestTimerMs, Math.max(0, atMs - clock.now())))
  }

  const disarm = (): void => {
    if (timer !== undefined) clock.clearTimeout(timer)
    timer = undefined
    firesAt = Number.POSITIVE_INFINITY
  }

  /** What is due already is looked for in a while: whoever made it so is at it, or has failed. */
  const note = (dueAt: string | undefined): void => {
    if (dueAt !== undefined) arm(Math.max(Date.parse(dueAt), clock.now() + pollMs))
  }

  const look = (): void => {
    disarm()
    wakeDue()
      .then((dueAt) => {
        note(dueAt)
        if (isShared) arm(clock.now() + pollMs)
      })
      .catch((error: unknown) => {
        failed(error, 'command')
        arm(clock.now() + pollMs)
      })
  }

  /** @returns when the next is due */
  const wakeDue = async (): Promise<string | undefined> => {
    const now = nowIso(clock)
    const stations = new Set<string>()
    let found: readonly DueCommand[] = await store.commands.due(tenantId, now)
    while (found.length > 0) {
      for (const { identity } of found) stations.add(identity)
      found = await store.commands.due(tenantId, now, found.at(-1))
    }
    for (const identity of stations) wake(identity)
    return store.commands.nextDue(tenantId)
  }

  return {
    note,
    start: () => {
      isRunning = true
      look()
    },
    stop: () => {
      isRunning = false
      disarm()
    },
  }
}
