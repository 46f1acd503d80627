import { firstOf, holdsAt, holdsFor, type Moment, type Occasion } from './conditions.js'
import { type LocalTime, localTime } from './local-time.js'
import { type Cost, costOf, partOf, payable, sumOf } from './prices.js'
import { asksForCurrent, asksForPower, runningConditions, type Tariff, type TariffKind } from './tariff.js'

/** What costs arise from. */
export type Part = 'fixed' | 'energy' | 'chargingTime' | 'idleTime' | 'reservationTime' | 'reservationFixed'

export type Costs = Readonly<Partial<Record<Part, Cost>>>

/** What the meter and the clock say; energy and power that flow back are negative. Times on the clock of the body. */
export interface Look {
  readonly atMs: number
  /** Register. */
  readonly energyWh: number
  /** How long energy has flowed in the transaction. */
  readonly chargedMs: number
  readonly powerW: number
  readonly currentA: number
}

/** Which price of each list counts; undefined: none. */
export interface Used {
  readonly energy: number | undefined
  readonly chargingTime: number | undefined
  readonly idleTime: number | undefined
}

/** What is told of a period. Names as the schema of 2.1 spells them; Wh, s, W and A. */
export type Dimension = 'Energy' | 'ChargingTime' | 'IdleTIme' | 'MinPower' | 'MaxPower' | 'MinCurrent' | 'MaxCurrent'

/** A time in which the same prices counted. */
export interface Period {
  readonly tariffId: string
  /** What the tariff has prices for, and what decides which of them count. */
  readonly tracked: readonly Dimension[]
  readonly startPeriod: string
  readonly sinceMs: number
  readonly energyWh: number
  readonly chargingMs: number
  readonly idleMs: number
  readonly powerW: readonly [min: number, max: number]
  readonly currentA: readonly [min: number, max: number]
}

/** Where and when, as conditions of the calendar want to know it. */
export interface Setting {
  readonly nowIso: string
  readonly local: LocalTime
  readonly evseKind: string
}

/** The account of one transaction. Plain data: it outlives a power cut. */
export interface Ledger {
  readonly tariff: Tariff
  readonly kind: TariffKind
  readonly startedAtMs: number
  /** Where the register stood when the transaction began. */
  readonly startWh: number
  readonly look: Look
  readonly used: Used
  /** Undefined while energy flows. */
  readonly idleSinceMs: number | undefined
  readonly costs: Costs
  /** The tariff's maximum is reached; nothing is added any more (I12.FR.39). */
  readonly isCapped: boolean
  /** How long the place was kept for the driver, where a price says something of it. */
  readonly reservationS: number | undefined
  /** The last one goes on. */
  readonly periods: readonly Period[]
}

export const settingAt = (nowMs: number, zone: string, evseKind: string): Setting => ({
  nowIso: new Date(nowMs).toISOString(),
  local: localTime(nowMs, zone),
  evseKind,
})

/** How the account of a transaction begins. */
export interface Opening {
  readonly tariff: Tariff
  readonly kind: TariffKind
  readonly startedAtMs: number
  readonly startWh: number
  readonly look: Look
  readonly occasion: Occasion
  /** How long the place was kept for the driver; undefined where he came without a reservation. */
  readonly reservedMs: number | undefined
}

export function openLedger(opening: Opening, setting: Setting): Ledger {
  const { tariff, kind, startedAtMs, startWh, look } = opening
  const idleSinceMs = look.powerW !== 0 ? undefined : look.chargedMs > 0 ? look.atMs : startedAtMs
  const blank: Ledger = {
    ...{ tariff, kind, startedAtMs, startWh, look, idleSinceMs },
    used: { energy: undefined, chargingTime: undefined, idleTime: undefined },
    costs: {},
    isCapped: false,
    reservationS: undefined,
    periods: [],
  }
  return withFixed(withPeriod(blank, usedAt(blank, setting), setting.nowIso), opening, setting)
}

/** Another tariff counts from now on; what was added stays, and fees for the start are not added again (I11.FR.08, I12.FR.30). */
export function changeTariff(ledger: Ledger, tariff: Tariff, setting: Setting): Ledger {
  const changed: Ledger = { ...ledger, tariff, kind: 'DriverTariff' }
  return withPeriod(changed, usedAt(changed, setting), setting.nowIso)
}

