import type { Grid } from '../../body/index.js'
import { isTrip } from './check.js'
import type { ControlType, DerControl, DerSetting } from './control.js'

/** What the grid has done to the station so far. Times are ms of a clock that never goes back. */
export interface TripState {
  /** Since when the grid is beyond a point of a curve, by control and point. */
  readonly beyondSince: ReadonlyMap<string, number>
  /** The control that keeps the station off the grid. */
  readonly tripped: ControlType | undefined
  /** Since when the grid is good enough to come back, and how long that has to last. */
  readonly calmSince: number | undefined
  readonly waitMs: number
}

export const untripped: TripState = { beyondSince: new Map(), tripped: undefined, calmSince: undefined, waitMs: 0 }

export interface TripInput {
  readonly inForce: ReadonlyMap<ControlType, DerControl>
  readonly grid: Grid
  readonly nowMs: number
  /** From 0 up to 1; asked once for each return. */
  readonly random: () => number
}

/**
 * Looks at the grid: a point of a curve says how far it may go, x in Hz or percent of the nominal voltage, and for how many seconds, y
 * (R04, scenario 3). Once that has lasted too long nothing flows in either direction. After a trip the station comes back when EnterService,
 * if it is set, allows it, for as long as it says; a momentary cessation ends with its cause.
 */
export function step(state: TripState, input: TripInput): TripState {
  const { inForce, nowMs } = input
  const beyondSince = new Map<string, number>()
  const due: ControlType[] = []
  for (const control of inForce.values()) {
    for (const [key, afterMs] of pointsBeyond(control, input.grid)) {
      const since = state.beyondSince.get(key) ?? nowMs
      beyondSince.set(key, since)
      if (nowMs - since >= afterMs) due.push(control.type)
    }
  }
  const stays = due.find((type) => type === state.tripped)
  if (due.length > 0) return { ...untripped, beyondSince, tripped: stays ?? due[0] }
  if (state.tripped === undefined) return { ...untripped, beyondSince }
  return comeBack({ ...state, beyondSince }, input)
}

function comeBack(state: TripState, { inForce, grid, nowMs, random }: TripInput): TripState {
  const free = { ...untripped, beyondSince: state.beyondSince }
  const enter = inForce.get('EnterService')?.setting
  if (enter === undefined || state.tripped?.endsWith('MomCess') === true) return free
  if (!isGoodEnough(grid, enter)) return { ...state, calmSince: undefined, waitMs: 0 }
  const { delay = 0, randomDelay = 0 } = enter
  const calmSince = state.calmSince ?? nowMs
  const waitMs = state.calmSince === undefined ? (delay + randomDelay * random()) * 1000 : state.waitMs
  return nowMs - calmSince >= waitMs ? free : { ...state, calmSince, waitMs }
}

/** When something happens by itself; infinite: never. */
export function nextTripMs({ beyondSince, calmSince, waitMs }: TripState, { inForce, grid, nowMs }: Omit<TripInput, 'random'>): number {
  const returnMs = calmSince === undefined ? Number.POSITIVE_INFINITY : calmSince + waitMs
  const dueMs = [...inForce.values()].flatMap((control) =>
    pointsBeyond(control, grid).map(([key, afterMs]) => (beyondSince.get(key) ?? nowMs) + afterMs),
  )
  return Math.min(...[returnMs, ...dueMs].filter((ms) => ms > nowMs), Number.POSITIVE_INFINITY)
}

/** The points that the grid is beyond, and after how many ms that counts. */
function pointsBeyond({ id, type, setting }: DerControl, { frequencyHz, voltagePercent }: Grid): readonly (readonly [string, number])[] {
  if (!isTrip(type)) return []
  const value = type[1] === 'F' ? frequencyHz : voltagePercent
  const isBeyond = type.startsWith('H') ? (x: number) => value > x : (x: number) => value < x
  return (setting.curveData ?? []).flatMap(({ x, y }, index) => (isBeyond(x) ? [[`${id} ${index}`, y * 1000] as const] : []))
}

const isGoodEnough = ({ frequencyHz, voltagePercent }: Grid, setting: DerSetting): boolean => {
  const { highFreq = 0, lowFreq = 0, highVoltage = 0, lowVoltage = 0 } = setting
  return frequencyHz <= highFreq && frequencyHz >= lowFreq && voltagePercent <= highVoltage && voltagePercent >= lowVoltage
}
