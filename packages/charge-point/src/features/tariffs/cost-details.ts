import { type Costs, type Dimension, type Ledger, type Part, type Period, totalOf } from './ledger.js'
import { type Cost, priceOf } from './prices.js'
import type { Price } from './tariff.js'

export interface ChargingPeriod {
  readonly tariffId: string
  readonly startPeriod: string
  /** Missing where the tariff has prices for nothing that flows or lasts. */
  readonly dimensions?: readonly { readonly type: Dimension; readonly volume: number }[] | undefined
}

export type TotalCost = { readonly [K in Part]?: Price | undefined } & {
  readonly currency: string
  readonly typeOfCost: 'NormalCost' | 'MinCost' | 'MaxCost'
  readonly total: Pick<Price, 'exclTax' | 'inclTax'>
}

/** What a transaction costs and why, in the fields of 2.1. */
export interface CostDetails {
  readonly failureToCalculate?: boolean | undefined
  readonly failureReason?: string | undefined
  /** Only of a transaction that is over. */
  readonly chargingPeriods?: readonly ChargingPeriod[] | undefined
  readonly totalCost: TotalCost
  readonly totalUsage: {
    /** Wh. */
    readonly energy: number
    /** In which energy flowed, s. */
    readonly chargingTime: number
    /** In which none did, s. */
    readonly idleTime: number
    readonly reservationTime?: number | undefined
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
const seconds = (ms: number): number => Math.round(ms / 1000)

/** The details while the transaction runs, without periods (errata of I12.FR.02). */
export const runningDetails = (ledger: Ledger): CostDetails => ({ totalCost: costsOf(ledger), totalUsage: usageOf(ledger) })

/** The details of a transaction that is over, of which a minimum may have to be paid (I12.FR.38, I12.FR.42). */
export const finalDetails = (ledger: Ledger): CostDetails => ({
  chargingPeriods: ledger.periods.map(periodOf),
  totalCost: minimumOf(ledger) ?? costsOf(ledger),
  totalUsage: usageOf(ledger),
})

/** The details where the station cannot tell them (I12.FR.14). */
export const failedDetails = (ledger: Ledger, reason: string): CostDetails => ({
  failureToCalculate: true,
  failureReason: reason.slice(0, 500),
  totalCost: { currency: ledger.tariff.currency, typeOfCost: 'NormalCost', total: {} },
  totalUsage: usageOf(ledger),
})

const parts: readonly Part[] = ['fixed', 'energy', 'chargingTime', 'idleTime', 'reservationTime', 'reservationFixed']

function costsOf({ tariff, costs, isCapped }: Ledger): TotalCost {
  return {
    currency: tariff.currency,
    typeOfCost: isCapped ? 'MaxCost' : 'NormalCost',
    ...pricesOf(costs),
    total: totalPrice(totalOf(costs)),
  }
}

const pricesOf = (costs: Costs): { readonly [K in Part]?: Price } =>
  Object.fromEntries(parts.flatMap((part) => (costs[part] === undefined ? [] : [[part, priceOf(costs[part])]])))

const totalPrice = (total: Cost): TotalCost['total'] => priceOf({ ...total, taxRates: undefined })

function minimumOf({ tariff, costs, isCapped }: Ledger): TotalCost | undefined {
  const { minCost, currency } = tariff
  const total = totalOf(costs)
  const isBelow = total.exclTax < (minCost?.exclTax ?? 0) || total.inclTax < (minCost?.inclTax ?? 0)
  if (minCost === undefined || isCapped || !isBelow) return undefined
  const { taxRates: _, ...sum } = minCost
  return { currency, typeOfCost: 'MinCost', fixed: minCost, total: sum }
}

const usageOf = ({ look, startWh, startedAtMs, reservationS }: Ledger): CostDetails['totalUsage'] => ({
  energy: tenths(look.energyWh - startWh),
  chargingTime: seconds(look.chargedMs),
  idleTime: Math.max(0, seconds(look.atMs - startedAtMs - look.chargedMs)),
  ...(reservationS === undefined ? {} : { reservationTime: reservationS }),
})

const volumes: Readonly<Record<Dimension, (period: Period) => number>> = {
  Energy: ({ energyWh }) => tenths(energyWh),
  ChargingTime: ({ chargingMs }) => seconds(chargingMs),
  IdleTIme: ({ idleMs }) => seconds(idleMs),
  MinPower: ({ powerW }) => tenths(powerW[0]),
  MaxPower: ({ powerW }) => tenths(powerW[1]),
  MinCurrent: ({ currentA }) => tenths(currentA[0]),
  MaxCurrent: ({ currentA }) => tenths(currentA[1]),
}

function periodOf(period: Period): ChargingPeriod {
  const { tariffId, startPeriod, tracked } = period
  const dimensions = tracked.map((type) => ({ type, volume: volumes[type](period) }))
  return { tariffId, startPeriod, ...(dimensions.length === 0 ? {} : { dimensions }) }
}
