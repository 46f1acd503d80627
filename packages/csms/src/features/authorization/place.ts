import { fold } from '../../identifier.js'
import type { AuthorizationStatus, Place } from './token.js'

/** What has to be known of a station to judge where a token is used. */
export interface StationFacts {
  /** Folded. */
  readonly stationId: string
  readonly labels: readonly string[]
  /** Types of the connectors by EVSE, where they are known. */
  readonly evses: readonly { readonly evseId: number; readonly connectorTypes: readonly string[] }[]
}

export interface PlaceLimits {
  readonly places?: readonly Place[] | undefined
  readonly connectorTypes?: readonly string[] | undefined
}

/** `evseIds` is missing where all EVSEs are allowed; `status` is there where the place, or the EVSE, is not. */
export interface PlaceJudgement {
  readonly status?: AuthorizationStatus | undefined
  readonly evseIds?: readonly number[] | undefined
}

/**
 * Judges where a token is used (C01.FR.18–22). Connector types that nobody has recorded refuse nobody: what does not fit cannot be plugged in.
 */
export function judgePlace({ places, connectorTypes }: PlaceLimits, station: StationFacts, evseId?: number): PlaceJudgement {
  const byPlace = evsesByPlace(places, station)
  if (byPlace?.length === 0) return { status: 'NotAtThisLocation' }
  const byType = evsesByType(connectorTypes, station)
  if (byType?.length === 0) return { status: 'NotAllowedTypeEVSE' }
  const evseIds = byPlace === undefined || byType === undefined ? (byPlace ?? byType) : byPlace.filter((one) => byType.includes(one))
  if (evseIds?.length === 0) return { status: 'NotAllowedTypeEVSE' }
  if (evseId === undefined || evseIds === undefined || evseIds.includes(evseId)) return { evseIds }
  return { status: byPlace?.includes(evseId) === false ? 'NotAtThisLocation' : 'NotAllowedTypeEVSE' }
}

/** All of them where it is `undefined`, none where it is empty. */
type Evses = readonly number[] | undefined

function evsesByPlace(places: readonly Place[] | undefined, { stationId, labels }: StationFacts): Evses {
  if (!Array.isArray(places)) return undefined
  const here = (places as readonly Place[]).filter(
    ({ station, label }) => (station !== undefined && fold(station) === stationId) || (label !== undefined && labels.includes(label)),
  )
  if (here.some(({ evseIds }) => evseIds === undefined)) return undefined
  return [...new Set(here.flatMap(({ evseIds = [] }) => evseIds))].toSorted((left, right) => left - right)
}

function evsesByType(allowed: readonly string[] | undefined, { evses }: StationFacts): Evses {
  if (!Array.isArray(allowed) || evses.length === 0) return undefined
  const types = allowed.map(fold)
  const fitting = evses.filter(
    ({ connectorTypes }) => connectorTypes.length === 0 || connectorTypes.some((type) => types.includes(fold(type))),
  )
  return fitting.length === evses.length ? undefined : fitting.map(({ evseId }) => evseId)
}
