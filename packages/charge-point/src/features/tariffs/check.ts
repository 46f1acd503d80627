import type { CalendarConditions, FixedConditions, Price, RunningConditions, Tariff } from './tariff.js'

/** Why a station cannot take a tariff. */
export type TariffProblem = 'TooManyElements' | 'ConditionNotSupported' | 'InvalidValue'

export interface TariffSkills {
  /** How many prices of one kind it can tell apart. */
  readonly maxElements: number
  readonly conditions: boolean
}

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/
const date = /^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** @returns undefined where the station can work with it (I07.FR.02–05, I11.FR.02–03) */
export function problemWith(tariff: Tariff, { maxElements, conditions }: TariffSkills): TariffProblem | undefined {
  const { energy, chargingTime, idleTime, fixedFee, reservationTime, reservationFixed } = tariff
  const lists = [energy, chargingTime, idleTime, fixedFee, reservationTime, reservationFixed]
  if (lists.some((list) => list !== undefined && list.prices.length > maxElements)) return 'TooManyElements'
  const all = lists.flatMap((list) => (list?.prices ?? []).flatMap((price) => price.conditions ?? []))
  if (all.length > 0 && !conditions) return 'ConditionNotSupported'
  return isSound(tariff) && all.every(areSound) ? undefined : 'InvalidValue'
}

const isSound = ({ currency, minCost, maxCost }: Tariff): boolean =>
  /^[A-Z]{3}$/.test(currency) && isPrice(minCost) && isPrice(maxCost) && !isMore(minCost, maxCost)

const isPrice = (price: Price | undefined): boolean => price === undefined || price.exclTax !== undefined || price.inclTax !== undefined

const isMore = (a: Price | undefined, b: Price | undefined): boolean =>
  (a?.exclTax ?? 0) > (b?.exclTax ?? Number.POSITIVE_INFINITY) || (a?.inclTax ?? 0) > (b?.inclTax ?? Number.POSITIVE_INFINITY)

const areSound = (conditions: FixedConditions | RunningConditions): boolean =>
  isCalendar(conditions) && ranges(conditions).every(([min, max]) => isRange(min, max))

const isCalendar = ({ startTimeOfDay, endTimeOfDay, validFromDate, validToDate }: CalendarConditions): boolean =>
  [startTimeOfDay, endTimeOfDay].every((text) => text === undefined || timeOfDay.test(text)) &&
  [validFromDate, validToDate].every((text) => text === undefined || date.test(text)) &&
  !(validFromDate !== undefined && validToDate !== undefined && validFromDate >= validToDate)

const ranges = (all: FixedConditions | RunningConditions): readonly (readonly [number | undefined, number | undefined])[] => {
  const running: RunningConditions = all
  return [
    [running.minEnergy, running.maxEnergy],
    [running.minCurrent, running.maxCurrent],
    [running.minPower, running.maxPower],
    [running.minTime, running.maxTime],
    [running.minChargingTime, running.maxChargingTime],
    [running.minIdleTime, running.maxIdleTime],
  ]
}

/** Both bounds lie on one side of zero, the minimum closer to it. */
const isRange = (min: number | undefined, max: number | undefined): boolean =>
  min === undefined || max === undefined || (min * max >= 0 && Math.abs(min) < Math.abs(max))
