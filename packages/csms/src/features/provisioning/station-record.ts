import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import type { StationKey } from '../../identifier.js'
import type { Reset } from './commands.js'
import type { NetworkProfileChange } from './network-profile.js'

/** What a csms says to BootNotification. */
export type Registration = 'Accepted' | 'Pending' | 'Rejected'

export const registrations: readonly Registration[] = ['Accepted', 'Pending', 'Rejected']

/** What a station says of itself when it boots. */
export interface BootFacts {
  readonly vendor: string
  readonly model: string
  readonly serialNumber?: string | undefined
  readonly firmwareVersion?: string | undefined
  readonly iccid?: string | undefined
  readonly imsi?: string | undefined
  /** 2.x BootReason; missing in 1.6. */
  readonly reason?: string | undefined
}

/** What an operator says of a station, before it first connects or later. */
export interface StationSettings {
  /**
   * The security profile that it must use, or a higher one, as what it has reached may be (`reachedProfile`). Default: the csms's
   * `securityProfile`.
   */
  readonly securityProfile?: SecurityProfile | undefined
  /** Its serial number, which in profile 3 its certificate must name (A00.FR.405). Default: what it says when it boots. */
  readonly expectedSerialNumber?: string | undefined
  /** Words that an operator chooses stations by. */
  readonly labels?: readonly string[] | undefined
  /** For people. */
  readonly notes?: string | undefined
}

/** What is kept of a station; it outlives connections and restarts. */
export interface StationRecord extends StationSettings {
  /**
   * The highest security profile that it has proved itself with, where that is more than it had to; a lower one is refused from then on
   * (A05.FR.07), until an operator lowers it by name (`lowersSecurityProfile`).
   */
  readonly reachedProfile?: SecurityProfile | undefined
  readonly station: StationKey
  /** As the station writes it. */
  readonly identity: string
  /** What the station was last told; missing until its first boot. */
  readonly registration?: Registration | undefined
  /** What an operator wants it to be told; missing where the rule decides. */
  readonly decision?: Registration | undefined
  readonly version?: string | undefined
  readonly boot?: BootFacts | undefined
  /** Types of the connectors of each EVSE (`cCCS2`, `sType2` …), as an operator or the station tells. */
  readonly evses?: readonly { readonly evseId: number; readonly connectorTypes: readonly string[] }[] | undefined
  /** ISO 8601, UTC. */
  readonly bootedAt?: string | undefined
  /** When an operator deleted it, ISO 8601, UTC; missing as long as it is there. What it did before stays. */
  readonly deletedAt?: string | undefined
  /** How far the station's clock is from the csms's. */
  readonly clock?: ClockDrift | undefined
  /** What its full report was last asked for, and what came of it. */
  readonly inventory?: Inventory | undefined
  /** The last reset that it agreed to. */
  readonly reset?: RequestedReset | undefined
  /** The change of its network profile that began last. */
  readonly networkProfile?: NetworkProfileChange | undefined
  /** The last change of each slot, the one that began last first. */
  readonly networkProfiles?: readonly NetworkProfileChange[] | undefined
}

/** Measured over a few messages that the station sent at once. */
export interface ClockDrift {
  /** Time of receipt less the station's time, median; above 0 the station's clock is behind. */
  readonly driftMs: number
  /** ISO 8601, UTC. */
  readonly measuredAt: string
}

export interface Inventory {
  /** Vendor, model, serial number and firmware that the station had. */
  readonly device: string
  readonly state: 'complete' | 'unsupported' | 'failed'
  /** ISO 8601, UTC. */
  readonly at: string
}

/** A reset of the whole station, and the boot that followed. */
export interface RequestedReset extends Reset {
  readonly status: 'Accepted' | 'Scheduled'
  /** ISO 8601, UTC. */
  readonly requestedAt: string
  /** When it came back; missing while it has not. */
  readonly bootedAt?: string | undefined
  /** 2.x BootReason: `RemoteReset`, `ScheduledReset`, or what came first. */
  readonly bootReason?: string | undefined
}

/** A boot that told something new; one that waits to be let in and says the same again is not kept again. */
export interface BootRecord {
  readonly station: StationKey
  readonly version: string
  readonly boot: BootFacts
  /** What the station was told. */
  readonly registration: Registration
  /** ISO 8601, UTC. */
  readonly at: string
  /** The firmware before, where another one booted. */
  readonly firmwareBefore?: string | undefined
}

/** What an operator says of a station. */
export type StationDescription = Pick<StationRecord, 'labels' | 'evses'>

/** The fields that `put` replaces. */
export const settingNames = [
  'securityProfile',
  'expectedSerialNumber',
  'labels',
  'notes',
] as const satisfies readonly (keyof StationSettings)[]

/** Whether an operator has decided about it, or it was let in before. */
export const isKnown = (record: StationRecord | undefined): boolean =>
  record !== undefined && record.deletedAt === undefined && (record.decision !== undefined || record.registration === 'Accepted')

/** What an operator puts in of a station. */
export interface StationPut extends StationSettings {
  /** What it is told when it boots. Default: what was decided before, else `Accepted`. */
  readonly decision?: Registration | undefined
  /** Forgets the profile that the station has reached: from now on `securityProfile` alone counts. Default `false`. */
  readonly lowersSecurityProfile?: boolean | undefined
}

/** The least that a station must use: as an operator says it, or what it has reached, if that is higher; `undefined` where neither is known. */
export function leastProfile(
  { securityProfile, reachedProfile }: Pick<StationRecord, 'securityProfile' | 'reachedProfile'> = {},
  fallback?: SecurityProfile,
): SecurityProfile | undefined {
  const asked = securityProfile ?? fallback
  return asked === undefined || (reachedProfile ?? 0) > asked ? reachedProfile : asked
}

export interface BootAnswer {
  readonly status: Registration
  readonly currentTime: string
  readonly interval: number
}
