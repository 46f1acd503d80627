import type { EnergyReading } from '../metering/energy.js'

/*
 * Follows one energy register through a transaction. What is counted is the way from the first reading along readings that a meter can
 * have gone through; whatever leaves that way is set aside and flagged, and an operator may decide about it: nothing doubtful is billed (G5).
 */

/** What a register has shown; all energies are exact integers of mWh. */
export interface Register {
  readonly first: number
  /** When that was, by the station's clock and by ours. */
  readonly firstAt: string
  readonly firstReceivedAt: string
  /** The last reading counted. */
  readonly last: number
  /** When that was, by the station's clock and by ours. */
  readonly at: string
  readonly receivedAt: string
  /** Readings that do not go on from `last`. */
  readonly aside?: Aside
  /** What earlier readings aside came to. */
  readonly uncounted?: number
}

interface Aside {
  readonly why: Departure
  readonly first: number
  readonly last: number
  readonly at: string
  readonly receivedAt: string
  readonly readings: number
}

/** How readings left the way of the register. */
export type Departure =
  /** Less than before. */
  | 'rollback'
  /** Less than before, as after the highest number that such a register can show. */
  | 'rollover'
  /** More than the connector can have delivered since. */
  | 'jump'
  /** The same, from a first reading of zero: a station that did not know its meter yet. */
  | 'zeroBaseline'

/**
 * What becomes of a reading. `first`, `counted` and `returned` (to the way that others had left) are billed; `aside` goes on from
 * readings that had left it, `afterEnd` came for a transaction that was over, and `conflict` under a key that had other content.
 * `repeated` says again what was said before. `stopped` is billed, too: a stop that goes on from the start, and shows less than what
 * came between them, which is `beyondStop`.
 */
export type Verdict =
  | 'first'
  | 'counted'
  | 'returned'
  | 'stopped'
  | Departure
  | 'aside'
  | 'beyondStop'
  | 'afterEnd'
  | 'conflict'
  | 'repeated'

export interface ReadingContext {
  readonly receivedAt: string
  /** The most that the connector can deliver. */
  readonly maxPowerW: number
}

export interface RegisterStep {
  readonly register: Register
  readonly verdict: Verdict
}

/** Where nobody has said what a connector delivers, W: above what cars take, below a meter that was exchanged. */
export const defaultMaxPowerW = 1_000_000

/** Two clocks and a sampling interval never agree to the second. */
const allowanceMs = 60_000

/** Where registers begin anew, lowest first: 5 to 8 digits of kWh, and 31 and 32 bits of Wh. */
const rolloversMilliWh: readonly number[] = [1e11, 1e12, 2 ** 31 * 1000, 2 ** 32 * 1000, 1e13, 1e14]

/** Takes one reading; pure. */
export function takeReading(register: Register | undefined, reading: EnergyReading, context: ReadingContext): RegisterStep {
  const { milliWh, at } = reading
  const { receivedAt } = context
  if (register === undefined) return begin(reading, receivedAt)
  const { aside } = register
  const goesOn = isPlausible(register, reading, context)
  if (aside === undefined) return goesOn ? count(register, reading, receivedAt, 'counted') : leave(register, reading, context)
  const goesOnAside = isPlausible(aside, reading, context)
  // One stray reading is a fault of the meter or the line; from two on, the register has moved.
  if (goesOn && !(goesOnAside && aside.readings > 1)) return count(register, reading, receivedAt, 'returned')
  if (!goesOnAside) return leave(register, reading, context)
  const further: Aside = { ...aside, last: milliWh, at, receivedAt, readings: aside.readings + 1 }
  return { register: { ...register, aside: further }, verdict: 'aside' }
}

/**
 * Takes the reading of a stop that has no number; pure. Start and stop tell of one register (1.6 §4.8, §4.10), and what is sent between
 * them is sometimes of another: so where the stop goes on from the start, that way is preferred.
 */
