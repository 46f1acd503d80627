import type { Violation } from '@ocpp-kit/rpc'

/** One message that was sent, and what came of it. */
export interface Exchange<Answer extends object = object> {
  /** Undefined for text that is no request. */
  readonly action: string | undefined
  /** The frame as it went out. */
  readonly request: string
  /** The frame that answered it; undefined where none came, or none is due. */
  readonly response: string | undefined
  readonly outcome: Outcome<Answer>
  /** From writing the request to its answer, ms. */
  readonly durationMs: number
}

/** How an exchange ended. */
export type Outcome<Answer extends object = object> =
  /** CALLRESULT. */
  | { readonly kind: 'answered'; readonly payload: Answer }
  /** CALLRESULT whose payload breaks its schema. */
  | { readonly kind: 'invalid'; readonly payload: object; readonly violations: readonly Violation[] }
  /** An answer that is no frame: cut off, or with parts missing. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** CALLERROR. */
  | { readonly kind: 'refused'; readonly errorCode: string; readonly errorDescription: string; readonly errorDetails: object }
  /** A SEND, which is never answered. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** The connection closed first. */
  | { readonly kind: 'closed'; readonly reason: string }

/** What expectations look at: the payload, or the parts of a CALLERROR by their names. */
export function answerOf(outcome: Outcome): object {
  switch (outcome.kind) {
    case 'answered':
    case 'invalid':
      return outcome.payload
    case 'refused':
      return { errorCode: outcome.errorCode, errorDescription: outcome.errorDescription, errorDetails: outcome.errorDetails }
    default:
      return {}
  }
}
