import { checkList, checkOneOf, checkText, checkTruth, checkWhole } from '../../checks.js'

export interface FirmwareOptions {
  /** The shortest time that a download takes, ms. Default 0: as long as the network needs. */
  readonly downloadMs: number
  /** How long an installation takes, ms. Default 5,000. */
  readonly installMs: number
  /** What of an update may happen while a transaction runs (L01.FR.06). Default `download`. */
  readonly whileCharging: 'nothing' | 'download' | 'install'
  /** How the new firmware takes over; a reboot waits until no transaction runs (L01.FR.33). Default `reboot`. */
  readonly activation: 'reboot' | 'reconnect'
  /** Whether a new order replaces one under way; else it is Rejected (L01.FR.24, L01.FR.27). Default true. */
  readonly cancellable: boolean
  /** Roots (PEM) that the manufacturer left in the station, beside those a csms installs. Default: none. */
  readonly manufacturerRoots: readonly string[]
  /** Signing certificates (PEM) that the manufacturer has revoked, as the station knows. Default: none. */
  readonly revokedSigners: readonly string[]
}

const defaults: FirmwareOptions = {
  downloadMs: 0,
  installMs: 5_000,
  whileCharging: 'download',
  activation: 'reboot',
  cancellable: true,
  manufacturerRoots: [],
  revokedSigners: [],
}

const whileCharging: readonly FirmwareOptions['whileCharging'][] = ['nothing', 'download', 'install']
const activations: readonly FirmwareOptions['activation'][] = ['reboot', 'reconnect']

const longestMs = 86_400_000

/** @throws TypeError naming the option that is wrong */
export function resolveFirmwareOptions(
  options: { readonly [K in keyof FirmwareOptions]?: FirmwareOptions[K] | undefined } | undefined,
): FirmwareOptions {
  if (options === undefined) return defaults
  if (options.cancellable !== undefined) checkTruth('firmware.cancellable', options.cancellable)
  return {
    downloadMs: checkWhole('firmware.downloadMs', options.downloadMs, defaults.downloadMs, 0, longestMs),
    installMs: checkWhole('firmware.installMs', options.installMs, defaults.installMs, 0, longestMs),
    whileCharging: checkOneOf('firmware.whileCharging', options.whileCharging, whileCharging, defaults.whileCharging),
    activation: checkOneOf('firmware.activation', options.activation, activations, defaults.activation),
    cancellable: options.cancellable ?? defaults.cancellable,
    manufacturerRoots: certificatesOf('firmware.manufacturerRoots', options.manufacturerRoots),
    revokedSigners: certificatesOf('firmware.revokedSigners', options.revokedSigners),
  }
}

function certificatesOf(name: string, given: readonly string[] | undefined): readonly string[] {
  const certificates = checkList(name, given, [])
  certificates.forEach((one, index) => {
    checkText(`${name}[${index}]`, one, 100_000)
  })
  return certificates
}
