import type { AnyMessage, Protocol, ReceivedAction, RequestOf, ResponseOf, SendAction, SentAction } from '@ocpp-kit/rpc'
import type { Scene } from '../version.js'

/** What is answered to an action; nothing for a SEND. */
type AnswerTo<P extends Protocol, A extends string> = A extends SendAction<P, 'station'> ? undefined : ResponseOf<P, A>

/** An answer to every message that a station of the version can send. */
export type Answers<P extends Protocol> = {
  readonly [A in ReceivedAction<P, 'csms'>]: (request: RequestOf<P, A>, scene: Scene, message: AnyMessage) => AnswerTo<P, A>
}

/** A payload, and a check of the answer, for every message that the csms of the version can send. */
export type Commands<P extends Protocol> = {
  readonly [A in SentAction<P, 'csms'>]: {
    readonly payload: (scene: Scene) => RequestOf<P, A>
    readonly check?: (response: ResponseOf<P, A>, request: RequestOf<P, A>, scene: Scene) => string | undefined
  }
}

/* A function may return more fields than its type has, which a station would refuse. The types below find them. */

type KeysOf<S> = S extends unknown ? keyof S : never
type FieldOf<S, K> = S extends unknown ? (K extends keyof S ? NonNullable<S[K]> : never) : never

/** The names of fields, at any depth, that the type asked for does not have; `never` where there is none. */
type UnknownFields<T, S> = unknown extends S
  ? never
  : T extends readonly (infer I)[]
    ? S extends readonly (infer J)[]
      ? UnknownFields<I, J>
      : never
    : T extends object
      ? { [K in keyof T]-?: K extends KeysOf<S> ? UnknownFields<NonNullable<T[K]>, FieldOf<S, K>> : K }[keyof T]
      : never

type Exactly<T, S> = [UnknownFields<NonNullable<T>, S>] extends [never]
  ? unknown
  : { readonly unknownField: UnknownFields<NonNullable<T>, S> }

type ExactAnswers<P extends Protocol, M> = {
  readonly [A in keyof M]: A extends keyof Answers<P>
    ? M[A] extends (...args: never[]) => infer T
      ? Exactly<T, ResponseOf<P, A>>
      : unknown
    : never
}

type ExactCommands<P extends Protocol, M> = {
  readonly [A in keyof M]: A extends keyof Commands<P>
    ? M[A] extends { readonly payload: (...args: never[]) => infer T }
      ? Exactly<T, RequestOf<P, A>>
      : unknown
    : never
}

/** Answers to some messages of a version; an action or a field that the version lacks does not compile. */
export function defineAnswers<P extends Protocol, M extends Partial<Answers<P>>>(_protocol: P, answers: M & ExactAnswers<P, M>): M {
  return answers
}

/** Some commands of a version; an action or a field that the version lacks does not compile. */
export function defineCommands<P extends Protocol, M extends Partial<Commands<P>>>(_protocol: P, commands: M & ExactCommands<P, M>): M {
  return commands
}