export function takeStop(register: Register | undefined, reading: EnergyReading, context: ReadingContext): RegisterStep {
  const step = takeReading(register, reading, context)
  if (register === undefined) return step
  if (step.verdict === 'aside')
    return returnsToStart(register, reading, context) ? count(register, reading, context.receivedAt, 'returned') : step
  const wentBack = step.verdict === 'rollback' || step.verdict === 'rollover'
  const { first, firstAt, firstReceivedAt } = register
  if (!wentBack || !isPlausible({ last: first, at: firstAt, receivedAt: firstReceivedAt }, reading, context)) return step
  const stopped = count(register, reading, context.receivedAt, 'stopped')
  const uncounted = uncountedOf(register) + register.last - reading.milliWh
  return { ...stopped, register: { ...stopped.register, uncounted } }
}

/** Whether the stop goes on from what was counted, by no less than what flowed while lower readings were aside. */
function returnsToStart(register: Register, reading: EnergyReading, context: ReadingContext): boolean {
  const { aside, last } = register
  if (aside === undefined || aside.why === 'jump' || aside.why === 'zeroBaseline') return false
  return isPlausible(register, reading, context) && reading.milliWh - last >= aside.last - aside.first
}

/** Measured, but not billed, mWh: what is known to have flowed while readings were aside. */
export const uncountedOf = (register: Register | undefined): number => {
  if (register === undefined) return 0
  return (register.uncounted ?? 0) + (register.aside === undefined ? 0 : worthOf(register.aside, register.last))
}

function begin({ milliWh, at }: EnergyReading, receivedAt: string): RegisterStep {
  return { register: { first: milliWh, firstAt: at, firstReceivedAt: receivedAt, last: milliWh, at, receivedAt }, verdict: 'first' }
}

function count(register: Register, { milliWh, at }: EnergyReading, receivedAt: string, verdict: Verdict): RegisterStep {
  const { aside, ...counted } = register
  return { register: { ...counted, last: milliWh, at, receivedAt }, verdict }
}

function leave(register: Register, reading: EnergyReading, context: ReadingContext): RegisterStep {
  const { milliWh, at } = reading
  const why = departureOf(register, reading, context)
  const aside: Aside = { why, first: milliWh, last: milliWh, at, receivedAt: context.receivedAt, readings: 1 }
  const uncounted = uncountedOf(register)
  return { register: { ...register, aside, ...(uncounted > 0 && { uncounted }) }, verdict: why }
}

function departureOf(register: Register, reading: EnergyReading, context: ReadingContext): Departure {
  if (reading.milliWh >= register.last) return register.first === 0 && register.last === 0 ? 'zeroBaseline' : 'jump'
  return rolloversMilliWh.some((most) => hasRolledOver(most, register, reading, context)) ? 'rollover' : 'rollback'
}

/** The way over the top is the shorter one, and the connector can have delivered it: by when it was received, where the clock went back. */
function hasRolledOver(most: number, register: Register, reading: EnergyReading, context: ReadingContext): boolean {
  const milliWh = most - register.last + reading.milliWh
  if (most <= register.last || milliWh >= register.last - reading.milliWh) return false
  return milliWh <= deliverable(context.maxPowerW, elapsedMs(register, reading, context))
}

function worthOf({ why, first, last }: Aside, counted: number): number {
  const most = why === 'rollover' ? rolloversMilliWh.find((one) => one > counted) : undefined
  return last - first + (most === undefined ? 0 : most - counted + first)
}

type Moment = Pick<Register, 'last' | 'at' | 'receivedAt'>

const isPlausible = (from: Moment, reading: EnergyReading, context: ReadingContext): boolean =>
  reading.milliWh >= from.last && canHaveFlowed(reading.milliWh - from.last, from, reading, context)

function canHaveFlowed(milliWh: number, from: Moment, reading: EnergyReading, context: ReadingContext): boolean {
  // Most readings need no look at the time.
  if (milliWh <= deliverable(context.maxPowerW, 0)) return true
  // A clock that went back says nothing of how long it was.
  if (Date.parse(reading.at) < Date.parse(from.at)) return true
  return milliWh <= deliverable(context.maxPowerW, elapsedMs(from, reading, context))
}

/** By the clock that says more. */
const elapsedMs = (from: Moment, { at }: EnergyReading, { receivedAt }: ReadingContext): number =>
  Math.max(0, Date.parse(at) - Date.parse(from.at), Date.parse(receivedAt) - Date.parse(from.receivedAt))

/** W × ms ÷ 3,600 = mWh. */
const deliverable = (maxPowerW: number, forMs: number): number => (maxPowerW * (forMs + allowanceMs)) / 3600
