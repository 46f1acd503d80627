import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import { causeOf } from '../connection/refusals.js'

/** Why a station was not let in, in one line; `spoken` are the versions of the csms. */
export function describeRefusal(refusal: HandshakeRefusal, spoken: readonly string[]): string {
  const { status, error, detail } = refusal
  const more = detail ?? (error instanceof Error ? error.message : undefined)
  const cause = causeOf(refusal, { subprotocols: spoken.map((version) => `ocpp${version}`) })
  return `refused${status === undefined ? '' : ` with ${status}`}: ${cause}${more === undefined ? '' : ` (${more})`}`
}
