import type { CallAction, Protocol, RequestOf } from '@ocpp-kit/rpc'

/** A request of the station, built by the version's own file. */
export interface Outgoing {
  readonly action: string
  readonly request: object
}

/** Makes requests of one version: the action decides what the payload must be. */
export const outgoing =
  <P extends Protocol>() =>
  <A extends CallAction<P, 'station'>>(action: A, request: RequestOf<P, A>): Outgoing => ({ action, request: request as object })
