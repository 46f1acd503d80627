import type { Reset } from './commands.js'
import { members } from './variable-value.js'

/** How a station reaches a csms (2.x NetworkConnectionProfileType). */
export interface NetworkProfile {
  /** Of the csms, without the identity of the station. */
  readonly url: string
  /** `Wired0` … `Wireless3`; 2.1 also `Any`. */
  readonly interface: string
  /** 1 to 3. */
  readonly securityProfile: number
  /** How long the station waits for an answer, s. Default 30. */
  readonly messageTimeoutSeconds?: number | undefined
  /** The version to speak, `2.0.1` or `2.1`. Default: the one that it speaks now. */
  readonly version?: '1.6' | '2.0.1' | '2.1' | undefined
  /** As the specification has them (APNType, VPNType). They hold secrets, so they are sent and not kept. */
  readonly apn?: object | undefined
  readonly vpn?: object | undefined
  /**
   * 2.1: under which identity and password it connects there. The password is good here from then on, beside the old one until the station
   * has used it, and only its digest is kept. With another identity it is sent alone: where the station is to come here, set it for that.
   */
  readonly identity?: string | undefined
  readonly basicAuthPassword?: string | undefined
}

export interface SetNetworkProfile {
  /** Configuration slot: one of the values that NetworkConfigurationPriority may have, and not the one in use. */
  readonly slot: number
  readonly profile: NetworkProfile
  /** Whether the slot then comes first in NetworkConfigurationPriority, with those before it as fallback (B10). Default `false`. */
  readonly activate?: boolean | undefined
  /** How the station is reset once that is done, which makes it connect by the new profile (B10.FR.04). Default: not at all. */
  readonly reset?: Reset['type'] | undefined
}

/** Where a change of the network profile stands; the steps come one after the other. */
export type NetworkProfileStep =
  /** SetNetworkProfile was sent; after a crash nobody knows what came of it: do it again. */
  | 'profile'
  /** It stands in its slot; the priority is being set. */
  | 'priority'
  /** The reset is being asked for; after a crash nobody knows whether it was. */
  | 'reset'
  /** The station will use it from its next boot. */
  | 'waiting'
  /** Only the slot was to be written, and was; or the station booted here by the profile. */
  | 'done'
  /** The station did not take a step, or came back by another profile. */
  | 'failed'

/** A change of a station's network profile as it is kept: without its secrets. */
export interface NetworkProfileChange
  extends Pick<NetworkProfile, 'url' | 'securityProfile' | 'messageTimeoutSeconds' | 'version' | 'identity'>,
    Partial<Pick<NetworkProfile, 'interface'>> {
  readonly slot: number
  readonly activate: boolean
  readonly reset?: Reset['type'] | undefined
  readonly step: NetworkProfileStep
  /** What the station answered to the last step. */
  readonly status?: string | undefined
  readonly reason?: string | undefined
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly updatedAt: string
}

/** Slots of a station whose last change is kept: more than any is known to have. */
const maxSlots = 32

/** The last change of each slot, the one that began last first, with one that has begun or gone on. */
export const withChange = (before: readonly NetworkProfileChange[], change: NetworkProfileChange): readonly NetworkProfileChange[] =>
  [change, ...before.filter(({ slot }) => slot !== change.slot)]
    .toSorted((left, right) => right.startedAt.localeCompare(left.startedAt))
    .slice(0, maxSlots)

/** Whether the station has yet to take a step, or to come back. */
export const isUnderWay = ({ step }: NetworkProfileChange): boolean => step === 'priority' || step === 'reset' || step === 'waiting'

/**
 * Why a profile of that security must not be given to a station, or `undefined` (A05, B09.FR.04, B09.FR.31 with the errata of 2025-09):
 * never lower than the present one, except from 3 to 2 where the station allows it.
 */
export function downgradeProblem(wanted: number, current: number | undefined, isDowngradeAllowed: boolean): string | undefined {
  if (wanted >= 3 || (current !== undefined && wanted >= current)) return undefined
  if (current === undefined)
    return 'the station has not told its security profile, so that this one may be lower: ask for SecurityCtrlr.SecurityProfile'
  if (wanted === 2 && isDowngradeAllowed) return undefined
  return `security profile ${wanted} is lower than the present ${current} (B09.FR.04, B09.FR.31)`
}

/**
 * Why a slot must not be written, or `undefined`: the one in use stays as it is (errata of 2025-09), for it is all that brings the station
 * back. ActiveNetworkProfile names it, which every station with network profiles has to have (errata 2.57). One that does not tell it uses one of
 * NetworkConfigurationPriority (B10.FR.04), so that only a slot beside these is safe, as B09.FR.21 has it for variables.
 * @param priority is of use only where `active` is not known
 */
export function slotProblem(slot: number, active: string | undefined, priority: string | undefined): string | undefined {
  if (active !== undefined)
    return Number(active) === slot ? `slot ${slot} holds the profile that the station uses now: take another` : undefined
  if (priority !== undefined && !members(priority).some((one) => Number(one) === slot)) return undefined
  return (
    `the station has not told which slot it uses, so that it may be slot ${slot}: ask for OCPPCommCtrlr.ActiveNetworkProfile, ` +
    'or take one that NetworkConfigurationPriority does not name'
  )
}

/** NetworkConfigurationPriority with a slot before all others, which stay as fallback. */
export const priorityWith = (slot: number, current: string | undefined): string =>
  [String(slot), ...members(current ?? '').filter((one) => one !== String(slot))].join(',')
