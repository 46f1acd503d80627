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
  /** Connectors that are to be asked for, now or when their station is back. */
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
  /** What became of the status that it was asked for. */
  told?: ((outcome: Outcome) => void) | undefined
}

type Outcome = 'saved' | 'missed'

/** A station, and those of its connectors that are to be asked for, in the order that they are. */
interface Waiting {
  readonly identity: string
  readonly station: StationKey
  readonly places: Map<string, Stale>
}

/** Beyond that the station that waits longest is forgotten, and the program is told: it is shown as it was until it says more. */
const maxStations = 100_000
const defaultRetryMs = 1_000
/** The longest pause, while the store answers and takes no statuses all the same. */
const longestPauseMs = 60_000
/** The next connector is asked for when this one's status is told, and no later than that, ms. */
const askMs = 2_000

const countOf = (stations: BoundedMap<string, Waiting>): number => {
  let count = 0
  for (const { places } of stations.values()) count += places.size
  return count
}

const keyOf = ({ evseId, connectorId }: Place): string => `${evseId}/${connectorId}`

/**
 * A station takes a CALLERROR to a StatusNotification for the end of it. So once the store is back, it is asked to say it again (1.6 §5.17,
 * F06), one connector after the other. One that goes meanwhile is asked when it is back, unless it boots: then it tells the status of each
 * connector by itself (1.6 errata §3.22, B01.FR.05).
 */
export function createStaleStatuses(
  { core, retryMs = defaultRetryMs, isStoreBack, trigger }: StaleStatusesParts,
  most: number = maxStations,
): StaleStatuses {
  const { sessions, clock, events, failed } = core
  /** By station, those that can be asked and those that have gone. */
  const here = new BoundedMap<string, Waiting>(most)
  const away = new BoundedMap<string, Waiting>(most)
  let timer: unknown
  let isAsking = false
  let isOverfull = false
  /** Connectors, one after the other, whose status the store did not take though it seemed to be back. */
  let failures = 0

  const stationIdOf = ({ station: { identity } }: { readonly station: { readonly identity: string } }): string =>
    sessions.keyOf(identity).stationId

  const wake = (): void => {
    if (timer !== undefined || isAsking) return
    if (here.size === 0) {
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
      const [, first] = here.oldest() ?? []
      if (first !== undefined && (await isStoreBack(first.station))) await askAll()
    } finally {
      isAsking = false
      wake()
    }
  }

  /** As long as the store takes what they say. */
  const askAll = async (): Promise<void> => {
    for (let [, first] = here.oldest() ?? []; first !== undefined; [, first] = here.oldest() ?? []) {
      if ((await askNext(first)) === 'missed') {
        failures += 1
        return
      }
      failures = 0
    }
  }

  /** Once: a station that refuses, or says nothing, is not asked again. */
  const askNext = async (waiting: Waiting): Promise<Outcome | undefined> => {
    const [place] = waiting.places.values()
    if (place === undefined) throw new Error(`${waiting.identity} waits for nothing`)
    let outcome: Outcome | undefined
    const told = new Promise<void>((resolve) => {
      place.told = (became) => {
        outcome = became
        resolve()
      }
    })
    const { evseId, connectorId } = place
    const asked = trigger(waiting.identity, { message: 'StatusNotification', evseId, connectorId }).then(({ status }) =>
      status === 'Accepted' ? told : undefined,
    )
    try {
      await waitAtMost(clock, askMs, asked)
    } catch (error) {
      if (!isOcppError(error) && !isConnectionError(error) && !isCsmsError(error)) failed(error, 'connector.status')
    }
    place.told = undefined
    // Not one that was missed again, nor one whose station has gone meanwhile.
    if (here.get(waiting.station.stationId)?.places.get(keyOf(place)) === place) drop(waiting, place)
    return outcome
  }

  const drop = ({ station: { stationId }, places }: Waiting, place: Place): void => {
    places.delete(keyOf(place))
    if (places.size > 0) return
    here.delete(stationId)
    away.delete(stationId)
  }

  const keep = (among: BoundedMap<string, Waiting>, waiting: Waiting): void => {
    if (!among.set(waiting.station.stationId, waiting) || isOverfull) return
    isOverfull = true
    failed(new Error(`more than ${most} stations wait to be asked for a status: those that wait longest are not`), 'connector.status')
  }

  events.on('station.disconnected', (event) => {
    const stationId = stationIdOf(event)
    const waiting = here.get(stationId)
    if (waiting === undefined) return
    here.delete(stationId)
    keep(away, waiting)
    if (here.size > 0) return
    clock.clearTimeout(timer)
    timer = undefined
    wake()
  })
  events.on('station.booted', (event) => away.delete(stationIdOf(event)))
  events.on('station.ready', (event) => {
    const stationId = stationIdOf(event)
    const waiting = away.get(stationId)
    if (waiting === undefined) return
    away.delete(stationId)
    keep(here, waiting)
    wake()
  })

  return {
    get waiting() {
      return countOf(here) + countOf(away)
    },
    missed: (identity, places) => {
      const station = sessions.keyOf(identity)
      const { stationId } = station
      const waiting = here.get(stationId) ?? away.get(stationId) ?? { identity, station, places: new Map() }
      for (const { evseId, connectorId } of places) {
        const key = keyOf({ evseId, connectorId })
        waiting.places.get(key)?.told?.('missed')
        waiting.places.delete(key)
        waiting.places.set(key, { evseId, connectorId })
      }
      const [into, outOf] = sessions.find(identity)?.connection === undefined ? [away, here] : [here, away]
      outOf.delete(stationId)
      keep(into, waiting)
      wake()
    },
    saved: (identity, place) => {
      if (here.size === 0 && away.size === 0) return
      const { stationId } = sessions.keyOf(identity)
      const waiting = here.get(stationId) ?? away.get(stationId)
      const stale = waiting?.places.get(keyOf(place))
      if (waiting === undefined || stale === undefined) return
      stale.told?.('saved')
      drop(waiting, place)
    },
  }
}
