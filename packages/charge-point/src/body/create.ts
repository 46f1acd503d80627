import type { BodyRules, BodyState, ConnectorState, Contract, Ev, EvseState, HighLevel } from './state.js'
import { statusOf } from './status.js'

export interface ConnectorPlan {
  readonly isOperative: boolean
  readonly isReserved: boolean
  readonly faults: readonly string[]
  /** As 2.x names it. Default `sType2` for AC, `cCCS2` for DC. */
  readonly plugType?: string | undefined
  /** Default true. */
  readonly hasLock?: boolean | undefined
  /** Default false. */
  readonly hasShutter?: boolean | undefined
}

export interface EvsePlan {
  readonly connectors: readonly ConnectorPlan[]
  readonly kind: 'AC' | 'DC'
  readonly phases: 1 | 3
  readonly voltageV: number
  readonly maxPowerW: number
  readonly energyWh: number
}

export interface BodyPlan {
  readonly evses: readonly EvsePlan[]
  readonly maxPowerW: number
  readonly rules: BodyRules
}

/** A station as it leaves the factory: numbered from 1, nothing plugged in. */
export function createBody(plan: BodyPlan, atMs: number): BodyState {
  return {
    atMs,
    maxPowerW: plan.maxPowerW,
    scheduledW: undefined,
    rules: plan.rules,
    evses: plan.evses.map(createEvse),
    transactionCount: 0,
  }
}

function createEvse({ connectors, ...plan }: EvsePlan, index: number): EvseState {
  const evse: EvseState = {
    ...plan,
    evseId: index + 1,
    connectors: connectors.map(
      (connector, position): ConnectorState => ({
        ...connector,
        plugType: connector.plugType ?? (plan.kind === 'DC' ? 'cCCS2' : 'sType2'),
        hasLock: connector.hasLock ?? true,
        lockedFor: undefined,
        connectorId: position + 1,
        ev: undefined,
        hasFinished: false,
        status: 'Available',
      }),
    ),
    phaseWh: Array.from({ length: plan.phases }, () => plan.energyWh / plan.phases),
    exportWh: 0,
    dischargeW: 0,
    bay: 'empty',
    limitW: undefined,
    scheduledW: undefined,
    scheduledPhases: undefined,
    authorization: undefined,
    transaction: undefined,
    isHeld: false,
    offeredW: 0,
  }
  return { ...evse, connectors: evse.connectors.map((connector) => ({ ...connector, status: statusOf(evse, connector) })) }
}

export interface EvOptions {
  /** Default 60,000. */
  readonly batteryCapacityWh?: number | undefined
  /** State of charge on arrival. Default 20. */
  readonly socPercent?: number | undefined
  /** What the car takes at most. Default 11,000. */
  readonly maxPowerW?: number | undefined
  /** State of charge above which it takes less and less. Default 80. */
  readonly taperFromPercent?: number | undefined
  /** State of charge at which it stops. Default 100. */
  readonly targetSocPercent?: number | undefined
  /** What the car charges on by itself where Plug & Charge is on (2.x, ISO 15118). Default: none. */
  readonly contract?: Contract | undefined
  /** How many phases its charger uses, where there are so many. Default 3. */
  readonly phases?: 1 | 2 | 3 | undefined
  /** What it gives back at most, where it is asked to (V2X). Default 0. */
  readonly maxDischargeW?: number | undefined
  /** State of charge below which it gives nothing back. Default 0. */
  readonly reserveSocPercent?: number | undefined
  /** The newest edition of ISO 15118 that it speaks, and what it says of itself. Default: it speaks none. */
  readonly highLevel?: HighLevel | undefined
}

/** @throws TypeError naming the field that is out of range */
export function createEv(options: EvOptions = {}): Ev {
  if (typeof options !== 'object' || options === null) throw new TypeError(`ev must be an object, not ${String(options)}`)
  const { batteryCapacityWh = 60_000, socPercent = 20, maxPowerW = 11_000, taperFromPercent = 80, targetSocPercent = 100 } = options
  check('ev.batteryCapacityWh', batteryCapacityWh, Number.MIN_VALUE, 10_000_000)
  check('ev.socPercent', socPercent, 0, 100)
  check('ev.maxPowerW', maxPowerW, 0, 10_000_000)
  check('ev.taperFromPercent', taperFromPercent, 0, 100)
  check('ev.targetSocPercent', targetSocPercent, 0, 100)
  check('ev.maxDischargeW', options.maxDischargeW ?? 0, 0, 10_000_000)
  check('ev.reserveSocPercent', options.reserveSocPercent ?? 0, 0, 100)
  return {
    batteryCapacityWh,
    energyWh: (batteryCapacityWh * socPercent) / 100,
    maxPowerW,
    taperFromPercent,
    targetPercent: targetSocPercent,
    isReady: true,
    ...(options.contract === undefined ? {} : { contract: checkContract(options.contract) }),
    ...(options.phases === undefined ? {} : { phases: checkPhases(options.phases) }),
    ...(options.maxDischargeW === undefined ? {} : { maxDischargeW: options.maxDischargeW }),
    ...(options.reserveSocPercent === undefined ? {} : { reservePercent: options.reserveSocPercent }),
    ...(options.highLevel === undefined ? {} : { highLevel: checkHighLevel(options.highLevel) }),
  }
}

function checkHighLevel(highLevel: HighLevel): HighLevel {
  const { edition, evccId, certificates = [], controlMode = 'ScheduledControl' } = Object(highLevel) as Partial<HighLevel>
  if (edition !== 2 && edition !== 20) throw new TypeError(`ev.highLevel.edition must be 2 or 20, not ${String(edition)}`)
  if (evccId !== undefined && (typeof evccId !== 'string' || evccId.length === 0 || evccId.length > 255)) {
    throw new TypeError('ev.highLevel.evccId must be a text of 1 to 255 characters')
  }
  if (!Array.isArray(certificates) || !certificates.every((one) => typeof one === 'string')) {
    throw new TypeError('ev.highLevel.certificates must be texts in PEM')
  }
  if (controlMode !== 'ScheduledControl' && controlMode !== 'DynamicControl') {
    throw new TypeError(`ev.highLevel.controlMode must be ScheduledControl or DynamicControl, not ${String(controlMode)}`)
  }
  return highLevel
}

function checkContract(contract: Contract): Contract {
  const { emaid } = Object(contract) as Partial<Contract>
  if (typeof emaid === 'string' && emaid.length > 0 && emaid.length <= 36) return contract
  throw new TypeError('ev.contract.emaid must be a text of 1 to 36 characters')
}

function checkPhases(phases: 1 | 2 | 3): 1 | 2 | 3 {
  if ([1, 2, 3].includes(phases)) return phases
  throw new TypeError(`ev.phases must be 1, 2 or 3, not ${String(phases)}`)
}

function check(name: string, value: number, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return
  throw new TypeError(`${name} must be a number from ${min === Number.MIN_VALUE ? 'above 0' : min} to ${max}, not ${String(value)}`)
}
