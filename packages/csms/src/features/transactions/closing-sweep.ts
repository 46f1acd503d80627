import { isOcppError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import { isCsmsError } from '../../errors.js'
import { fold, type StationKey } from '../../identifier.js'
import type { ConnectorStatus } from '../availability/store.js'
import { closeTransaction } from './close.js'
import {
  type ClosingFacts,
  decideClosing,
  knownSinceMs,
  type ResolvedClosingPolicy,
  replacedBy,
  shortestWait,
  toldMsOf,
} from './closing.js'
import type { TransactionStatus } from './status.js'
import type { Transaction } from './transaction.js'

/** Ends what stations never end, by the policy: a page of the running transactions at a time. */
export interface ClosingSweep {
  start(): void
  stop(): void
  /** Looks at all that run; resolves with those that were closed. */
  sweep(): Promise<readonly Transaction[]>
}

export interface ClosingSweepParts {
  readonly core: Core
  readonly policy: ResolvedClosingPolicy
  readonly connectors: (identity: string) => Promise<readonly ConnectorStatus[]>
  /** When the station last booted, ISO 8601. */
  readonly bootedAt: (station: StationKey) => Promise<string | undefined>
  /** @throws CsmsError where the station cannot be asked */
  readonly status: (identity: string, transactionId?: string) => Promise<TransactionStatus>
}

const intervalMs = 60_000
const pageSize = 500
/** Of the newest transactions of a station, one of which may have taken the place of another. */
const maxNewer = 50

export function createClosingSweep({ core, policy, connectors, bootedAt, status }: ClosingSweepParts): ClosingSweep {
  const { store, sessions, clock, tenantId, failed } = core
  const waitMs = shortestWait(policy)
  let timer: unknown
  let cursor: string | undefined
  let isRunning = false
  let offs: (() => void)[] = []
  /** Since when stations are gone. What was before the start is not known: they may have been heard of all the time. */
  const goneMs = new Map<string, number>()
  let startedMs = clock.now()

  const factsOf = async (transaction: Transaction): Promise<ClosingFacts> => {
    const { station, evseId, connectorId } = transaction
    const [statuses, booted, newer] = await Promise.all([
      connectors(station.stationId),
      bootedAt(station),
      store.transactions.page({ tenantId, station, limit: maxNewer }),
    ])
    const bootedMs = booted === undefined ? undefined : Date.parse(booted)
    const replacement = replacedBy(transaction, newer.items)
    const ofEvse = statuses.filter((one) => one.evseId === evseId && (connectorId === undefined || one.connectorId === connectorId))
    const toldMs = toldMsOf(transaction)
    return {
      nowMs: clock.now(),
      toldMs,
      hasStart: transaction.startedAt !== null,
      isConnected: sessions.find(station.stationId)?.connection !== undefined,
      heardMs: Math.max(
        startedMs,
        goneMs.get(station.stationId) ?? 0,
        toldMs,
        bootedMs ?? 0,
        ...statuses.map(({ receivedAt }) => Date.parse(receivedAt)),
        ...newer.items.map(toldMsOf),
      ),
      bootedMs,
      availableMs:
        ofEvse.length > 0 && ofEvse.every((one) => one.status === 'Available')
          ? Math.max(...ofEvse.map(({ receivedAt }) => Date.parse(receivedAt)))
          : undefined,
      replacedMs: replacement === undefined ? undefined : knownSinceMs(replacement),
    }
  }

  const consider = async (transaction: Transaction): Promise<Transaction | undefined> => {
    if (clock.now() - toldMsOf(transaction) < waitMs) return undefined
    const decision = decideClosing(await factsOf(transaction), policy)
    if (decision === undefined || (await isHeldByStation(transaction))) return undefined
    return closeTransaction(core, transaction, { by: 'policy', actor: decision.rule, reason: decision.reason })
  }

  /** Whether the station says that it still runs, or has more to send of it; one that cannot be asked does not say so. */
  const isHeldByStation = async ({ station, transactionId }: Transaction): Promise<boolean> => {
    const session = sessions.find(station.stationId)
    if (session?.connection === undefined) return false
    try {
      const { isOngoing, messagesInQueue } = await status(session.identity, transactionId)
      return isOngoing === true || messagesInQueue
    } catch (error) {
      // No answer at all: it is asked again in the next round.
      return !(isCsmsError(error) || isOcppError(error))
    }
  }

  const page = async (): Promise<readonly Transaction[]> => {
    const { items, nextCursor } = await store.transactions.page({ tenantId, isActive: true, limit: pageSize, cursor })
    cursor = nextCursor
    const closed: Transaction[] = []
    for (const transaction of items) {
      try {
        const after = await consider(transaction)
        if (after !== undefined) closed.push(after)
      } catch (error) {
        // It may have ended meanwhile.
        if (!isCsmsError(error)) throw error
      }
    }
    return closed
  }

  const schedule = (): void => {
    timer = clock.setTimeout(() => {
      page()
        .catch((error: unknown) => failed(error, 'transaction.closing'))
        .finally(() => {
          if (isRunning) schedule()
        })
    }, intervalMs)
    // It must not keep a program alive.
    ;(timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  return {
    start: () => {
      if (isRunning || waitMs === Number.POSITIVE_INFINITY) return
      isRunning = true
      startedMs = clock.now()
      offs = [
        core.events.on('station.disconnected', ({ station }) => goneMs.set(fold(station.identity), clock.now())),
        core.events.on('station', ({ identity }) => goneMs.delete(fold(identity))),
      ]
      schedule()
    },
    stop: () => {
      isRunning = false
      for (const off of offs.splice(0)) off()
      goneMs.clear()
      clock.clearTimeout(timer)
    },
    sweep: async () => {
      cursor = undefined
      const closed: Transaction[] = []
      do closed.push(...(await page()))
      while (cursor !== undefined)
      return closed
    },
  }
}
