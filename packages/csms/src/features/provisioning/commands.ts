export interface Reset {
  /**
   * `OnIdle` waits for transactions to end, `Immediate` ends them (1.6: Soft, Hard), `ImmediateAndResume` goes on with them afterwards
   * (2.1; other versions reject it).
   */
  readonly type: 'OnIdle' | 'Immediate' | 'ImmediateAndResume'
  /** One EVSE alone (2.x). Default: the station. */
  readonly evseId?: number | undefined
}

export interface ResetResult {
  /** `Scheduled`: once all transactions have ended (2.x). */
  readonly status: 'Accepted' | 'Rejected' | 'Scheduled'
}

/** A message of somebody else's making that a station has answered. */
export interface AnsweredCall {
  readonly identity: string
  readonly version?: string | undefined
  readonly action: string
  readonly payload: object
  readonly response: object
  /** ISO 8601, UTC: when it was sent. Default: just now. */
  readonly sentAt?: string | undefined
}

/**
 * Names a variable as 2.x does. On a 1.6 station the component `Configuration` holds all its keys by their own names,
 * and keys that have a counterpart in 2.x are also found under that: `OCPPCommCtrlr`, `HeartbeatInterval`.
 */
export interface VariableName {
  readonly component: string
  readonly componentInstance?: string | undefined
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
  readonly variable: string
  readonly instance?: string | undefined
  /** Default `Actual`; 1.6 has no other. */
  readonly attribute?: 'Actual' | 'Target' | 'MinSet' | 'MaxSet' | undefined
}

export interface VariableValue extends VariableName {
  readonly value: string
}

export interface GetVariableResult extends VariableName {
  readonly status: 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType'
  readonly value?: string | undefined
  /** 1.6 tells it with every value. */
  readonly mutability?: 'ReadOnly' | 'ReadWrite' | undefined
  /** What the station says of it beside the status. */
  readonly reason?: string | undefined
}

export interface SetVariableResult extends VariableName {
  readonly status: GetVariableResult['status'] | 'RebootRequired'
  readonly reason?: string | undefined
}

/** What a variable is wanted to be; `null` for nothing any more, which leaves the station as it is. */
export interface DesiredValue extends VariableName {
  readonly value: string | null
}
