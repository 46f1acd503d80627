import type { StationKey } from '../../identifier.js'
import type { IdToken } from '../authorization/token.js'
import type { NoReading } from '../metering/energy.js'
import { type Closing, compareEvents, type EventFlag, type Placed, type StoredEvent } from './event.js'
import { type EnergyFlag, type EventEnergy, readEventEnergy } from './event-energy.js'
import { type Register, uncountedOf } from './register.js'
import { addSeqNo, missingBetween, type SeqRanges } from './seq-ranges.js'
import { correctTimes, latestReceivedOf, readClock, readClockAfterEnd, type StationClock, type TransactionTimes } from './station-clock.js'
import { datedAfterStop, goesOnFrom, receivedAfterEnd } from './stop-time.js'

export type TransactionFlag =
  | EventFlag
  | EnergyFlag
  | NoReading
  /** Two different contents came under one key, or two stops to one transaction. */
  | 'conflict'
  /** Part of it happened while the station was offline. */
  | 'offline'
  /** It was started with a token that was not accepted. */
  | 'unauthorised'
  /** Numbers are missing between its events. */
  | 'gap'
  /** The clock of the station was more than five minutes off; its own times are kept, and corrected ones beside them. */
  | 'clockDrift'
  /** By the station's own times it ended before it began. */
  | 'endBeforeStart'
  /** The csms ended it, by a policy or an operator. */
  | 'closed'
  /** The station ended it after the csms had: that holds. */
  | 'closeSuperseded'
  /** The station told more of it after the csms had ended it. */
  | 'eventsAfterClose'

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
  /** Measured, but doubtful, and so no part of `energyMilliWh`; the flags say why. */
  readonly uncountedMilliWh: number
  /** Energy that went back to the grid; null while no such register was read. */
  readonly exportedMilliWh: number | null
  /** First and last reading counted of the register, in mWh. */
  readonly register: Register | undefined
  readonly exportRegister: Register | undefined
  /** What is known of the station's clock; `timesOf` corrects by it. */
  readonly clock: StationClock | undefined
  /** By the csms, where the station did not end it before. */
  readonly closed: ClosedTransaction | undefined
  readonly seqNos: SeqRanges
  readonly flags: readonly TransactionFlag[]
  /** Place of the last event folded. */
  readonly last: Placed
}

/** How the csms ended a transaction. */
export interface ClosedTransaction extends Closing {
  /** ISO 8601, UTC, by the csms's clock. */
  readonly at: string
  /** The station ended it after all. */
  readonly isSuperseded: boolean
}

/** A transaction as it is kept. */
export interface Transaction extends FoldedTransaction {
  /** UUIDv7, made when its first event was received; unique over all stations and tenants, unlike `transactionId`. */
  readonly id: string
}

/** Folds the events of one transaction, in whatever order they came (G3, G5). */
export function foldTransaction(events: readonly StoredEvent[]): FoldedTransaction | undefined {
  let transaction: FoldedTransaction | undefined
  for (const step of foldingSteps(events)) transaction = takeStep(transaction, step)
  return transaction
}

/** An event, and how it stands to the end. */
export interface FoldingStep {
  readonly event: StoredEvent
  /** It is dated after the stop. */
  readonly isAfterStop: boolean
  /** It was received after the end. */
  readonly isAfterEnd: boolean
}

/** What is folded, in its order. */
export function foldingSteps(events: readonly StoredEvent[]): readonly FoldingStep[] {
  const sorted = events.toSorted(compareEvents)
  return sorted.map(stepsAmong(sorted))
}

/** Makes events steps of the fold of all events there are, which are given in their order. */
export function stepsAmong(sorted: readonly StoredEvent[]): (event: StoredEvent) => FoldingStep {
  const isAfterStop = datedAfterStop(sorted)
  const isAfterEnd = receivedAfterEnd(sorted)
  return (event) => ({ event, isAfterStop: isAfterStop(event), isAfterEnd: isAfterEnd(event) })
}

/**
 * Whether an event may be folded onto what is there, or everything has to be folded anew: one that stands before others, and an end that
 * was received before them.
 */
export const isInOrder = (transaction: FoldedTransaction | undefined, event: StoredEvent): boolean =>
  transaction === undefined ||
  (goesOnFrom(transaction.last, event) &&
    !(event.eventType === 'Ended' && latestReceivedOf(transaction.clock) > Date.parse(event.receivedAt)))

