import { createEv, type Ev } from '../../body/index.js'
import { checkList, checkNumber, checkObject, checkText, checkWhole } from '../../checks.js'

/** How a station that swaps batteries differs from others when it leaves the factory. */
export const swapStation = {
  /** As the specification names a slot (2.1 part 2 §2.20.9.1). */
  plugType: 'BatterySlot',
  settings: {
    // A transaction lasts as long as the battery is in its slot, and no longer than the station has power (S04.FR.08–09, FR.11).
    txStartPoints: ['EVConnected'],
    txStopPoints: ['EVConnected'],
    txResumptionTimeoutS: 0,
  },
} as const

/** A battery that can be swapped. */
export interface BatteryOptions {
  readonly serialNumber: string
  /** Default 1,500. */
  readonly capacityWh?: number | undefined
  /** State of charge. Default 20. */
  readonly socPercent?: number | undefined
  /** State of health. Default 100. */
  readonly sohPercent?: number | undefined
  /** What it takes at most. Default 1,000. */
  readonly maxPowerW?: number | undefined
  /** ISO 8601. */
  readonly productionDate?: string | undefined
  /** At most 500 characters. */
  readonly vendorInfo?: string | undefined
}

/** What makes a station one that swaps batteries (2.1 S): each EVSE is a slot. */
export interface BatterySwapOptions {
  /** What is in the slots when the station is first switched on. Default: nothing. */
  readonly batteries?: readonly (BatteryOptions & { readonly evseId: number })[] | undefined
  /** How many batteries are swapped at once. Default 1. */
  readonly setSize?: number | undefined
}

/** What is known of a battery beside its charge. Plain data: it outlives a power cut. */
export interface BatteryFacts {
  readonly serialNumber: string
  readonly sohPercent: number
  readonly productionDate?: string | undefined
  readonly vendorInfo?: string | undefined
}

export interface Battery {
  readonly facts: BatteryFacts
  readonly ev: Ev
}

export interface SwapPlan {
  readonly batteries: ReadonlyMap<number, Battery>
  readonly setSize: number
}

/** @throws TypeError naming the field that is wrong */
export function createBattery(options: BatteryOptions, name = 'battery'): Battery {
  const { serialNumber, productionDate, vendorInfo } = checkObject(name, options)
  const socPercent = checkNumber(`${name}.socPercent`, options.socPercent, 20, 0, 100)
  if (productionDate !== undefined && !Number.isFinite(Date.parse(productionDate))) {
    throw new TypeError(`${name}.productionDate must be a time of ISO 8601, not ${String(productionDate)}`)
  }
  return {
    facts: {
      serialNumber: checkText(`${name}.serialNumber`, serialNumber, 50),
      sohPercent: checkNumber(`${name}.sohPercent`, options.sohPercent, 100, 0, 100),
      ...(productionDate === undefined ? {} : { productionDate: new Date(productionDate).toISOString() }),
      ...(vendorInfo === undefined ? {} : { vendorInfo: checkText(`${name}.vendorInfo`, vendorInfo, 500) }),
    },
    ev: createEv({
      batteryCapacityWh: checkNumber(`${name}.capacityWh`, options.capacityWh, 1_500, 1, 10_000_000),
      socPercent,
      maxPowerW: checkNumber(`${name}.maxPowerW`, options.maxPowerW, 1_000, 1, 10_000_000),
    }),
  }
}

/** @throws TypeError naming the option that is wrong */
export function resolveSwapOptions(
  options: BatterySwapOptions | undefined,
  { version, batterySwap }: { readonly version: string; readonly batterySwap?: object | undefined },
  slots: number,
): SwapPlan | undefined {
  if (options === undefined) return undefined
  if (batterySwap === undefined) throw new TypeError(`batterySwap takes OCPP 2.1, not ${version}`)
  const { batteries, setSize } = checkObject('batterySwap', options)
  const list = checkList('batterySwap.batteries', batteries, [])
  return {
    setSize: checkWhole('batterySwap.setSize', setSize, 1, 1, slots),
    batteries: new Map(
      list.map((battery, index) => {
        const name = `batterySwap.batteries[${index}]`
        return [checkWhole(`${name}.evseId`, battery.evseId, 1, 1, slots), createBattery(battery, name)] as const
      }),
    ),
  }
}
