/** Events of the specification (2.x part 2, appendix 1); any other name is the vendor's own. */
export type SecurityEventType =
  | 'FirmwareUpdated'
  | 'FailedToAuthenticateAtCsms'
  | 'CsmsFailedToAuthenticate'
  | 'SettingSystemTime'
  | 'StartupOfTheDevice'
  | 'ResetOrReboot'
  | 'SecurityLogWasCleared'
  | 'ReconfigurationOfSecurityParameters'
  | 'MemoryExhaustion'
  | 'InvalidMessages'
  | 'AttemptedReplayAttacks'
  | 'TamperDetectionActivated'
  | 'InvalidFirmwareSignature'
  | 'InvalidFirmwareSigningCertificate'
  | 'InvalidCsmsCertificate'
  | 'InvalidChargingStationCertificate'
  | 'DiscardedRenewedClientCertificate'
  | 'InvalidTLSVersion'
  | 'InvalidTLSCipherSuite'
  | 'MaintenanceLoginAccepted'
  | 'MaintenanceLoginFailed'

export interface SecurityEvent {
  /** As the version spells it. */
  readonly type: string
  readonly timestamp: string
  readonly techInfo?: string | undefined
}

/** What the csms need not hear of; it stands in the log alone. */
export const uncritical: ReadonlySet<string> = new Set<SecurityEventType>([
  'FailedToAuthenticateAtCsms',
  'CsmsFailedToAuthenticate',
  'ReconfigurationOfSecurityParameters',
  'InvalidMessages',
  'AttemptedReplayAttacks',
])

/** The log as lines of text, for a person or an upload. */
export const securityLogLines = (log: readonly SecurityEvent[]): readonly string[] =>
  log.map(({ timestamp, type, techInfo }) => `${timestamp} ${type}${techInfo === undefined ? '' : ` ${techInfo}`}`)
