import type { EnergyReading } from '../metering/energy.js'

/*
 * Follows one energy register through a transaction. What is counted is the way from the first reading along readings that a meter can
 * have gone through; whatever leaves that way is set aside and flagged, and an operator may decide about it: nothing doubtful is billed (G5).
 */

/** What a register has shown; all energies are exact integers of mWh. */
export interface Register {
  readonly first: number
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
 * `repeated` says again what was said before.
 */
export type Verdict = 'first' | 'counted' | 'returned' | Departure | 'aside' | 'afterEnd' | 'conflict' | 'repeated'

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
  if (register === undefined) return { register: { first: milliWh, last: milliWh, at, receivedAt }, verdict: 'first' }
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

/** Measured, but not billed, mWh: what is known to have flowed while readings were aside. */
export const uncountedOf = (register: Register | undefined): number => {
  if (register === undefined) return 0
  return (register.uncounted ?? 0) + (register.aside === undefined ? 0 : worthOf(register.aside, register.last))
}

function count({ first, uncounted }: Register, { milliWh, at }: EnergyReading, receivedAt: string, verdict: Verdict): RegisterStep {
  return { register: { first, last: milliWh, at, receivedAt, ...(uncounted !== undefined && { uncounted }) }, verdict }
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
  const isRollover = rolloversMilliWh.some(
    (most) => most > register.last && canHaveFlowed(most - register.last + reading.milliWh, register, reading, context),
  )
  return isRollover ? 'rollover' : 'rollback'
}

function worthOf({ why, first, last }: Aside, counted: number): number {
  const most = why === 'rollover' ? rolloversMilliWh.find((one) => one > counted) : undefined
  return last - first + (most === undefined ? 0 : most - counted + first)
}

type Moment = Pick<Register, 'last' | 'at' | 'receivedAt'>

const isPlausible = (from: Moment, reading: EnergyReading, context: ReadingContext): boolean =>
  reading.milliWh >= from.last && canHaveFlowed(reading.milliWh - from.last, from, reading, context)

function canHaveFlowed(milliWh: number, from: Moment, { at }: EnergyReading, { receivedAt, maxPowerW }: ReadingContext): boolean {
  // Most readings need no look at the time.
  if (milliWh <= deliverable(maxPowerW, 0)) return true
  const byStation = Date.parse(at) - Date.parse(from.at)
  // A clock that went back says nothing of how long it was.
  if (byStation < 0) return true
  return milliWh <= deliverable(maxPowerW, Math.max(byStation, Date.parse(receivedAt) - Date.parse(from.receivedAt)))
}

/** W × ms ÷ 3,600 = mWh. */
const deliverable = (maxPowerW: number, elapsedMs: number): number => (maxPowerW * (elapsedMs + allowanceMs)) / 3600
