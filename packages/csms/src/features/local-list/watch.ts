import type { Core } from '../../core.js'
import { nextBoundary, type TokenBooks } from '../authorization/token-book.js'

export interface WatchOptions {
  readonly books: TokenBooks
  /** ms that changes are waited for that follow each other. */
  readonly delayMs: number
  look(identity: string): void
  /** Whether changes matter to every station, not only to those that have a list. */
  readonly isAlert: boolean
}

/** How often it is looked for what other nodes, and the passing of time, have changed. */
const sweepMs = 60_000

/** Notices what may have put a list out of order: a station is ready, tokens were changed, a token became valid or expired, a pause is over. */
export function createWatch(core: Core, { books, delayMs, look, isAlert }: WatchOptions) {
  const { sessions, clock, events } = core
  /** Stations whose list is wanted, and when they may be told again, ms. */
  const wanted = new Map<string, number>()
  let isStopped = true
  let timers: unknown[] = []
  let off: (() => void)[] = []
  let seen: { readonly changes: number; readonly until: number } | undefined
  let isChanged = false

  const after = (ms: number, run: () => void): void => {
    const timer = clock.setTimeout(() => {
      timers = timers.filter((one) => one !== timer)
      if (!isStopped) run()
    }, ms)
    // What is looked at later keeps no process alive.
    ;(timer as { unref?: () => void }).unref?.()
    timers.push(timer)
  }

  const lookAtAll = (): void => {
    for (const { identity, key, connection } of sessions.all()) {
      if (connection !== undefined && (isAlert || wanted.has(key.stationId))) look(identity)
    }
  }

  const changed = (): void => {
    if (isChanged) return
    isChanged = true
    after(delayMs, () => {
      isChanged = false
      lookAtAll()
    })
  }

  const sweep = async (): Promise<void> => {
    if (wanted.size === 0 && !isAlert) return
    const nowMs = clock.now()
    const { changes } = await books.news()
    const isNews = seen !== undefined && (seen.changes !== changes || nowMs >= seen.until)
    if (seen === undefined || isNews) seen = { changes, until: nextBoundary(await books.current(), nowMs) }
    if (isNews) lookAtAll()
    else
      for (const { identity, key } of sessions.all()) if ((wanted.get(key.stationId) ?? Number.POSITIVE_INFINITY) <= nowMs) look(identity)
  }

  const sweepLater = (): void =>
    after(sweepMs, () => {
      sweep()
        .catch((error: unknown) => core.failed(error, 'localList'))
        .finally(sweepLater)
    })

  return {
    get isStopped() {
      return isStopped
    },
    /** Keeps in mind what was found out about a station. */
    note: (
      stationId: string,
      { isWanted, nextAttemptAt }: { readonly isWanted: boolean; readonly nextAttemptAt?: string | undefined },
    ): void => {
      if (!isWanted) wanted.delete(stationId)
      else wanted.set(stationId, nextAttemptAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(nextAttemptAt))
    },
    start: (): void => {
      if (!isStopped) return
      isStopped = false
      off = [
        events.on('station.ready', ({ station }) => look(station.identity)),
        events.on('station.disconnected', ({ station }) => wanted.delete(sessions.keyOf(station.identity).stationId)),
        events.on('token.changed', changed),
        events.on('tokenGroup.changed', changed),
      ]
      sweepLater()
    },
    stop: (): void => {
      isStopped = true
      for (const remove of off) remove()
      for (const timer of timers) clock.clearTimeout(timer)
      timers = []
      isChanged = false
      wanted.clear()
    },
  }
}
