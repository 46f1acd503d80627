import type { Core } from '../../core.js'
import type { TokenBooks } from '../authorization/token-book.js'

export interface WatchOptions {
  readonly books: Pick<TokenBooks, 'news'>
  /** ms that changes are waited for that follow each other. */
  readonly delayMs: number
  look(identity: string): void
  /** Whether changes matter to every station, not only to those that have a list. */
  readonly isAlert: boolean
}

/** What was found out when a list was looked at last. */
export interface Seen {
  /** Changes of tokens that it was looked at with; missing where it was not. */
  readonly changes?: number | undefined
  /** When the passing of time next changes what is known of a token, ms. */
  readonly until?: number | undefined
  /** The same is not to be sent before, ms. */
  readonly notBefore?: number | undefined
}

/** How often it is looked for what other nodes, and the passing of time, have changed. */
const sweepMs = 60_000

/** Notices what may have put a list out of order: a station is ready, tokens were changed, a token became valid or expired, a pause is over. */
export function createWatch(core: Core, { books, delayMs, look, isAlert }: WatchOptions) {
  const { sessions, clock, events } = core
  /** Stations that are here and whose list is wanted. */
  const wanted = new Map<string, Seen>()
  let isStopped = true
  let isChanged = false
  let isSweeping = false
  const timers = new Set<unknown>()
  let off: readonly (() => void)[] = []

  const after = (ms: number, run: () => void): void => {
    const timer = clock.setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    // What is looked at later keeps no process alive.
    ;(timer as { unref?: () => void }).unref?.()
    timers.add(timer)
  }

  const changed = (): void => {
    if (isChanged) return
    isChanged = true
    after(delayMs, () => {
      isChanged = false
      for (const { identity, key } of sessions.all()) if (isAlert || wanted.has(key.stationId)) look(identity)
    })
  }

  const sweep = async (): Promise<void> => {
    if (wanted.size === 0 && !isAlert) return
    const { changes } = await books.news()
    const nowMs = clock.now()
    for (const { identity, key } of sessions.all()) {
      const seen = wanted.get(key.stationId)
      if (seen === undefined ? isAlert : isDue(seen, { changes, nowMs })) look(identity)
    }
  }

  const sweepAgain = (): void =>
    after(sweepMs, () => {
      sweepAgain()
      if (isSweeping) return
      isSweeping = true
      sweep()
        .catch((error: unknown) => core.failed(error, 'localList'))
        .finally(() => {
          isSweeping = false
        })
    })

  return {
    get isStopped() {
      return isStopped
    },
    /** Keeps in mind what was found out about a station; `undefined` where its list is not wanted. */
    note: (stationId: string, seen: Seen | undefined): void => {
      if (seen === undefined) wanted.delete(stationId)
      else wanted.set(stationId, seen)
    },
    start: (): void => {
      if (!isStopped) return
      isStopped = false
      off = [
        events.on('station.ready', ({ station }) => look(station.identity)),
        // It may tell how many entries fit.
        events.on('report.ended', ({ station }) => look(station.identity)),
        events.on('station.disconnected', ({ station }) => wanted.delete(sessions.keyOf(station.identity).stationId)),
        events.on('token.changed', changed),
        events.on('tokenGroup.changed', changed),
      ]
      sweepAgain()
    },
    stop: (): void => {
      isStopped = true
      for (const remove of off) remove()
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
      isChanged = false
      wanted.clear()
    },
  }
}

function isDue(
  { changes, until = Number.POSITIVE_INFINITY, notBefore }: Seen,
  now: { readonly changes: number; readonly nowMs: number },
): boolean {
  // While it is left in peace, a change is what may end that.
  return changes !== now.changes || until <= now.nowMs || (notBefore !== undefined && notBefore <= now.nowMs)
}