/** Brings the account up to a look at the meter: the prices that counted so far do so up to here. */
export function bringForward(ledger: Ledger, look: Look, setting: Setting): Ledger {
  const passed = withSlice(ledger, look)
  const idleSinceMs = look.powerW === 0 ? (ledger.idleSinceMs ?? look.atMs) : undefined
  const next: Ledger = { ...passed, look, idleSinceMs }
  const used = usedAt(next, setting)
  const isSame = used.energy === next.used.energy && used.chargingTime === next.used.chargingTime && used.idleTime === next.used.idleTime
  return isSame ? withExtremes(next) : withPeriod(next, used, setting.nowIso)
}

/** The account of a transaction that is over: the prices that counted so far do so to the end. */
export const closeLedger = (ledger: Ledger, look: Look): Ledger => ({ ...withSlice(ledger, look), look })

/** What the transaction costs so far, all parts together. */
export const totalOf = (costs: Costs): Cost =>
  Object.values(costs).reduce(sumOf, { exclTax: 0, inclTax: 0, isTaxed: false, taxRates: undefined })

/** …as the driver has to pay it. */
export function runningCost({ costs }: Ledger): number {
  const { exclTax, inclTax, isTaxed } = totalOf(costs)
  return payable({ exclTax, ...(isTaxed ? { inclTax } : {}) })
}

/** What flowed and how long since the last look. */
function sliceOf({ look: before }: Ledger, look: Look): { energyWh: number; chargingMs: number; idleMs: number } {
  const passedMs = Math.max(0, look.atMs - before.atMs)
  const chargingMs = Math.min(passedMs, Math.max(0, look.chargedMs - before.chargedMs))
  return { energyWh: look.energyWh - before.energyWh, chargingMs, idleMs: passedMs - chargingMs }
}

function withSlice(ledger: Ledger, look: Look): Ledger {
  const { tariff, used } = ledger
  const slice = sliceOf(ledger, look)
  const added: Partial<Record<Part, Cost>> = {}
  const add = (part: 'energy' | 'chargingTime' | 'idleTime', price: number | undefined, volume: number): void => {
    if (price !== undefined && volume !== 0) added[part] = costOf(price * volume, tariff[part]?.taxRates)
  }
  add('energy', at(tariff.energy?.prices, used.energy)?.priceKwh, slice.energyWh / 1_000)
  add('chargingTime', at(tariff.chargingTime?.prices, used.chargingTime)?.priceMinute, slice.chargingMs / 60_000)
  add('idleTime', at(tariff.idleTime?.prices, used.idleTime)?.priceMinute, slice.idleMs / 60_000)
  const [last, ...earlier] = [...ledger.periods].reverse()
  if (last === undefined) return withCosts(ledger, added)
  const grown: Period = {
    ...last,
    energyWh: last.energyWh + slice.energyWh,
    chargingMs: last.chargingMs + slice.chargingMs,
    idleMs: last.idleMs + slice.idleMs,
  }
  return withCosts({ ...ledger, periods: [...earlier.reverse(), grown] }, added)
}

const at = <P>(prices: readonly P[] | undefined, index: number | undefined): P | undefined =>
  index === undefined ? undefined : prices?.[index]

/** Adds costs, up to the maximum of the tariff (I12.FR.39). */
function withCosts(ledger: Ledger, added: Costs): Ledger {
  if (ledger.isCapped) return ledger
  const room = roomFor(ledger, totalOf(added))
  const costs: Partial<Record<Part, Cost>> = { ...ledger.costs }
  for (const [part, cost] of Object.entries(added) as [Part, Cost][]) costs[part] = sumOf(costs[part], partOf(cost, Math.min(1, room)))
  return { ...ledger, costs, isCapped: room <= 1 }
}

/** How much of these costs has room below the maximum: 1 or less reaches it. */
function roomFor({ tariff, costs }: Ledger, added: Cost): number {
  const total = totalOf(costs)
  const share = (max: number | undefined, before: number, more: number): number =>
    max === undefined || before + more < max ? Number.POSITIVE_INFINITY : more > 0 ? Math.max(0, (max - before) / more) : 0
  return Math.min(
    share(tariff.maxCost?.exclTax, total.exclTax, added.exclTax),
    share(tariff.maxCost?.inclTax, total.inclTax, added.inclTax),
  )
}

