import type { StationKey } from '../identifier.js'

/** What may be done when no answer comes: ask again, go on until the station is as wanted, never repeat, or as the vendor's message declares. */
export type CommandClass = 'read' | 'converging' | 'oneShot' | 'vendor'

/** How a command behaves; that of a vendor's message is declared by whoever sends it. */
export type CommandBehaviour = Exclude<CommandClass, 'vendor'>

/** `queued`, `sent` and `checking` (whether it took effect) go on; a command ends in exactly one of the others (G12). */
export const commandStates = ['queued', 'sent', 'checking', 'done', 'rejected', 'failed', 'expired', 'cancelled', 'ambiguous'] as const

export type CommandState = (typeof commandStates)[number]

/** Why a command is where it is, where its state alone does not say it. */
export const commandReasons = [
  /** Done: the station will do it when it can, e.g. when a transaction has ended (`Scheduled`). */
  'scheduled',
  /** Done: it takes effect with the next boot (`RebootRequired`). */
  'rebootRequired',
  /** Done: what was to be removed was not there, or what was to be set was set already. */
  'alreadySo',
  /** Rejected: some of its parts were accepted, others were not; `result` tells. */
  'partly',
  /** Failed: the station has no connection. */
  'notConnected',
  /** Failed: the station is not accepted (1.6 §4.2, B02.FR.05, B03.FR.03). */
  'notAccepted',
  /** Failed: it could not be handed to the connection; the station never saw it. */
  'notSent',
  /** No answer in time. */
  'noAnswer',
  /** The connection closed before the answer. */
  'connectionLost',
  /** The csms ended before the answer. */
  'restart',
  /** The answer breaks its schema; `error` tells. */
  'invalidAnswer',
  /** Failed: the payload breaks the schema of the version that the station speaks; `error` tells. */
  'invalidPayload',
  /** Failed: the station speaks another version than that which the command was made for. */
  'otherVersion',
  /** Failed: the station was asked afterwards, and it is not so. */
  'notApplied',
  /** Cancelled: a newer one for the same thing took its place. */
  'superseded',
  /** Done: the station was asked afterwards, and it is so. */
  'readBack',
  /** An answer that came after its time. */
  'lateAnswer',
  /** A transaction told what became of it. */
  'transactionReported',
  /** A boot told what became of it. */
  'bootReported',
  /** The status of a connector told what became of it. */
  'statusReported',
  /** Another message of the station told what became of it. */
  'messageReported',
] as const

export type CommandReason = (typeof commandReasons)[number]

/** What the station answered by CALLERROR, or what is wrong with a payload. */
export interface CommandError {
  readonly code: string
  readonly description: string
  readonly details: object
}

/** A message to a station that outlives connections and restarts. Times are ISO 8601 in UTC. */
export interface Command {
  /** UUIDv7. */
  readonly id: string
  readonly station: StationKey
  readonly identity: string
  /** The version it was made for; missing where that was not known. */
  readonly version?: string | undefined
  readonly action: string
  /** As it was given: no member added, none left out. */
  readonly payload: object
  readonly class: CommandClass
  readonly behaves: CommandBehaviour
  readonly state: CommandState
  /** Unique in a tenant: the same key is the same command. */
  readonly idempotencyKey?: string | undefined
  /** What it is about: a newer command about the same takes its place while it waits. */
  readonly supersedeKey?: string | undefined
  /** Commands on one subject keep their order. */
  readonly subject?: string | undefined
  readonly whenOffline: 'refuse' | 'keep'
  /** Time for the answer, ms; missing: that of the connection. */
  readonly timeoutMs?: number | undefined
  readonly createdAt: string
  readonly notBefore?: string | undefined
  /** It is not sent from then on. */
  readonly expiresAt: string
  /** It waits for the station rather than for a time. */
  readonly isHeld?: boolean | undefined
  readonly retryAt?: string | undefined
  /** How often it was sent. */
  readonly attempt: number
  /** Of the last attempt; stored before the frame is written. */
  readonly messageId?: string | undefined
  /** Which process sent it last: an id made for each start. */
  readonly sentBy?: string | undefined
  /** Counts the connections of the station: that which it was sent over last. Missing where it was not known. */
  readonly epoch?: number | undefined
  /** Of the last attempt, where a report is asked for anew under a number of its own. */
  readonly requestId?: number | undefined
  readonly sentAt?: string | undefined
  /** The answer as it came; of a command that went in parts, the answers to all that were answered as one. */
  readonly result?: object | undefined
  readonly error?: CommandError | undefined
  readonly reason?: CommandReason | undefined
  /** What facts have told of it before it was answered. */
  readonly evidence?: Evidence | undefined
  /** It was cancelled while it was with the station: it is not repeated. */
  readonly isCancelling?: boolean | undefined
  /** The command that took its place. */
  readonly supersededBy?: string | undefined
  readonly endedAt?: string | undefined
  /** An ambiguous one is settled by facts until then; missing once nothing can change any more. */
  readonly settleUntil?: string | undefined
  /** When facts turned `ambiguous` into `done` or `failed`. */
  readonly reconciledAt?: string | undefined
  /** Who asked for it. */
  readonly actor?: string | undefined
}

export interface Evidence {
  readonly verdict: 'done' | 'failed'
  readonly reason: CommandReason
}

/** Whether it may still be sent, or is on its way. */
export const isOpen = ({ state }: Pick<Command, 'state'>): boolean => state === 'queued' || state === 'sent' || state === 'checking'

/** Whether anything may still change: it is open, or facts may settle it. */
export const isLive = (command: Pick<Command, 'state' | 'settleUntil'>): boolean => isOpen(command) || command.settleUntil !== undefined

/** When it may be sent, as far as time goes. */
export const startsAt = ({ createdAt, notBefore = createdAt, retryAt = notBefore }: Command): string =>
  retryAt > notBefore ? retryAt : notBefore

/** Nobody waits for an answer any more, ms after its time: whoever sent it has gone without a word. */
const lostAfterMs = 600_000

/** When it has to be looked at next, whatever the station does; `undefined`: time alone changes nothing. */
export function dueAtOf(command: Command): string | undefined {
  if (command.state === 'ambiguous') return command.settleUntil
  if (command.state === 'sent' || command.state === 'checking') {
    const { sentAt = command.createdAt, timeoutMs = 0 } = command
    return new Date(Date.parse(sentAt) + timeoutMs + lostAfterMs).toISOString()
  }
  if (command.state !== 'queued') return undefined
  const from = startsAt(command)
  return command.isHeld === true || from > command.expiresAt ? command.expiresAt : from
}