/** Folds one event that is in order. */
export const advance = (transaction: FoldedTransaction | undefined, event: StoredEvent): FoldedTransaction =>
  takeStep(transaction, { event, isAfterStop: false, isAfterEnd: false })

/** Folds one event that comes after all others. Absence changes nothing; Ended is never undone. */
export function takeStep(transaction: FoldedTransaction | undefined, step: FoldingStep): FoldedTransaction {
  const { event, isAfterStop } = step
  const before = transaction ?? empty(event)
  if (event.eventType === 'Closed') return close(before, event)
  if (isAside(before, event)) return { ...before, flags: joined(before.flags, [...event.flags, 'conflict']), last: placeOf(event) }
  const hasEnded = hasEndedByStation(before)
  const energy = readEventEnergy(before, event, hasEnded || isAfterStop ? 'afterEnd' : undefined)
  const clock = clockAfter(before, step)
  const seqNos = event.seqNo === undefined ? before.seqNos : addSeqNo(before.seqNos, event.seqNo)
  const startedAt = before.startedAt ?? (event.eventType === 'Started' ? event.timestamp : null)
  const endedAt = hasEnded || event.eventType !== 'Ended' ? before.endedAt : event.timestamp
  return {
    ...before,
    ...connectorOf(before, event),
    // The token that began it; the one that ends it is another matter (E07.FR.02).
    idToken: before.idToken ?? event.idToken,
    startedAt,
    endedAt,
    chargingState: hasEnded ? before.chargingState : (event.chargingState ?? before.chargingState),
    stoppedReason: before.stoppedReason ?? stoppedReasonOf(event),
    remoteStartId: before.remoteStartId ?? event.remoteStartId,
    reservationId: before.reservationId ?? event.reservationId,
    register: energy.imported,
    exportRegister: energy.exported,
    energyMilliWh: energyOf(energy.imported, startedAt),
    uncountedMilliWh: uncountedOf(energy.imported),
    exportedMilliWh: energyOf(energy.exported, startedAt),
    clock,
    closed: before.closed !== undefined && event.eventType === 'Ended' ? { ...before.closed, isSuperseded: true } : before.closed,
    seqNos,
    flags: withFlags(withoutAnswered(before.flags, energy), event, [...energy.flags, ...flagsOf({ seqNos, clock, startedAt, endedAt })]),
    last: placeOf(event),
  }
}

/**
 * Whether an event is kept, and nothing of it counts: other content under a key that was used before, or a second stop of a 1.6 transaction,
 * which has no seqNo to be told by. What came first stands: nobody rewrites what has been billed. An end counts where there is none yet.
 */
export function isAside(before: Pick<FoldedTransaction, 'endedAt' | 'closed'>, { eventType, seqNo, isConflicting }: StoredEvent): boolean {
  if (eventType !== 'Ended') return isConflicting
  return hasEndedByStation(before) ? isConflicting || seqNo === undefined : isConflicting && seqNo === undefined
}

/** What the csms decided where the station was silent. It stands behind all events of the station, and what the station says holds. */
function close(before: FoldedTransaction, event: StoredEvent): FoldedTransaction {
  const { closing, receivedAt: at } = event
  if (closing === undefined || before.closed !== undefined) return { ...before, last: placeOf(event) }
  const isSuperseded = before.endedAt !== null
  const wentOn = !isSuperseded && before.clock !== undefined && before.clock.lastReceivedMs > Date.parse(at)
  const flags: TransactionFlag[] = [isSuperseded ? 'closeSuperseded' : 'closed', ...(wentOn ? (['eventsAfterClose'] as const) : [])]
  return {
    ...before,
    endedAt: before.endedAt ?? event.timestamp,
    closed: { ...closing, at, isSuperseded },
    flags: withFlags(before.flags, event, flags),
    last: placeOf(event),
  }
}

/** Whether the station itself has ended it. */
export const hasEndedByStation = ({ endedAt, closed }: Pick<FoldedTransaction, 'endedAt' | 'closed'>): boolean =>
  endedAt !== null && (closed === undefined || closed.isSuperseded)

