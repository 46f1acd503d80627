import type { EnergyReading, NoReading } from '../metering/energy.js'
import { readEnergy } from '../metering/energy.js'
import { shiftDecimal } from '../metering/sample.js'
import type { StoredEvent } from './event.js'
import { type JudgedReading, readEventEnergy } from './event-energy.js'
import { meaningOf, whyNoReading, whyOf } from './explain-words.js'
import type { Gap } from './gap.js'
import { displayPayload, displayToken, type TokenDisplay } from './redact.js'
import type { Verdict } from './register.js'
import type { SeqRanges } from './seq-ranges.js'
import type { TransactionTimes } from './station-clock.js'
import { isStop } from './stop-time.js'
import {
  type ClosedTransaction,
  type FoldedTransaction,
  type FoldingStep,
  foldingSteps,
  hasEndedByStation,
  isAside,
  missingSeqNos,
  type TransactionFlag,
  takeStep,
  timesOf,
} from './transaction.js'

/** Why a transaction is what it is: what came, what each of it changed, how its energy was counted, and what is doubtful about it. */
export interface Explanation {
  /** As the station writes it, where that is known; else in lower case. */
  readonly stationId: string
  readonly transactionId: string
  readonly version: string
  readonly evseId: number | null
  readonly connectorId: number | null
  readonly idToken: string | null
  /** By the station's clock. */
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly stoppedReason: string | null
  /** By the csms's clock; `clockOffsetMs` is what the station's was ahead, null where it was right or nothing shows it. */
  readonly times: TransactionTimes & { readonly clockOffsetMs: number | null }
  /** In the order in which they count, which is not that of their arrival: of many the first 250 and the last 250. */
  readonly events: readonly ExplainedEvent[]
  /** How many of them are left out in between. */
  readonly eventsLeftOut: number
  readonly energy: {
    /** Exact integers of mWh. */
    readonly billedMilliWh: number | null
    readonly uncountedMilliWh: number
    readonly exportedMilliWh: number | null
    /** The readings between which the billed energy lies. */
    readonly firstMilliWh: number | null
    readonly lastMilliWh: number | null
  }
  readonly missing: {
    readonly seqNos: SeqRanges
    readonly isStartMissing: boolean
    /** What became of it; null where nothing is or was missing, or no store was asked. */
    readonly gap: Gap | null
  }
  readonly closed: ClosedTransaction | null
  readonly flags: readonly { readonly flag: TransactionFlag; readonly meaning: string }[]
}

export interface ExplainedEvent {
  /** Counts from 1. */
  readonly nth: number
  readonly eventType: StoredEvent['eventType']
  readonly seqNo: number | null
  readonly timestamp: string
  readonly receivedAt: string
  readonly isOffline: boolean
  readonly triggerReason: string | null
  /** It came under a key that other content had used before. */
  readonly isConflicting: boolean
  /** What the station was told about its token. */
  readonly told: string | null
  readonly frame: {
    /** Null where it is not known, and for what the csms noted itself. */
    readonly messageId: string | null
    /** The payload as it came, but for tokens. */
    readonly payload: unknown
  }
  /** What it changed. */
  readonly changes: readonly Change[]
  readonly readings: readonly ExplainedReading[]
}

export interface Change {
  readonly field: string
  readonly from: string | number | null
  readonly to: string | number | null
}

/** A sample of energy, or one of each phase, and what became of it. */
export interface ExplainedReading {
  readonly direction: 'import' | 'export' | null
  readonly at: string
  /** As they were sent. */
  readonly sent: readonly string[]
  readonly milliWh: number | null
  readonly verdict: Verdict | NoReading
  /** Whether the energy up to here is billed. */
  readonly isCounted: boolean
  readonly why: string
}

export interface ExplainOptions {
  readonly gap?: Gap | undefined
  /** The station as it writes itself. Default: as it is kept, in lower case. */
  readonly identity?: string | undefined
  /** Default `masked`. */
  readonly idTokens?: TokenDisplay | undefined
}

/** Events at the beginning that are told, and as many at the end. */
export const shownEvents = 250

/** Steps that are taken in one go. */
const stepsOfTurn = 50

/** Explains a transaction from its events; pure, and by the same steps that made it. `undefined` where there are none. */
export function explainTransaction(events: readonly StoredEvent[], options: ExplainOptions = {}): Explanation | undefined {
  const work = explaining(events, options)
  let next = work.next()
  while (next.done !== true) next = work.next()
  return next.value
}

/** The same, some steps at a time: it yields where others may have their turn. */
export function* explaining(
  events: readonly StoredEvent[],
  { gap, identity, idTokens = 'masked' }: ExplainOptions = {},
): Generator<void, Explanation | undefined, void> {
  let current: FoldedTransaction | undefined
  const explained: ExplainedEvent[] = []
  const lastShown = events.length - shownEvents
  for (const [at, step] of foldingSteps(events).entries()) {
    const before = current
    current = takeStep(before, step)
    if (at < shownEvents || at >= lastShown) explained.push(explainEvent(step, { nth: at + 1, before, after: current, idTokens }))
    if ((at + 1) % stepsOfTurn === 0) yield
  }
  if (current === undefined) return undefined
  const transaction = current
  const { station, transactionId, version, register, clock, closed } = transaction
  return {
    stationId: identity ?? station.stationId,
    transactionId,
    version,
    evseId: transaction.evseId ?? null,
    connectorId: transaction.connectorId ?? null,
    idToken: displayToken(transaction.idToken, idTokens),
    startedAt: transaction.startedAt,
    endedAt: transaction.endedAt,
    stoppedReason: transaction.stoppedReason ?? null,
    times: { ...timesOf(transaction), clockOffsetMs: clock?.driftMs ?? null },
    events: events.some(isStop) ? explained.map((event) => upTo(register?.last, event)) : explained,
    eventsLeftOut: events.length - explained.length,
    energy: {
      billedMilliWh: transaction.energyMilliWh,
      uncountedMilliWh: transaction.uncountedMilliWh,
      exportedMilliWh: transaction.exportedMilliWh,
      firstMilliWh: register?.first ?? null,
      lastMilliWh: register?.last ?? null,
    },
    missing: { seqNos: missingSeqNos(transaction), isStartMissing: transaction.startedAt === null, gap: gap ?? null },
    closed: closed ?? null,
    flags: transaction.flags.map((flag) => ({ flag, meaning: meaningOf(flag) })),
  }
}

