import { createHash } from 'node:crypto'
import type { Scope } from '../http/scope.js'

/** What programs outside may hear of, and what they must be allowed to read for it. */
export const publicEventTypes = {
  'station.connected': { scope: 'stations:read', meaning: 'A station has connected' },
  'station.disconnected': { scope: 'stations:read', meaning: 'A station has no connection any more' },
  'station.booted': { scope: 'stations:read', meaning: 'A station has booted, and was told whether it is accepted' },
  'station.firmwareChanged': { scope: 'stations:read', meaning: 'A station has booted with another firmware than before' },
  'station.reset': {
    scope: 'stations:read',
    meaning: 'A station came back after a reset that was asked for, or did not within ten minutes',
  },
  'station.clockDrift': { scope: 'stations:read', meaning: 'The clock of a station is wrong by more than the csms allows' },
  'station.flapping': {
    scope: 'stations:read',
    meaning: 'Connections of a station keep replacing each other: two devices seem to have its identity',
  },
  'station.secured': {
    scope: 'stations:read',
    meaning: 'A station has connected with a higher security profile than it had to, and must from now on',
  },
  'station.passwordChanged': { scope: 'stations:read', meaning: 'The password of a station is another one, or it has none any more' },
  'station.networkProfile': { scope: 'stations:read', meaning: 'A change of the network profile of a station came to its end' },
  'connector.status': { scope: 'stations:read', meaning: 'A station has told the status of a connector' },
  'variable.drifted': { scope: 'stations:read', meaning: 'A variable has come to differ from what is wanted of it' },
  'report.ended': { scope: 'stations:read', meaning: 'A report of a station is complete, or will not be' },
  'localList.synced': { scope: 'stations:read', meaning: 'A station holds the local list that it should' },
  'localList.failed': { scope: 'stations:read', meaning: 'A station did not take its local list, or has none' },
  'token.changed': { scope: 'tokens:read', meaning: 'A token was added or replaced' },
  'token.removed': { scope: 'tokens:read', meaning: 'A token was deleted' },
  'tokenGroup.changed': { scope: 'tokens:read', meaning: 'Something else is said of a group of tokens' },
  'tokenGroup.removed': { scope: 'tokens:read', meaning: 'Nothing is said of a group of tokens any more' },
  'command.created': { scope: 'commands:read', meaning: 'A command was stored, to be sent' },
  'command.sent': { scope: 'commands:read', meaning: 'A command was sent' },
  'command.settled': { scope: 'commands:read', meaning: 'A command has ended, or one that was ambiguous is settled; its state says how' },
  'transaction.started': { scope: 'transactions:read', meaning: 'The start of a transaction became known' },
  'transaction.updated': { scope: 'transactions:read', meaning: 'Something more became known of a transaction' },
  'transaction.ended': { scope: 'transactions:read', meaning: 'The end of a transaction became known' },
  'transaction.gapFound': { scope: 'transactions:read', meaning: 'Something is missing of a transaction' },
  'transaction.gapFilled': { scope: 'transactions:read', meaning: 'What was missing of a transaction has come' },
  'transaction.gapLost': { scope: 'transactions:read', meaning: 'What is missing of a transaction will not come any more' },
  'message.quarantined': { scope: 'transactions:read', meaning: 'A transaction message that could not be applied was kept as it came' },
  'meter.values': { scope: 'transactions:read', meaning: 'A meter outside a transaction has told its values' },
  'spool.started': {
    scope: 'system:read',
    meaning: 'The store takes no transaction messages: they go to the spool. Webhooks need the store, and cannot tell of it',
  },
  'spool.drained': { scope: 'system:read', meaning: 'All messages of the spool are in the store' },
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
