/** What concerns stations that swap batteries (2.1 S). */
export interface BatterySwapSettings {
  /** How full a battery must be to be given to somebody, percent. */
  readonly swapTargetSocPercent: number
  /** How full batteries are charged, percent; no less than `swapTargetSocPercent`. */
  readonly swapMaxSocPercent: number
  /** Whose token the transactions of batteries have, as one of type Central. Empty: nobody's, of type NoAuthorization. */
  readonly swapIdToken: string
  /** How long somebody who was let in may take to put the empty batteries in. 0: for ever. */
  readonly swapTimeoutInS: number
  /** How long the full ones are offered. 0: for ever. */
  readonly swapTimeoutOutS: number
}

export const batterySwapDefaults: BatterySwapSettings = {
  swapTargetSocPercent: 80,
  swapMaxSocPercent: 90,
  swapIdToken: '',
  swapTimeoutInS: 60,
  swapTimeoutOutS: 60,
}
