import type { Scope } from '../http/scope.js'
import { fold } from '../identifier.js'

/** The stations that somebody may see and command: those that are named, and those that carry one of the labels. */
export interface StationLimit {
  /** Identities, compared whatever their case. */
  readonly stations: readonly string[]
  /** Labels of stations, compared exactly. */
  readonly labels: readonly string[]
}

/** What is about stations, and can be narrowed to some of them. Tokens, users, webhooks and the audit log are the whole tenant's. */
const ofStations: readonly Scope[] = [
  'stations:read',
  'stations:write',
  'commands:read',
  'commands:send',
  'transactions:read',
  'transactions:write',
]

/** Whether those have any use of a scope who are limited to some stations. */
export const isOfStations = (scope: Scope): boolean => ofStations.includes(scope)

/** The scopes that are left to those who are limited to some stations. */
export const narrowScopes = (scopes: readonly Scope[], limits: readonly StationLimit[]): readonly Scope[] =>
  limits.length === 0 ? scopes : scopes.filter(isOfStations)

/** A station as a limit sees it. */
export interface Limited {
  readonly stationId: string
  readonly labels: readonly string[]
}

/** Whether a station is within all limits. */
export const isWithin = (limits: readonly StationLimit[], { stationId, labels }: Limited): boolean =>
  limits.every(
    (limit) => limit.stations.some((one) => fold(one) === fold(stationId)) || limit.labels.some((label) => labels.includes(label)),
  )
