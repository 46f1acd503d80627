import type { AdditionalInfo } from '../../body/index.js'
import { type LocalTime, minuteOf } from './local-time.js'
import type { CalendarConditions, FixedConditions, PriceList, RunningConditions } from './tariff.js'

/** What the conditions of fixed prices look at. */
export interface Occasion {
  readonly local: LocalTime
  readonly evseKind: string
  /** What came along with the token. */
  readonly payment: readonly AdditionalInfo[]
}

/** What the conditions of prices look at while a transaction runs; what flows back is negative. */
export interface Moment {
  readonly local: LocalTime
  readonly evseKind: string
  /** Of the transaction. */
  readonly energyWh: number
  readonly powerW: number
  /** Sum of all phases. */
  readonly currentA: number
  /** Since the transaction began. */
  readonly durationMs: number
  readonly chargedMs: number
  /** Since energy flowed last; 0 while it flows. */
  readonly idleMs: number
}

/** The first price that applies (I12.FR.33–34); undefined: none does. */
export function firstOf<P extends { readonly conditions?: C | undefined }, C>(
  list: PriceList<P> | undefined,
  holds: (conditions: C) => boolean,
): number | undefined {
  const index = list?.prices.findIndex(({ conditions }) => conditions === undefined || holds(conditions)) ?? -1
  return index < 0 ? undefined : index
}

export const holdsAt =
  (moment: Moment) =>
  (conditions: RunningConditions): boolean => {
    const { minEnergy, maxEnergy, minCurrent, maxCurrent, minPower, maxPower } = conditions
    const { minTime, maxTime, minChargingTime, maxChargingTime, minIdleTime, maxIdleTime } = conditions
    return (
      isOnCalendar(conditions, moment) &&
      isBetween(moment.energyWh, minEnergy, maxEnergy) &&
      isBetween(moment.currentA, minCurrent, maxCurrent) &&
      isBetween(moment.powerW, minPower, maxPower) &&
      isBetween(moment.durationMs / 1000, minTime, maxTime) &&
      isBetween(moment.chargedMs / 1000, minChargingTime, maxChargingTime) &&
      isBetween(moment.idleMs / 1000, minIdleTime, maxIdleTime)
    )
  }

export const holdsFor =
  (occasion: Occasion) =>
  (conditions: FixedConditions): boolean => {
    const paidBy = (type: string, wanted: string | undefined): boolean =>
      wanted === undefined || occasion.payment.some((one) => one.type === type && one.additionalIdToken === wanted)
    return (
      isOnCalendar(conditions, occasion) &&
      paidBy('PaymentBrand', conditions.paymentBrand) &&
      paidBy('PaymentRecognition', conditions.paymentRecognition)
    )
  }

function isOnCalendar(conditions: CalendarConditions, { local, evseKind }: Pick<Moment, 'local' | 'evseKind'>): boolean {
  const { dayOfWeek = [], validFromDate = '', validToDate } = conditions
  if (conditions.evseKind !== undefined && conditions.evseKind !== evseKind) return false
  if (dayOfWeek.length > 0 && !dayOfWeek.includes(local.day)) return false
  if (local.date < validFromDate || (validToDate !== undefined && local.date >= validToDate)) return false
  return isInHours(conditions, local)
}

/** An end at or before the start is that of the next day; 00:00 is the end of the day. */
function isInHours({ startTimeOfDay = '00:00', endTimeOfDay = '00:00' }: CalendarConditions, { minute }: LocalTime): boolean {
  const start = minuteOf(startTimeOfDay)
  const end = minuteOf(endTimeOfDay)
  return start < end ? minute >= start && minute < end : minute >= start || minute < end
}

/** Sums of many small amounts may miss a bound by a hair. */
const hair = 1e-6

/** Whether a value lies in a range, whose bounds are both on the side of zero that they name. */
export function isBetween(value: number, min: number | undefined, max: number | undefined): boolean {
  if (min === undefined && max === undefined) return true
  const isBackward = (min ?? 0) < 0 || (max ?? 0) < 0
  const size = isBackward ? -value : value
  // What flows the other way is in no such range.
  if (size < -hair) return false
  return size >= Math.abs(min ?? 0) - hair && size < Math.abs(max ?? Number.POSITIVE_INFINITY) - hair
}
