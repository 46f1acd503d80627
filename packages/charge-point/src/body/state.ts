import type { Cause } from './causes.js'
import type { Grid, Steering } from './grid.js'

/** What identifies a driver. Two tokens are one if value and type agree, whatever the case (C01.FR.25). */
export interface Token {
  readonly idToken: string
  /** As OCPP 2.x names it; 1.6 has no types. */
  readonly type: string
  /** Known once a csms has answered. */
  readonly groupId?: string | undefined
  /** What goes along with it in OCPP 2.x, e.g. the details of a payment card; no part of what it is. */
  readonly additionalInfo?: readonly AdditionalInfo[] | undefined
}

export interface AdditionalInfo {
  readonly additionalIdToken: string
  readonly type: string
}

/** The contract that a car charges on by itself (ISO 15118). */
export interface Contract {
  readonly emaid: string
  /** What an OCSP request needs of the certificates in the chain: known where the station itself can check them. */
  readonly hashData?: readonly CertificateHash[] | undefined
  /** The chain in PEM, for a csms to check where the station cannot. */
  readonly certificate?: string | undefined
}

export interface CertificateHash {
  readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512'
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  readonly serialNumber: string
  readonly responderURL: string
}

/** A car at a connector. Energies are those in its battery. */
export interface Ev {
  readonly batteryCapacityWh: number
  readonly energyWh: number
  /** What it takes at most, below the taper. */
  readonly maxPowerW: number
  /** State of charge above which it takes less and less. */
  readonly taperFromPercent: number
  /** State of charge at which it stops. */
  readonly targetPercent: number
  /** Whether it wants energy at all. */
  readonly isReady: boolean
  readonly contract?: Contract | undefined
  /** How many phases its charger uses, where there are so many. Default 3. */
  readonly phases?: 1 | 2 | 3 | undefined
  /** What it gives back at most (V2X). Default 0. */
  readonly maxDischargeW?: number | undefined
  /** State of charge below which it gives nothing back. Default 0. */
  readonly reservePercent?: number | undefined
  /** What it says of itself over ISO 15118; undefined: it speaks none. */
  readonly highLevel?: HighLevel | undefined
}

/** A car that speaks ISO 15118. */
export interface HighLevel {
  /** The newest edition that it speaks: ISO 15118-2 or ISO 15118-20. */
  readonly edition: 2 | 20
  /** The EVCCID, by which a csms knows the vehicle. */
  readonly evccId?: string | undefined
  /** Its vehicle certificate in PEM, leaf first and root last (ISO 15118-20). */
  readonly certificates?: readonly string[] | undefined
  /** Who makes the schedule: the station moment by moment, or the car within what it gets (ISO 15118-20). Default `ScheduledControl`. */
  readonly controlMode?: 'DynamicControl' | 'ScheduledControl' | undefined
}

/** What a driver sees of a connector; versions that know fewer states map several to one. */
export type ConnectorStatus =
  | 'Available'
  | 'Preparing'
  | 'Charging'
  | 'SuspendedEV'
  | 'SuspendedEVSE'
  | 'Finishing'
  | 'Reserved'
  | 'Unavailable'
  | 'Faulted'

export interface ConnectorState {
  readonly connectorId: number
  readonly ev: Ev | undefined
  /** Errors that stand, by name. Any one of them stops power. */
  readonly faults: readonly string[]
  readonly isOperative: boolean
  /** Kept for a driver who is to come. */
  readonly isReserved: boolean
  /** As 2.x names it, e.g. `sType2`. */
  readonly plugType: string
  /** Whether the plug can be held; not so with a cable that is fixed to the station. */
  readonly hasLock: boolean
  /** Whether nothing can be plugged in before somebody is let in. */
  readonly hasShutter?: boolean | undefined
  /** Whose plug is held; nobody's where it is free. */
  readonly lockedFor: Token | undefined
  /** A transaction ended here and the car has not left. */
  readonly hasFinished: boolean
  readonly status: ConnectorStatus
}

/** A driver was let in at an EVSE. */
export interface Authorization {
  readonly token: Token
  readonly by: 'card' | 'remote'
  /** The number a csms gave its remote start. */
  readonly remoteStartId: number | undefined
  /** The only connector that it is for, where the csms named one (1.6 §5.11). */
  readonly forConnectorId: number | undefined
  readonly sinceMs: number
  /** The reservation that it uses. */
  readonly reservationId: number | undefined
  /** The csms withdrew it, and energy flows until the register stands here. */
  readonly withdrawnAboveWh: number | undefined
  /** The csms withdrew it, and the energy is held back while the transaction stands. */
  readonly isWithdrawn: boolean
}

export type ChargingState = 'idle' | 'connected' | 'charging' | 'suspendedEv' | 'suspendedEvse'

/** What a transaction may come to at most; energy stops there, the transaction need not (2.1 E16). */
export interface TransactionLimit {
  readonly energyWh?: number | undefined
  /** From the start of the transaction. */
  readonly timeS?: number | undefined
  readonly socPercent?: number | undefined
  readonly cost?: number | undefined
}

export type LimitKind = 'energy' | 'time' | 'soc' | 'cost'

