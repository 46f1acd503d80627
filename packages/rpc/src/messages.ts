import type { Protocol, Role } from './protocol.js'

/** The request and response types of a version. */
export type TypesOf<P extends Protocol> = NonNullable<P['~types']>

type Actions<P extends Protocol> = keyof P['actions'] & keyof TypesOf<P> & string

type ActionsWith<P extends Protocol, R extends Role, K extends 'call' | 'send'> = {
  [A in Actions<P>]: P['actions'][A] extends { readonly sentBy: R | 'both'; readonly kind: K } ? A : never
}[Actions<P>]

/** The other end. */
export type Opposite<R extends Role> = R extends 'station' ? 'csms' : 'station'

/** Actions that a role sends and that are answered. */
export type CallAction<P extends Protocol, R extends Role> = P extends Protocol ? ActionsWith<P, R, 'call'> : never

/** Actions that a role sends and that are never answered. */
export type SendAction<P extends Protocol, R extends Role> = P extends Protocol ? ActionsWith<P, R, 'send'> : never

/** Everything that a role may put on the wire of its own accord. */
export type SentAction<P extends Protocol, R extends Role> = CallAction<P, R> | SendAction<P, R>

/** The request payload of an action. */
export type RequestOf<P extends Protocol, A extends string> = TypesOf<P> extends Record<A, { readonly request: infer T }> ? T : never

/** The response payload of an action; `void` for a SEND, which has none. */
// biome-ignore lint/suspicious/noConfusingVoidType: it becomes the result of a handler
export type ResponseOf<P extends Protocol, A extends string> = TypesOf<P> extends Record<A, { readonly response: infer T }> ? T : void
