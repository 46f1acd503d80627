import { createHash } from 'node:crypto'
import type { Scope } from '../http/scope.js'

/** What programs outside may hear of, and what they must be allowed to read for it. */
export const publicEventTypes = {
  'station.connected': { scope: 'stations:read', meaning: 'A station has connected' },
  'station.disconnected': { scope: 'stations:read', meaning: 'A station has no connection any more' },
  'station.booted': { scope: 'stations:read', meaning: 'A station has booted, and was told whether it is accepted' },
  'connector.status': { scope: 'stations:read', meaning: 'A station has told the status of a connector' },
  'transaction.started': { scope: 'transactions:read', meaning: 'The start of a transaction became known' },
  'transaction.updated': { scope: 'transactions:read', meaning: 'Something more became known of a transaction' },
  'transaction.ended': { scope: 'transactions:read', meaning: 'The end of a transaction became known' },
  'meter.values': { scope: 'transactions:read', meaning: 'A meter outside a transaction has told its values' },
  'webhook.test': { scope: 'webhooks:read', meaning: 'Somebody wants to see whether a webhook works' },
} as const satisfies Readonly<Record<string, { readonly scope: Scope; readonly meaning: string }>>

export type PublicEventType = keyof typeof publicEventTypes

export const isPublicEventType = (type: string): type is PublicEventType => Object.hasOwn(publicEventTypes, type)

/** Something that happened, as webhooks and event streams tell of it: JSON. */
export interface PublicEvent {
  /** The same however often it is told. */
  readonly id: string
  readonly type: PublicEventType
  /** ISO 8601, UTC: when the csms learned of it. */
  readonly at: string
  /** The identity as the station writes it; null for what is of no station. */
  readonly station: string | null
  readonly data: Readonly<Record<string, unknown>>
  /** Events of one resource are told in their order: a transaction, a station, or nothing else. */
  readonly resource: string
}

/** An id that is the same for the same fact, whoever tells of it and when. */
export const eventIdOf = (...fact: readonly (string | number)[]): string =>
  `evt_${createHash('sha256').update(JSON.stringify(fact)).digest('base64url').slice(0, 27)}`

/** The event as it goes out: without what is for the csms alone. */
export const bodyOf = ({ resource, ...body }: PublicEvent): object => body