export interface Transaction {
  /** Counts the transactions of this station, from 1. */
  readonly key: number
  /** Unknown while it runs without a cable, unless its driver was let in for one. */
  readonly connectorId: number | undefined
  readonly startedAtMs: number
  /** When a car was there and its driver let in; undefined until then. */
  readonly readyAtMs: number | undefined
  readonly startWh: number
  readonly chargingState: ChargingState
  /** Whether a cable has been there since it began. */
  readonly wasConnected: boolean
  /** Whether a driver has been let in since it began. */
  readonly wasAuthorized: boolean
  /** Who was let in first. */
  readonly driver: Token | undefined
  /** How long energy has flowed. */
  readonly chargedMs: number
  /** What ended the driver's right to charge while the transaction went on. */
  readonly stopCause?: Cause | undefined
  readonly limit?: TransactionLimit | undefined
  /** The limit that holds back the energy. */
  readonly reached?: LimitKind | undefined
  /** What it costs so far, as far as anybody told. */
  readonly cost?: number | undefined
}

export interface EvseState {
  readonly evseId: number
  readonly connectors: readonly ConnectorState[]
  readonly kind: 'AC' | 'DC'
  readonly phases: 1 | 3
  readonly voltageV: number
  readonly maxPowerW: number
  /** A limit in force beside the hardware's own. */
  readonly limitW: number | undefined
  /** What charging schedules allow now, and on how many phases. */
  readonly scheduledW: number | undefined
  readonly scheduledPhases: number | undefined
  /** What they ask the car to follow, as long as they do. */
  readonly steering?: Steering | undefined
  /** Import register; never falls. */
  readonly energyWh: number
  /** The same by phase; they add up to it. */
  readonly phaseWh: readonly number[]
  /** Export register; never falls. */
  readonly exportWh: number
  /** Reactive energy that the car took and gave, as it was asked to; never falls. */
  readonly reactive?: { readonly importVarh: number; readonly exportVarh: number } | undefined
  /** What the car is asked to give back, where no schedule says. */
  readonly dischargeW: number
  /** What the rules of the grid leave of what flows in either direction; undefined: all. */
  readonly gridImportW?: number | undefined
  readonly gridExportW?: number | undefined
  /** Whether a car stands here: `plugged` where only its cable tells. */
  readonly bay: 'empty' | 'occupied' | 'plugged'
  /** No energy before this time (2.1 E17.FR.18). */
  readonly heldUntilMs?: number | undefined
  readonly authorization: Authorization | undefined
  readonly transaction: Transaction | undefined
  /** No new session may begin, because the station is about something else, e.g. new firmware. */
  readonly isHeld: boolean
  /** What the EVSE offers the car now; 0 while the power path is open. */
  readonly offeredW: number
}

/** A condition whose coming true starts a transaction, or whose end stops it (2.x part 2, TxStartPoint and TxStopPoint). */
export type TxPoint = 'ParkingBayOccupancy' | 'EVConnected' | 'Authorized' | 'DataSigned' | 'PowerPathClosed' | 'EnergyTransfer'

/** Those that a transaction can start by. */
export const txPoints: readonly TxPoint[] = [
  'ParkingBayOccupancy',
  'EVConnected',
  'Authorized',
  'DataSigned',
  'PowerPathClosed',
  'EnergyTransfer',
]

/** Those that it can stop by: signed values do not end (errata of E06.FR.05). */
export const txStopPoints: readonly TxPoint[] = txPoints.filter((point) => point !== 'DataSigned')

export interface BodyRules {
  readonly txStartPoints: readonly TxPoint[]
  readonly txStopPoints: readonly TxPoint[]
  /** How long a driver who was let in may take to plug in; 0: for ever. */
  readonly connectionTimeoutMs: number
  /** Whether the plug comes free at the station when the car lets go of the other end. Default true. */
  readonly unlocksOnEvSideDisconnect?: boolean | undefined
  /** Whether the driver's right to charge ends when the car lets go of the cable (E09.FR.01). Default false. */
  readonly stopsOnEvSideDisconnect?: boolean | undefined
  /** Whether a driver who may go on without the cable has to come back in time (E10.FR.02). Default false. */
  readonly isReturnTimed?: boolean | undefined
  /** Whether the meter signs what a transaction starts with. Default false. */
  readonly signsData?: boolean | undefined
}

/** The station without power: cars come and go, and it notices nothing of it. */
export interface Darkness {
  readonly sinceMs: number
  /** What the station knew last. */
  readonly evses: readonly EvseState[]
}

/** The whole station as a value. Times are ms of a clock that never goes back. */
export interface BodyState {
  readonly atMs: number
  /** Shared by all EVSEs. */
  readonly maxPowerW: number
  /** What charging schedules allow all EVSEs together. */
  readonly scheduledW: number | undefined
  readonly rules: BodyRules
  readonly evses: readonly EvseState[]
  readonly transactionCount: number
  /** Undefined: calm. */
  readonly grid?: Grid | undefined
  readonly dark?: Darkness | undefined
}

export const pluggedConnector = (evse: EvseState): ConnectorState | undefined => evse.connectors.find(({ ev }) => ev !== undefined)

export const evseOf = (state: BodyState, evseId: number): EvseState | undefined => state.evses.find((evse) => evse.evseId === evseId)

export const isSameToken = (a: Token, b: Token): boolean => a.idToken.toLowerCase() === b.idToken.toLowerCase() && a.type === b.type
