import { isOcppError } from '@ocpp-kit/rpc'
import { type Core, nowIso } from '../../core.js'
import { isCsmsError } from '../../errors.js'
import { fold, type StationKey } from '../../identifier.js'
import { type Gap, isGapped, type QueueReport } from './gap.js'
import type { TransactionStatus } from './status.js'

/** Asks stations for what is missing of their transactions, until it has come or they have no more of it (G4, E14). */
export interface GapAsker {
  start(): void
  stop(): void
}

export interface GapAskerParts {
  readonly core: Core
  /** @throws CsmsError where the station cannot be asked now */
  readonly status: (identity: string, transactionId?: string) => Promise<TransactionStatus>
}

/** What is missing is often on its way: a station sends what it has queued, oldest first. */
const firstDelayMs = 30_000

const minuteMs = 60_000

/** Between two questions about one gap; then once a day. */
const pausesMs: readonly number[] = [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs, 720 * minuteMs]
const lastPauseMs = 1440 * minuteMs

/** Gaps of one station that are looked at in one go. */
const maxGaps = 100

export function createGapAsker({ core, status }: GapAskerParts): GapAsker {
  const { store, sessions, clock, events, tenantId, failed } = core
  const timers = new Map<string, { readonly handle: unknown; readonly dueMs: number }>()
  const asking = new Set<string>()
  let isStarted = false
  let offs: (() => void)[] = []

  const plan = (stationId: string, delayMs: number): void => {
    if (!isStarted) return
    const dueMs = clock.now() + delayMs
    const known = timers.get(stationId)
    if (known !== undefined && known.dueMs <= dueMs) return
    clock.clearTimeout(known?.handle)
    const handle = clock.setTimeout(() => {
      timers.delete(stationId)
      ask(stationId).catch((error: unknown) => failed(error, 'transaction.gap'))
    }, delayMs)
    // It must not keep a program alive.
    ;(handle as Partial<NodeJS.Timeout> | undefined)?.unref?.()
    timers.set(stationId, { handle, dueMs })
  }

  const forget = (stationId: string): void => {
    clock.clearTimeout(timers.get(stationId)?.handle)
    timers.delete(stationId)
  }

  /** Asks about the gaps of a station that are due, one after the other, and comes back for those that are not. */
  const ask = async (stationId: string): Promise<void> => {
    const session = sessions.find(stationId)
    if (session?.connection === undefined || asking.has(stationId)) return
    asking.add(stationId)
    try {
      const { items } = await store.transactions.pageGaps({ tenantId, station: session.key, isOpen: true, limit: maxGaps })
      const due = items.filter(({ askAfter }) => askAfter !== null && Date.parse(askAfter) <= clock.now())
      const asked = await askAll(session.identity, due)
      // It is asked again when it is ready.
      if (asked === 'unreachable') return
      const open = [...items.filter((gap) => !due.includes(gap)), ...asked].filter(({ state }) => state === 'open')
      const next = Math.min(...open.flatMap(({ askAfter }) => (askAfter === null ? [] : [Date.parse(askAfter)])))
      if (Number.isFinite(next)) plan(stationId, Math.max(firstDelayMs, next - clock.now()))
    } finally {
      asking.delete(stationId)
    }
  }

  const askAll = async (identity: string, due: readonly Gap[]): Promise<readonly Gap[] | 'unreachable'> => {
    // One question settles them all where the queue is empty (E14.FR.08).
    const all = due.length > 1 ? await answerOf(identity, undefined) : undefined
    if (all === 'unreachable') return all
    const asked: Gap[] = []
    for (const gap of due) {
      const answer = all !== undefined && all.messagesInQueue === false ? all : await answerOf(identity, gap.transactionId)
      if (answer === 'unreachable') return answer
      asked.push((await report(identity, gap, answer)) ?? gap)
    }
    return asked
  }

  const answerOf = async (identity: string, transactionId: string | undefined): Promise<Answer | 'unreachable'> => {
    try {
      return { messagesInQueue: (await status(identity, transactionId)).messagesInQueue, isFinal: false }
    } catch (error) {
      // A version that has no such message never will.
      if (isCsmsError(error)) return error.code === 'NOT_SUPPORTED' ? { isFinal: true } : 'unreachable'
      return { isFinal: isOcppError(error) && (error.code === 'NotImplemented' || error.code === 'NotSupported') }
    }
  }

  const report = async (identity: string, gap: Gap, { messagesInQueue, isFinal }: Answer): Promise<Gap | undefined> => {
    // What came before the answer is stored first, so that none of it counts as lost.
    await sessions.find(gap.station.stationId)?.facts.catch(() => {})
    const pauseMs = pausesMs[gap.attempts] ?? lastPauseMs
    const { missing, isStartMissing } = gap
    const told: QueueReport = {
      at: nowIso(clock),
      messagesInQueue,
      askAfter: isFinal ? null : new Date(clock.now() + pauseMs).toISOString(),
      asked: { missing, isStartMissing },
    }
    const after = await store.transactions.reportGap(gap.station, gap.transactionId, told)
    if (after !== undefined && after.state !== 'open' && gap.state === 'open')
      events.emit('transaction.gapClosed', { station: core.station(identity), gap: after })
    return after
  }

  const planFor = ({ stationId }: StationKey): void => plan(stationId, firstDelayMs)
  const noticed = ({ transaction }: { readonly transaction: Parameters<typeof isGapped>[0] & { readonly station: StationKey } }): void => {
    if (isGapped(transaction)) planFor(transaction.station)
  }

  return {
    start: () => {
      isStarted = true
      offs = [
        events.on('station.ready', ({ station }) => plan(fold(station.identity), firstDelayMs)),
        events.on('station.disconnected', ({ station }) => forget(fold(station.identity))),
        events.on('transaction.started', noticed),
        events.on('transaction.updated', noticed),
        events.on('transaction.ended', noticed),
      ]
    },
    stop: () => {
      isStarted = false
      for (const off of offs.splice(0)) off()
      for (const stationId of [...timers.keys()]) forget(stationId)
    },
  }
}

interface Answer {
  readonly messagesInQueue?: boolean | undefined
  /** It need not be asked again. */
  readonly isFinal: boolean
}
