import type { Content } from '../display/message.js'

export interface TaxRate {
  readonly type: string
  /** Percent. */
  readonly tax: number
  /** Taxes of a level are put on top of all that the levels below come to. Default 0, the net price. */
  readonly stack?: number | undefined
}

/** At least one of the two is there. */
export interface Price {
  readonly exclTax?: number | undefined
  readonly inclTax?: number | undefined
  readonly taxRates?: readonly TaxRate[] | undefined
}

/** When a price counts, by the calendar on the wall and the kind of EVSE; all that is named must hold. */
export interface CalendarConditions {
  /** `hh:mm`, local time. */
  readonly startTimeOfDay?: string | undefined
  /** Not included any more; earlier than the start, it is that of the next day. */
  readonly endTimeOfDay?: string | undefined
  readonly dayOfWeek?: readonly string[] | undefined
  /** `yyyy-mm-dd`, local. */
  readonly validFromDate?: string | undefined
  /** Not included any more. */
  readonly validToDate?: string | undefined
  readonly evseKind?: string | undefined
}

/** …and by the way it is paid for; looked at once, at the start. */
export interface FixedConditions extends CalendarConditions {
  readonly paymentBrand?: string | undefined
  readonly paymentRecognition?: string | undefined
}

/** …and by what flows. `min` is the bound closer to zero and included, `max` the other one and not; negative ones are about giving back. */
export interface RunningConditions extends CalendarConditions {
  /** Of the transaction, Wh. */
  readonly minEnergy?: number | undefined
  readonly maxEnergy?: number | undefined
  /** Sum of all phases, A. */
  readonly minCurrent?: number | undefined
  readonly maxCurrent?: number | undefined
  /** W. */
  readonly minPower?: number | undefined
  readonly maxPower?: number | undefined
  /** Since the transaction began, s. */
  readonly minTime?: number | undefined
  readonly maxTime?: number | undefined
  /** In which energy has flowed, s. */
  readonly minChargingTime?: number | undefined
  readonly maxChargingTime?: number | undefined
  /** Since energy flowed last, s. */
  readonly minIdleTime?: number | undefined
  readonly maxIdleTime?: number | undefined
}

export interface EnergyPrice {
  /** Without tax. */
  readonly priceKwh: number
  readonly conditions?: RunningConditions | undefined
}

export interface TimePrice {
  readonly priceMinute: number
  readonly conditions?: RunningConditions | undefined
}

export interface FixedPrice {
  readonly priceFixed: number
  readonly conditions?: FixedConditions | undefined
}

/** Prices of one kind, of which the first that applies counts (I12.FR.34). */
export interface PriceList<P> {
  readonly prices: readonly P[]
  readonly taxRates?: readonly TaxRate[] | undefined
}

/** How the price of a transaction comes about. Plain data in the fields of 2.1: it outlives a power cut. */
export interface Tariff {
  readonly tariffId: string
  readonly currency: string
  readonly validFrom?: string | undefined
  /** For people to read, in several languages. */
  readonly description?: readonly Content[] | undefined
  readonly energy?: PriceList<EnergyPrice> | undefined
  readonly chargingTime?: PriceList<TimePrice> | undefined
  readonly idleTime?: PriceList<TimePrice> | undefined
  readonly fixedFee?: PriceList<FixedPrice> | undefined
  readonly reservationTime?: PriceList<TimePrice> | undefined
  readonly reservationFixed?: PriceList<FixedPrice> | undefined
  readonly minCost?: Price | undefined
  readonly maxCost?: Price | undefined
}

/** Who a tariff is for: whoever comes, or one driver, be it that the csms named it for a transaction. */
export type TariffKind = 'DefaultTariff' | 'DriverTariff'

/** The conditions of prices that change in the course of a transaction. */
export const runningConditions = ({ energy, chargingTime, idleTime }: Tariff): readonly RunningConditions[] =>
  [...(energy?.prices ?? []), ...(chargingTime?.prices ?? []), ...(idleTime?.prices ?? [])].flatMap(({ conditions }) => conditions ?? [])

/** Whether power or current decide about a price. */
export const asksForPower = (tariff: Tariff): boolean =>
  runningConditions(tariff).some(({ minPower, maxPower }) => minPower !== undefined || maxPower !== undefined)

export const asksForCurrent = (tariff: Tariff): boolean =>
  runningConditions(tariff).some(({ minCurrent, maxCurrent }) => minCurrent !== undefined || maxCurrent !== undefined)
