import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import { BoundedMap } from '../../bounded-map.js'
import type { Core } from '../../core.js'
import { waitAtMost } from '../../deadline.js'
import { isCsmsError } from '../../errors.js'
import type { StationKey } from '../../identifier.js'
import type { Trigger, TriggerResult } from '../remote-control/commands.js'
import type { ConnectorStatus } from './store.js'

type Place = Pick<ConnectorStatus, 'evseId' | 'connectorId'>

/** Connectors whose status the store did not take: what it has of them is not what their stations have said. */
export interface StaleStatuses {
  missed(identity: string, places: readonly Place[]): void
  saved(identity: string, place: Place): void
  /** Connectors that are to be asked for. */
  readonly waiting: number
}

export interface StaleStatusesParts {
  readonly core: Pick<Core, 'sessions' | 'clock' | 'events' | 'failed'>
  /** ms between two looks at a store that is out. Default 1,000. */
  readonly retryMs?: number | undefined
  isStoreBack(station: StationKey): Promise<boolean>
  trigger(identity: string, trigger: Trigger): Promise<TriggerResult>
}

interface Stale extends Place {
  readonly identity: string
  readonly station: StationKey
  /** What became of the status that it was asked for. */
  told?: ((outcome: 'saved' | 'missed') => void) | undefined
}

/** Beyond that the one that was missed longest ago is forgotten, and the program is told: it is shown as it was until its station says more. */
const maxStale = 100_000
const defaultRetryMs = 1_000
/** The longest pause, while the store answers and takes no statuses all the same. */
const longestPauseMs = 60_000
/** The next station is asked when this one has told its status, and no later than that, ms. */
const askMs = 2_000

/**
 * A station takes a CALLERROR to a StatusNotification for the end of it. So once the store is back, it is asked to say it again (1.6 §5.17,
 * F06), one connector after the other. One that goes meanwhile is forgotten: it tells the status of each connector when it boots (1.6 errata
 * §3.22, B01.FR.05).
 */
export function createStaleStatuses(
  { core, retryMs = defaultRetryMs, isStoreBack, trigger }: StaleStatusesParts,
  most: number = maxStale,
): StaleStatuses {
  const { sessions, clock, events, failed } = core
  const stale = new BoundedMap<string, Stale>(most)
  let timer: unknown
  let isAsking = false
  let isOverfull = false
  /** Stations, one after the other, whose status the store did not take though it seemed to be back. */
  let failures = 0

  const keyOf = ({ stationId }: StationKey, { evseId, connectorId }: Place): string => `${evseId}/${connectorId}/${stationId}`

  const wake = (): void => {
    if (timer !== undefined || isAsking) return
    if (stale.size === 0) {
      failures = 0
      isOverfull = false
      return
    }
    timer = clock.setTimeout(
      () => {
        timer = undefined
        look().catch((error: unknown) => failed(error, 'connector.status'))
      },
      Math.min(retryMs * 2 ** failures, Math.max(retryMs, longestPauseMs)),
    )
    // It must not keep a program alive.
    ;(timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  const look = async (): Promise<void> => {
    isAsking = true
    try {
      const [, first] = stale.oldest() ?? []
      if (first !== undefined && (await isStoreBack(first.station))) await askAll()
    } finally {
      isAsking = false
      wake()
    }
  }

  /** As long as the store takes what they say. */
  const askAll = async (): Promise<void> => {
    for (let oldest = stale.oldest(); oldest !== undefined; oldest = stale.oldest()) {
      if ((await ask(...oldest)) === 'missed') {
        failures += 1
        return
      }
      failures = 0
    }
  }

  /** Once: a station that refuses, or says nothing, is not asked again. */
  const ask = async (key: string, one: Stale): Promise<'saved' | 'missed' | undefined> => {
    let outcome: 'saved' | 'missed' | undefined
    const told = new Promise<void>((resolve) => {
      one.told = (became) => {
        outcome = became
        resolve()
      }
    })
    const asked = trigger(one.identity, { message: 'StatusNotification', evseId: one.evseId, connectorId: one.connectorId }).then(
      ({ status }) => (status === 'Accepted' ? told : undefined),
    )
    try {
      await waitAtMost(clock, askMs, asked)
    } catch (error) {
      if (!isOcppError(error) && !isConnectionError(error) && !isCsmsError(error)) failed(error, 'connector.status')
    }
    one.told = undefined
    if (stale.get(key) === one) stale.delete(key)
    return outcome
  }

  const remember = (one: Stale): void => {
    const key = keyOf(one.station, one)
    stale.get(key)?.told?.('missed')
    if (!stale.set(key, one) || isOverfull) return
    isOverfull = true
    failed(new Error(`more than ${most} connectors wait to be asked for their status: those that wait longest are not`), 'connector.status')
  }

  events.on('station.disconnected', ({ station: { identity } }) => {
    const { stationId } = sessions.keyOf(identity)
    stale.deleteWhere(({ station }) => station.stationId === stationId)
    if (stale.size > 0) return
    clock.clearTimeout(timer)
    timer = undefined
    wake()
  })

  return {
    get waiting() {
      return stale.size
    },
    missed: (identity, places) => {
      const session = sessions.find(identity)
      if (session?.connection === undefined) return
      for (const { evseId, connectorId } of places) remember({ identity, station: session.key, evseId, connectorId })
      wake()
    },
    saved: (identity, place) => {
      if (stale.size === 0) return
      const key = keyOf(sessions.keyOf(identity), place)
      stale.get(key)?.told?.('saved')
      stale.delete(key)
    },
  }
}
