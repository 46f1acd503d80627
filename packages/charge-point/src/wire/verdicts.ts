import type { ActionFacts, AnyConnection, OcppError, Violation } from '@ocpp-kit/rpc'

/** A frame that broke a rule. */
export interface RuleBreach {
  readonly by: 'station' | 'csms'
  /** Undefined where it cannot be told. */
  readonly action: string | undefined
  /**
   * A keyword of the schema (`required`, `maxLength`, …), a fault of framing (`notJson`, `idTooLong`, …), `unmatchedAnswer`,
   * `refused`: a request that may not be sent, or not now; or `answerRefused`: the csms could not use an answer.
   */
  readonly rule: string
  /** JSON pointer into the payload (RFC 6901), where a payload is at fault. */
  readonly pointer: string | undefined
  /** The error code that is due, where there is one. */
  readonly code: string | undefined
  /** What was expected. */
  readonly message: string
  /** Undefined where a payload is at fault. */
  readonly messageId: string | undefined
}

type Tell = (breach: RuleBreach) => void

/** Tells from now on of each frame of a connection that breaks a rule. Returns what ends it. */
export function watchVerdicts(connection: AnyConnection, tell: Tell): () => void {
  const { actions } = connection.protocol
  const offs = [
    connection.on('violation', ({ direction, action, violations }) => {
      const by = direction === 'in' ? 'csms' : 'station'
      for (const violation of violations) tell(violationBreach(by, action, violation))
    }),
    connection.on('fault', ({ fault, answer }) =>
      tell({ ...nowhere, by: 'csms', rule: fault.fault, code: answer, message: fault.reason, messageId: fault.messageId }),
    ),
    connection.on('unmatchedAnswer', ({ messageId, late }) =>
      tell({
        ...nowhere,
        by: 'csms',
        rule: 'unmatchedAnswer',
        message: late ? 'the answer came too late' : 'no call was waiting for this answer',
        messageId,
      }),
    ),
    connection.on('refused', ({ action, messageId, error }) => {
      if (isNotAllowed(actions, action, error))
        tell({ ...nowhere, by: 'csms', action, rule: 'refused', code: error.code, message: error.description, messageId })
    }),
    connection.on('answerRefused', ({ error }) =>
      tell({
        ...nowhere,
        by: 'station',
        rule: 'answerRefused',
        code: error.code,
        message: `the csms could not use an answer: ${error.description}`,
        messageId: error.messageId,
      }),
    ),
  ]
  return () => {
    for (const off of offs) off()
  }
}

const nowhere = { action: undefined, pointer: undefined, code: undefined } as const

const violationBreach = (by: RuleBreach['by'], action: string, { keyword, pointer, code, message }: Violation): RuleBreach => ({
  by,
  action,
  rule: keyword,
  pointer,
  code,
  message,
  messageId: undefined,
})

/** What the csms should not have sent, as opposed to what this station happens not to take; schemas have verdicts of their own. */
function isNotAllowed(actions: Readonly<Record<string, ActionFacts>>, action: string, { code }: OcppError): boolean {
  const facts = Object.hasOwn(actions, action) ? actions[action] : undefined
  return facts === undefined || facts.sentBy === 'station' || code === 'SecurityError' || code === 'GenericError'
}
