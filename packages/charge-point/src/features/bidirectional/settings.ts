/** What concerns cars that give energy back (2.1 Q). */
export interface BidirectionalSettings {
  /** Whether cars may give energy back, and talk about it over ISO 15118-20, at EVSEs of which the csms has said nothing else (2.1). */
  readonly v2xEnabled: boolean
  /** Whether car and station can agree on another way of energy transfer in the middle of a session (2.1, ISO 15118-20). */
  readonly serviceRenegotiation: boolean
  /** Whose setpoint counts where the csms and somebody else have one: `ExternalSystem` or `CSMS` (2.1). */
  readonly setpointPriority: string
}

export const bidirectionalDefaults: BidirectionalSettings = {
  v2xEnabled: true,
  serviceRenegotiation: true,
  setpointPriority: 'ExternalSystem',
}
