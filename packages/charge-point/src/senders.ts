import type { CallAction, CallOptions, Protocol, RequestOf, ResponseOf, SendAction } from '@ocpp-kit/rpc'
import type { StationVersion } from './version.js'

/** Meter values by name, for those who do not want to spell out sampled values: `{ connectorId: 1, energyWh: 1500, powerW: 7400 }`. */
type Shorthand<V extends Protocol, A extends string> = V extends { readonly '~shorthand'?: infer S }
  ? NonNullable<S>[A & keyof NonNullable<S>]
  : never

/**
 * A method for each message that a station of this version sends, named after it: `sendBootNotification(request)` resolves with the answer.
 * Each sends at once, past everything the station would do by itself, as {@link ChargePoint.call} does, with the same errors.
 * `sendMeterValues` also takes plain quantities; a SEND, which has no answer, resolves once it is handed to the socket.
 */
export type Senders<V extends Protocol> = {
  readonly [A in CallAction<V, 'station'> as `send${A}`]: (
    request: RequestOf<V, A> | Shorthand<V, A>,
    options?: CallOptions,
  ) => Promise<ResponseOf<V, A>>
} & {
  readonly [A in SendAction<V, 'station'> as `send${A}`]: (payload: RequestOf<V, A>) => Promise<void>
}

/** What the methods do their work with. */
export interface Sending {
  send(action: string, payload: object, options?: CallOptions): Promise<object | undefined>
}

type SenderMethod = (this: Sending, payload: object, options?: CallOptions) => Promise<object | undefined>

/** The methods of a version, for a prototype that all its stations share. */
export function senderMethods({ actions, expand }: StationVersion): Readonly<Record<string, SenderMethod>> {
  const sent = Object.keys(actions).filter((action) => actions[action]?.sentBy !== 'csms')
  return Object.fromEntries(
    sent.map((action): [string, SenderMethod] => [
      `send${action}`,
      async function (payload, options) {
        return this.send(action, await (expand?.[action]?.(payload) ?? payload), options)
      },
    ]),
  )
}
