/** One line of the security log. */
export interface SecurityLogEntry {
  readonly type: string
  readonly timestamp: string
  readonly techInfo?: string | undefined
}

/** What firmware and logs need of the security events (A04). */
export interface SecurityEventsPort {
  /** @param type one of the list of security events (2.x appendix 1), e.g. `InvalidFirmwareSignature` */
  raise(type: string, techInfo?: string): void
  /** Oldest first. */
  readonly log: readonly SecurityLogEntry[]
}
