import type { Validate, Violation } from './validate.js'

/* Builds frames that are sure to be valid. Copied into each version package. */

/** A payload that breaks its schema; nothing was built. */
export class PayloadError extends TypeError {
  override readonly name = 'PayloadError'
  constructor(
    what: string,
    readonly violations: readonly Violation[],
  ) {
    super(`${what} breaks its schema: ${violations.map(({ pointer, message }) => `${pointer || 'payload'} ${message}`).join('; ')}`)
  }
}

export interface FrameOptions {
  /** At most 36 characters. Default: a random UUID. */
  readonly messageId?: string | undefined
}

type Facts = Readonly<Record<string, { readonly kind: 'call' | 'send' }>>

type Calls<T extends object, F> = { [A in keyof T & keyof F & string]: F[A] extends { readonly kind: 'call' } ? A : never }[keyof T &
  keyof F &
  string]
type Sends<T extends object, F> = { [A in keyof T & keyof F & string]: F[A] extends { readonly kind: 'send' } ? A : never }[keyof T &
  keyof F &
  string]
type RequestOf<T, A extends keyof T> = T[A] extends { readonly request: infer R extends object } ? R : never
type ResponseOf<T, A extends keyof T> = T[A] extends { readonly response: infer R extends object } ? R : never

/** The builders of a version whose types are `T` and whose action table is `F`. */
export interface Builders<T extends object, F> {
  /**
   * A CALL frame, complete and valid.
   * @throws PayloadError the payload breaks its schema · TypeError the action is a SEND, or the message id is no text or too long
   */
  call<A extends Calls<T, F>>(action: A, request: RequestOf<T, A>, options?: FrameOptions): [2, string, A, RequestOf<T, A>]
  /**
   * The CALLRESULT that answers a CALL of this action.
   * @throws PayloadError the payload breaks its schema · TypeError the message id is no text or too long
   */
  result<A extends Calls<T, F>>(action: A, messageId: string, response: ResponseOf<T, A>): [3, string, ResponseOf<T, A>]
  /**
   * A SEND frame (2.1).
   * @throws PayloadError the payload breaks its schema · TypeError the action is a CALL, or the message id is no text or too long
   */
  send<A extends Sends<T, F>>(action: A, request: RequestOf<T, A>, options?: FrameOptions): [6, string, A, RequestOf<T, A>]
}

/** The builders of a version, from its validator and its action table. */
export function createBuilders<T extends object, F extends Facts>(validate: Validate<keyof T & string>, actions: F): Builders<T, F> {
  const check = (action: keyof T & string, kind: 'request' | 'response', payload: object): void => {
    // `null` counts as {} for a validator, which is asked about what came; a frame goes out as it is.
    const { valid, violations } = validate(action, kind, payload === null ? undefined : payload)
    if (!valid) throw new PayloadError(`${action} ${kind}`, violations)
  }
  const checkKind = (action: string, kind: 'call' | 'send'): void => {
    if (Object.hasOwn(actions, action) && actions[action]?.kind !== kind) throw new TypeError(otherKind(action, kind))
  }
  return {
    call: (action, request, { messageId = crypto.randomUUID() } = {}) => {
      checkKind(action, 'call')
      check(action, 'request', request)
      return [2, checkMessageId(messageId), action, request]
    },
    result: (action, messageId, response) => {
      check(action, 'response', response)
      return [3, checkMessageId(messageId), response]
    },
    send: (action, request, { messageId = crypto.randomUUID() } = {}) => {
      checkKind(action, 'send')
      check(action, 'request', request)
      return [6, checkMessageId(messageId), action, request]
    },
  }
}

const otherKind = (action: string, kind: 'call' | 'send'): string =>
  kind === 'call' ? `${action} is a SEND, which send() builds` : `${action} is a CALL, which call() builds`

function checkMessageId(messageId: string): string {
  if (typeof messageId !== 'string') throw new TypeError(`messageId must be a text, not ${String(messageId)}`)
  if (messageId.length <= 36) return messageId
  throw new TypeError(`messageId must have at most 36 characters, not ${messageId.length}`)
}
