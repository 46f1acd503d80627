import { isConnectionError, isOcppError, type Violation } from '@ocpp-kit/rpc'
import type { Exchange } from './exchange.js'

/* What went wrong, in words: in full for one message, by kind where many are counted. */

/** One fault of a payload: where, and what was expected. */
export const describeViolation = ({ pointer, message, keyword }: Violation): string => `${pointer || '/'}: ${message} (${keyword})`

/** One line about an exchange that ended otherwise than with a good answer; empty where it did. */
export function problemOf({ outcome }: Exchange): string {
  switch (outcome.kind) {
    case 'refused':
      return `CALLERROR ${outcome.errorCode}${outcome.errorDescription && `: ${outcome.errorDescription}`}`
    case 'invalid':
      return `the answer breaks its schema: ${outcome.violations.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`
    case 'malformed':
      return `the answer is malformed: ${outcome.reason}`
    case 'timeout':
      return `no answer within ${outcome.timeoutMs} ms`
    case 'closed':
      return `the connection closed before the answer came: ${outcome.reason}`
    default:
      return ''
  }
}

/** The kind of that problem: without what differs from message to message, such as ids and values. */
export function problemKindOf({ outcome }: Exchange): string {
  switch (outcome.kind) {
    case 'refused':
      return `CALLERROR ${outcome.errorCode}`
    case 'invalid': {
      const [first] = outcome.violations
      return `the answer breaks its schema: ${first?.pointer || '/'} (${first?.keyword ?? 'unknown'})`
    }
    case 'malformed':
      return 'the answer is malformed'
    default:
      return problemOf({ outcome } as Exchange)
  }
}

/** The kind of an error that kept a message from being sent. */
export function errorKindOf(error: unknown): string {
  if (isConnectionError(error)) return `no connection (${error.code})`
  if (isOcppError(error))
    return `the payload breaks its schema: ${error.violations[0]?.pointer || '/'} (${error.violations[0]?.keyword ?? error.code})`
  return error instanceof Error ? error.message : String(error)
}
