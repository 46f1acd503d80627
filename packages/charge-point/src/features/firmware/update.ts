import type { FirmwareImage } from './image.js'
import type { Signing } from './signature.js'

/** As 2.x and the security whitepaper of 1.6 name them; versions that know fewer leave some out. */
export type FirmwareStatus =
  | 'DownloadScheduled'
  | 'Downloading'
  | 'Downloaded'
  | 'DownloadFailed'
  | 'SignatureVerified'
  | 'InvalidSignature'
  | 'InstallScheduled'
  | 'Installing'
  | 'InstallVerificationFailed'
  | 'InstallationFailed'
  | 'InstallRebooting'
  | 'Installed'

/** What a csms wants installed. */
export interface FirmwareOrder {
  /** Undefined in UpdateFirmware of 1.6. */
  readonly requestId: number | undefined
  readonly location: string
  readonly retrieveAtMs: number
  /** Undefined: as soon as possible. */
  readonly installAtMs: number | undefined
  /** Attempts after the first. */
  readonly retries: number
  readonly retryIntervalS: number
  /** Undefined: nobody vouches for the file. */
  readonly signing: Signing | undefined
}

/** Where an order stands. Plain data: it outlives a power cut. */
export interface Update extends FirmwareOrder {
  /** What is to be done next; `activated`: the new firmware is to come up; `over`: nothing, be it done or failed. */
  readonly stage: 'download' | 'install' | 'activate' | 'activated' | 'over'
  readonly image: FirmwareImage | undefined
  /** The last status that was entered. */
  readonly status: FirmwareStatus | undefined
  /** Whether the csms knows it. */
  readonly isTold: boolean
}

/** What the station is able to do, and what goes on around it. */
export interface Situation {
  readonly nowMs: number
  /** Whether a driver is let in or a transaction runs anywhere. */
  readonly isBusy: boolean
  /** What of an update may happen while the station is busy. */
  readonly whileCharging: 'nothing' | 'download' | 'install'
  /** How the new firmware takes over. */
  readonly activation: 'reboot' | 'reconnect'
}

export type Step =
  | { readonly kind: 'download' | 'install' | 'activate' | 'none' }
  /** Until a time or, without one, until the station is idle. */
  | { readonly kind: 'wait'; readonly untilMs: number | undefined; readonly status: FirmwareStatus | undefined }

/** What is to happen next (L01.FR.05–07, L01.FR.13, L01.FR.16, L01.FR.33). */
export function nextStep(update: Update, { nowMs, isBusy, whileCharging, activation }: Situation): Step {
  switch (update.stage) {
    case 'download':
      if (nowMs < update.retrieveAtMs) return { kind: 'wait', untilMs: update.retrieveAtMs, status: 'DownloadScheduled' }
      if (isBusy && whileCharging === 'nothing') return { kind: 'wait', untilMs: undefined, status: 'DownloadScheduled' }
      return { kind: 'download' }
    case 'install':
      if (nowMs < (update.installAtMs ?? nowMs)) return { kind: 'wait', untilMs: update.installAtMs, status: 'InstallScheduled' }
      if (isBusy && whileCharging !== 'install') return { kind: 'wait', untilMs: undefined, status: 'InstallScheduled' }
      return { kind: 'install' }
    case 'activate':
      return isBusy && activation === 'reboot' ? { kind: 'wait', untilMs: undefined, status: undefined } : { kind: 'activate' }
    case 'activated':
    case 'over':
      return { kind: 'none' }
  }
}

/**
 * Whether no new session may begin: while the update waits for those that run, unless the csms allows new ones (L01.FR.07), and while
 * firmware is installed that leaves nothing else running.
 */
export function holdsSessionsBack(step: Step, { whileCharging, activation }: Situation, allowsNewSessions: boolean): boolean {
  switch (step.kind) {
    case 'wait':
      return step.untilMs === undefined && !allowsNewSessions
    case 'install':
      return whileCharging !== 'install'
    case 'activate':
      return activation === 'reboot'
    case 'download':
      return whileCharging === 'nothing'
    case 'none':
      return false
  }
}