/** What is added once: the fee for the session, and for the place that was kept (I12.FR.06–08, I12.FR.30). */
function withFixed(ledger: Ledger, { tariff, occasion, reservedMs }: Opening, setting: Setting): Ledger {
  const holds = holdsFor(occasion)
  const fee = at(tariff.fixedFee?.prices, firstOf(tariff.fixedFee, holds))
  const costs: Partial<Record<Part, Cost>> = {}
  if (fee !== undefined) costs.fixed = costOf(fee.priceFixed, tariff.fixedFee?.taxRates)
  const { reservationFixed, reservationTime } = tariff
  let reservationS: number | undefined
  if (reservedMs !== undefined) {
    const keeping = at(reservationFixed?.prices, firstOf(reservationFixed, holds))
    if (keeping !== undefined) costs.reservationFixed = costOf(keeping.priceFixed, reservationFixed?.taxRates)
    const minutes = at(reservationTime?.prices, firstOf(reservationTime, holdsAt(momentOf(ledger, setting))))
    if (minutes !== undefined) {
      costs.reservationTime = costOf((minutes.priceMinute * reservedMs) / 60_000, reservationTime?.taxRates)
      reservationS = Math.round(reservedMs / 1000)
    }
  }
  return { ...withCosts(ledger, costs), reservationS }
}

/** A new period, in the place of one in which no time has passed (I12.FR.35–36). */
function withPeriod(ledger: Ledger, used: Used, startPeriod: string): Ledger {
  const { look, tariff, periods } = ledger
  const last = periods.at(-1)
  const isEmpty = last !== undefined && last.sinceMs >= look.atMs && last.energyWh === 0
  const begun: Period = {
    tariffId: tariff.tariffId,
    tracked: trackedBy(tariff),
    startPeriod,
    sinceMs: look.atMs,
    energyWh: 0,
    chargingMs: 0,
    idleMs: 0,
    powerW: [look.powerW, look.powerW],
    currentA: [look.currentA, look.currentA],
  }
  return { ...ledger, used, periods: [...(isEmpty ? periods.slice(0, -1) : periods), begun] }
}

const trackedBy = (tariff: Tariff): readonly Dimension[] => [
  ...(tariff.energy === undefined ? [] : (['Energy'] as const)),
  ...(tariff.chargingTime === undefined ? [] : (['ChargingTime'] as const)),
  ...(tariff.idleTime === undefined ? [] : (['IdleTIme'] as const)),
  ...(asksForPower(tariff) ? (['MinPower', 'MaxPower'] as const) : []),
  ...(asksForCurrent(tariff) ? (['MinCurrent', 'MaxCurrent'] as const) : []),
]

function withExtremes(ledger: Ledger): Ledger {
  const { look, periods } = ledger
  const last = periods.at(-1)
  if (last === undefined || runningConditions(ledger.tariff).length === 0) return ledger
  const widened = ([min, max]: Period['powerW'], value: number): Period['powerW'] => [Math.min(min, value), Math.max(max, value)]
  const powerW = widened(last.powerW, look.powerW)
  const currentA = widened(last.currentA, look.currentA)
  return { ...ledger, periods: [...periods.slice(0, -1), { ...last, powerW, currentA }] }
}

function momentOf({ look, startedAtMs, startWh, idleSinceMs }: Ledger, { local, evseKind }: Setting): Moment {
  return {
    local,
    evseKind,
    energyWh: look.energyWh - startWh,
    powerW: look.powerW,
    currentA: look.currentA,
    durationMs: look.atMs - startedAtMs,
    chargedMs: look.chargedMs,
    idleMs: idleSinceMs === undefined ? 0 : look.atMs - idleSinceMs,
  }
}

function usedAt(ledger: Ledger, setting: Setting): Used {
  const { energy, chargingTime, idleTime } = ledger.tariff
  const holds = holdsAt(momentOf(ledger, setting))
  return { energy: firstOf(energy, holds), chargingTime: firstOf(chargingTime, holds), idleTime: firstOf(idleTime, holds) }
}