interface Folding {
  readonly nth: number
  readonly before: FoldedTransaction | undefined
  readonly after: FoldedTransaction
  readonly idTokens: TokenDisplay
}

/** What a stop has the last word on was counted until it came. */
function upTo(lastMilliWh: number | undefined, event: ExplainedEvent): ExplainedEvent {
  const isBeyond = ({ isCounted, milliWh }: ExplainedReading) => isCounted && (milliWh ?? 0) > (lastMilliWh ?? Number.POSITIVE_INFINITY)
  const readings = event.readings.map(
    (reading): ExplainedReading =>
      isBeyond(reading) ? { ...reading, verdict: 'beyondStop', isCounted: false, why: whyOf('beyondStop') } : reading,
  )
  return { ...event, readings }
}

function explainEvent(step: FoldingStep, { nth, before, after, idTokens }: Folding): ExplainedEvent {
  const { event } = step
  return {
    nth,
    eventType: event.eventType,
    seqNo: event.seqNo ?? null,
    timestamp: event.timestamp,
    receivedAt: event.receivedAt,
    isOffline: event.offline === true,
    triggerReason: event.triggerReason ?? null,
    isConflicting: event.isConflicting,
    told: event.authorization?.status ?? null,
    frame: { messageId: event.messageId ?? null, payload: displayPayload(event.raw, idTokens) },
    changes: changesBetween(shownOf(before, idTokens), shownOf(after, idTokens)),
    readings: readingsOf(step, before),
  }
}

function readingsOf({ event, isAfterStop }: FoldingStep, before: FoldedTransaction | undefined): readonly ExplainedReading[] {
  const registers = before ?? { register: undefined, exportRegister: undefined }
  const state = before ?? { endedAt: null, closed: undefined }
  const isConflict = event.isConflicting && isAside(state, event)
  const notCounted = isConflict ? 'conflict' : hasEndedByStation(state) || isAfterStop ? 'afterEnd' : undefined
  const judged = readEventEnergy(registers, event, notCounted).readings.map(explainReading)
  const others = readEnergy(event.samples).others.map(
    ({ sample, why }): ExplainedReading => ({
      direction: null,
      at: sample.at,
      sent: [sentOf(sample)],
      milliWh: null,
      verdict: why,
      isCounted: false,
      why: whyNoReading(why),
    }),
  )
  return [...judged, ...others]
}

const counted: readonly Verdict[] = ['first', 'counted', 'returned', 'stopped']

const explainReading = ({ reading, direction, verdict }: JudgedReading): ExplainedReading => ({
  direction,
  at: reading.at,
  sent: reading.samples.map(sentOf),
  milliWh: reading.milliWh,
  verdict,
  isCounted: direction === 'import' && counted.includes(verdict),
  why: whyOf(verdict),
})

const sentOf = ({ value, unit = 'Wh', multiplier = 0, phase, context }: EnergyReading['samples'][number]): string =>
  `${value} ${multiplier === 0 ? '' : `×10^${multiplier} `}${unit}${phase === undefined ? '' : ` ${phase}`} (${context})`

type Shown = Readonly<Record<string, string | number | null>>

/** The facts whose changes are told, in their order. */
function shownOf(transaction: FoldedTransaction | undefined, idTokens: TokenDisplay): Shown {
  if (transaction === undefined) return {}
  return {
    startedAt: transaction.startedAt,
    evseId: transaction.evseId ?? null,
    connectorId: transaction.connectorId ?? null,
    idToken: displayToken(transaction.idToken, idTokens),
    remoteStartId: transaction.remoteStartId ?? null,
    reservationId: transaction.reservationId ?? null,
    chargingState: transaction.chargingState ?? null,
    energyWh: wattHours(transaction.energyMilliWh),
    uncountedWh: wattHours(transaction.uncountedMilliWh),
    exportedWh: wattHours(transaction.exportedMilliWh),
    endedAt: transaction.endedAt,
    stoppedReason: transaction.stoppedReason ?? null,
    closedBy: transaction.closed?.actor ?? null,
    flags: transaction.flags.length === 0 ? null : transaction.flags.join(' '),
  }
}

const changesBetween = (before: Shown, after: Shown): readonly Change[] =>
  Object.entries(after).flatMap(([field, to]) => {
    const from = before[field] ?? null
    return from === to || (from === null && to === '0') ? [] : [{ field, from, to }]
  })

/** Exact, in decimal. */
export const wattHours = (milliWh: number | null): string | null => (milliWh === null ? null : (shiftDecimal(String(milliWh), -3) ?? null))