/** Whether it is over only because the csms said so. */
export const isClosedByCsms = ({ closed }: Pick<FoldedTransaction, 'closed'>): boolean => closed !== undefined && !closed.isSuperseded

/** When it was, corrected where the clock of the station was wrong (G7). */
export const timesOf = ({ startedAt, endedAt, clock }: Pick<FoldedTransaction, 'startedAt' | 'endedAt' | 'clock'>): TransactionTimes =>
  correctTimes(startedAt, endedAt, clock)

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
  uncountedMilliWh: 0,
  exportedMilliWh: null,
  register: undefined,
  exportRegister: undefined,
  clock: undefined,
  closed: undefined,
  seqNos: [],
  flags: [],
  last: { position, contentHash },
})

const placeOf = ({ position, contentHash }: StoredEvent): Placed => ({ position, contentHash })

/** A missing reason means Local (1.6 §6.47 and 2.x TransactionType). */
const stoppedReasonOf = ({ eventType, stoppedReason }: StoredEvent): string | undefined =>
  eventType === 'Ended' ? (stoppedReason ?? 'Local') : undefined

/** Where the start is missing, what a register shows once says nothing of what has flowed. */
function energyOf(register: Register | undefined, startedAt: string | null): number | null {
  if (register === undefined) return null
  const energy = register.last - register.first
  return energy === 0 && startedAt === null ? null : energy
}

/** In 2.x it is said once the car is there, or moves (E01.FR.16); where nothing is numbered the start has said it, and it stands (1.6 §4.8). */
function connectorOf(before: FoldedTransaction, event: StoredEvent): Pick<FoldedTransaction, 'evseId' | 'connectorId'> {
  const stands = event.seqNo === undefined && before.startedAt !== null && before.evseId !== undefined
  const { evseId = before.evseId, connectorId = before.connectorId } = stands ? before : event
  return { evseId, connectorId }
}

function clockAfter(before: FoldedTransaction, { event, isAfterEnd }: FoldingStep): StationClock | undefined {
  if (!isOfStation(event)) return before.clock
  const read = isAfterEnd || hasEndedByStation(before) ? readClockAfterEnd : readClock
  return read(before.clock, { ...event, isOffline: isOfflineOf(event) })
}

/** The csms's own notes about a transaction say nothing of the station's clock. */
const isOfStation = ({ flags }: StoredEvent): boolean => !flags.includes('restarted') && !flags.includes('split')

/** Versions that number events also say which of them happened offline. */
const isOfflineOf = ({ seqNo, offline }: StoredEvent): boolean | undefined => (seqNo === undefined ? undefined : offline === true)

/** Why there is no energy is of no interest once there is. */
const withoutAnswered = (flags: readonly TransactionFlag[], { imported }: EventEnergy): readonly TransactionFlag[] =>
  imported !== undefined && flags.some((flag) => whyNoEnergy.includes(flag)) ? flags.filter((flag) => !whyNoEnergy.includes(flag)) : flags

const whyNoEnergy: readonly TransactionFlag[] = ['intervalOnly', 'phasesMissing', 'energyElsewhere', 'energyUnreadable']

type Timing = Pick<FoldedTransaction, 'seqNos' | 'clock' | 'startedAt' | 'endedAt'>

function flagsOf({ seqNos, clock, startedAt, endedAt }: Timing): readonly TransactionFlag[] {
  const flags: TransactionFlag[] = []
  if (seqNos.length > 1) flags.push('gap')
  if (clock?.driftMs !== undefined) flags.push('clockDrift')
  if (startedAt !== null && endedAt !== null && endedAt < startedAt) flags.push('endBeforeStart')
  return flags
}

function withFlags(flags: readonly TransactionFlag[], event: StoredEvent, found: readonly TransactionFlag[]): readonly TransactionFlag[] {
  const more: TransactionFlag[] = [...event.flags, ...found]
  if (event.isConflicting) more.push('conflict')
  if (event.offline === true) more.push('offline')
  if (event.eventType === 'Started' && event.authorization !== undefined && event.authorization.status !== 'Accepted')
    more.push('unauthorised')
  return joined(flags, more)
}

const joined = (flags: readonly TransactionFlag[], more: readonly TransactionFlag[]): readonly TransactionFlag[] =>
  more.every((flag) => flags.includes(flag)) ? flags : [...new Set([...flags, ...more])].toSorted()
