import type { StationKey } from '../../identifier.js'
import type { IdToken } from '../authorization/token.js'
import { energyReadings } from '../metering/sample.js'
import { compareEvents, type EventFlag, type Placed, type StoredEvent } from './event.js'
import { addSeqNo, missingBetween, type SeqRanges } from './seq-ranges.js'

export type TransactionFlag =
  | EventFlag
  /** The register went backwards; what it showed then is not counted. */
  | 'registerRollback'
  /** Two different contents came under one key, or two stops to one transaction. */
  | 'conflict'
  /** Part of it happened while the station was offline. */
  | 'offline'
  /** It was started with a token that was not accepted. */
  | 'unauthorised'

/** What all events of a transaction come to. */
export interface FoldedTransaction {
  readonly station: StationKey
  /** The id on the wire. */
  readonly transactionId: string
  readonly version: string
  readonly evseId: number | undefined
  readonly connectorId: number | undefined
  /** The token it was authorized with. */
  readonly idToken: IdToken | undefined
  /** ISO 8601, UTC, by the station's clock; null while the start is unknown. */
  readonly startedAt: string | null
  /** Null while it runs. */
  readonly endedAt: string | null
  readonly chargingState: string | undefined
  readonly stoppedReason: string | undefined
  readonly remoteStartId: number | undefined
  readonly reservationId: number | undefined
  /** Imported energy in mWh, exact; null while nothing was measured. */
  readonly energyMilliWh: number | null
  /** First and last register reading counted, in mWh. */
  readonly register: { readonly first: number; readonly last: number } | undefined
  readonly seqNos: SeqRanges
  readonly flags: readonly TransactionFlag[]
  /** Place of the last event folded. */
  readonly last: Placed
}

/** A transaction as it is kept. */
export interface Transaction extends FoldedTransaction {
  /** UUIDv7, made when its first event was received; unique over all stations and tenants, unlike `transactionId`. */
  readonly id: string
}

/** Folds the events of one transaction, in whatever order they came (G3, G5). */
export function foldTransaction(events: readonly StoredEvent[]): FoldedTransaction | undefined {
  const [first, ...others] = events.toSorted(compareEvents)
  return first === undefined ? undefined : others.reduce(advance, advance(undefined, first))
}

/** Whether an event may be folded onto what is there, or everything has to be folded anew. */
export const isInOrder = (transaction: FoldedTransaction | undefined, event: StoredEvent): boolean =>
  transaction === undefined || compareEvents(transaction.last, event) < 0

/** Folds one event that comes after all others. Absence changes nothing; Ended is never undone. */
export function advance(transaction: FoldedTransaction | undefined, event: StoredEvent): FoldedTransaction {
  const before = transaction ?? empty(event)
  const hasEnded = before.endedAt !== null
  // A second stop of a 1.6 transaction is kept, and the first one stands (behaviour of StopTransaction: no seqNo to tell them apart).
  const isSecondStop = event.seqNo === undefined && (event.isConflicting || (event.eventType === 'Ended' && hasEnded))
  if (isSecondStop) return { ...before, flags: withFlags(before.flags, event, ['conflict']), last: placeOf(event) }
  const register = readRegister(before.register, event, hasEnded)
  return {
    ...before,
    evseId: event.evseId ?? before.evseId,
    connectorId: event.connectorId ?? before.connectorId,
    // The token that began it; the one that ends it is another matter (E07.FR.02).
    idToken: before.idToken ?? event.idToken,
    startedAt: before.startedAt ?? (event.eventType === 'Started' ? event.timestamp : null),
    endedAt: before.endedAt ?? (event.eventType === 'Ended' ? event.timestamp : null),
    chargingState: hasEnded ? before.chargingState : (event.chargingState ?? before.chargingState),
    stoppedReason: before.stoppedReason ?? stoppedReasonOf(event),
    remoteStartId: before.remoteStartId ?? event.remoteStartId,
    reservationId: before.reservationId ?? event.reservationId,
    register: register.counted,
    energyMilliWh: register.counted === undefined ? null : register.counted.last - register.counted.first,
    seqNos: event.seqNo === undefined ? before.seqNos : addSeqNo(before.seqNos, event.seqNo),
    flags: withFlags(before.flags, event, register.wentBack ? ['registerRollback'] : []),
    last: placeOf(event),
  }
}

/** Numbers that should have come between the first and the last event (G4). */
export const missingSeqNos = ({ seqNos }: Pick<FoldedTransaction, 'seqNos'>): SeqRanges => missingBetween(seqNos)

/** Begun, ended, and nothing missing in between. */
export const isComplete = (transaction: FoldedTransaction): boolean =>
  transaction.startedAt !== null && transaction.endedAt !== null && missingSeqNos(transaction).length === 0

/** Wh for people; the exact figure is `energyMilliWh`. */
export const energyWhOf = ({ energyMilliWh }: Pick<FoldedTransaction, 'energyMilliWh'>): number | null =>
  energyMilliWh === null ? null : energyMilliWh / 1000

const empty = ({ station, transactionId, version, position, contentHash }: StoredEvent): FoldedTransaction => ({
  station,
  transactionId,
  version,
  evseId: undefined,
  connectorId: undefined,
  idToken: undefined,
  startedAt: null,
  endedAt: null,
  chargingState: undefined,
  stoppedReason: undefined,
  remoteStartId: undefined,
  reservationId: undefined,
  energyMilliWh: null,
  register: undefined,
  seqNos: [],
  flags: [],
  last: { position, contentHash },
})

const placeOf = ({ position, contentHash }: StoredEvent): Placed => ({ position, contentHash })

/** A missing reason means Local (1.6 §6.47 and 2.x TransactionType). */
const stoppedReasonOf = ({ eventType, stoppedReason }: StoredEvent): string | undefined =>
  eventType === 'Ended' ? (stoppedReason ?? 'Local') : undefined

interface RegisterStep {
  readonly counted: FoldedTransaction['register']
  readonly wentBack: boolean
}

function readRegister(counted: FoldedTransaction['register'], event: StoredEvent, hasEnded: boolean): RegisterStep {
  const readings = energyReadings(event.samples)
  const [earliest] = readings
  if (earliest === undefined || hasEnded) return { counted, wentBack: false }
  // The end repeats samples of the whole transaction (StopTxnSampledData, E06.FR.11): its last one counts, its first where none was known.
  const relevant =
    event.eventType === 'Ended' ? [...(counted === undefined ? [earliest] : []), readings[readings.length - 1] ?? earliest] : readings
  return relevant.reduce<RegisterStep>(readOnce, { counted, wentBack: false })
}

function readOnce({ counted, wentBack }: RegisterStep, reading: number): RegisterStep {
  if (counted === undefined) return { counted: { first: reading, last: reading }, wentBack }
  return reading < counted.last ? { counted, wentBack: true } : { counted: { ...counted, last: reading }, wentBack }
}

function withFlags(flags: readonly TransactionFlag[], event: StoredEvent, found: readonly TransactionFlag[]): readonly TransactionFlag[] {
  const more: TransactionFlag[] = [...event.flags, ...found]
  if (event.isConflicting) more.push('conflict')
  if (event.offline === true) more.push('offline')
  if (event.eventType === 'Started' && event.authorization !== undefined && event.authorization.status !== 'Accepted')
    more.push('unauthorised')
  return more.every((flag) => flags.includes(flag)) ? flags : [...new Set([...flags, ...more])].toSorted()
}
