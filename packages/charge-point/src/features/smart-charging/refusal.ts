/** Why a profile is refused, in the words of appendix 5 of 2.x; 1.6 says no more than Rejected. */
export type ReasonCode =
  | 'DuplicateProfile'
  | 'InvalidOperationMode'
  | 'InvalidProfile'
  | 'InvalidProfileId'
  | 'InvalidSchedule'
  | 'InvalidStackLevel'
  | 'MissingDevModelInfo'
  | 'MissingParam'
  | 'NoFreqWattCurve'
  | 'NoPhaseForDC'
  | 'PhaseConflict'
  | 'TooManyElements'
  | 'TxNotFound'
  | 'UnknownEvse'
  | 'UnsupportedKind'
  | 'UnsupportedPurpose'
  | 'UnsupportedRateUnit'

/** A refusal, with what is wrong in plain words. */
export interface Refusal {
  readonly reason: ReasonCode
  readonly explanation: string
}

export const refuse = (reason: ReasonCode, explanation: string): Refusal => ({ reason, explanation })
