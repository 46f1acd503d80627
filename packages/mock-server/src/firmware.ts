import { matchesPattern } from '@ocpp-kit/rpc'

/** What `--check-firmware` accepts without a list of its own. */
export const defaultFirmware: readonly string[] = ['v1.5-stable', 'v1.6-release', 'v2.0.1-prod']

/** Whether a station with this firmware may come in; a station that does not name its firmware is on no list. */
export const isOnList = (patterns: readonly string[], firmwareVersion: string | undefined): boolean =>
  firmwareVersion !== undefined && patterns.some((pattern) => matchesPattern(pattern, firmwareVersion))
