import type { SecurityProfile } from '@ocpp-kit/rpc/ws'

/** How a csms is reached: what a configuration slot holds (2.x NetworkConnectionProfile). Plain data, kept in the state. */
export interface NetworkProfile {
  readonly url: string
  readonly securityProfile: SecurityProfile
  /** How long the answer to a message may take on this connection. */
  readonly messageTimeoutS: number
  readonly ocppInterface: string
  /** Where it differs from the station's own (2.1). */
  readonly identity?: string | undefined
  /** The password for this connection alone (2.1). */
  readonly password?: string | undefined
  /** Kept for the csms to see; the virtual station has no modem and no tunnel. */
  readonly apn?: object | undefined
  readonly vpn?: object | undefined
}

/** The slots that a csms may fill (NetworkConfigurationPriority.valuesList); at least two (B09.FR.06). */
export const networkSlots: readonly number[] = [1, 2, 3]

/** Why a profile is refused, as a reason code of 2.x (errata B09.FR.02, B09.FR.04). */
export type ProfileProblem = 'InvalidNetworkConf' | 'NoSecurityDowngrade'

/**
 * What is wrong with a profile, seen from the security profile in force. A profile never goes down, except from 3 to 2 where that is
 * allowed (A00.FR.005, B09.FR.04, B09.FR.31).
 */
export function profileProblem(profile: NetworkProfile, current: SecurityProfile, allowDowngrade: boolean): ProfileProblem | undefined {
  const { url, securityProfile, messageTimeoutS, identity } = profile
  if (isDowngrade(securityProfile, current, allowDowngrade)) return 'NoSecurityDowngrade'
  const scheme = URL.canParse(url) ? new URL(url).protocol : ''
  const isRightScheme = securityProfile >= 2 ? scheme === 'wss:' : scheme === 'ws:' || (securityProfile === 0 && scheme === 'wss:')
  const isGood = isRightScheme && securityProfile <= 3 && messageTimeoutS > 0 && identity?.includes(':') !== true
  return isGood ? undefined : 'InvalidNetworkConf'
}

export const isDowngrade = (wanted: SecurityProfile, current: SecurityProfile, isAllowed: boolean): boolean =>
  wanted < current && !(isAllowed && current === 3 && wanted === 2)

/** The same address with or without TLS, as the security profile wants it. */
export const withScheme = (url: string, securityProfile: SecurityProfile): string =>
  url.replace(/^wss?:/, securityProfile >= 2 ? 'wss:' : 'ws:')
