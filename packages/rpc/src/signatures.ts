import type { PeerFacts } from './internals.js'
import { isSignedPayload, unwrap } from './signed.js'

/** The payload inside a JWS of the peer (2.x Part 4 §7.2), or the reason to refuse it. */
export async function openSignature(peer: PeerFacts, signed: object, action: string, messageType: number): Promise<object | string> {
  if (!isSignedPayload(signed)) return 'the signed payload is not a flattened JWS'
  const content = unwrap(signed, action, messageType)
  if (typeof content === 'string') return content
  const { verifySignature } = peer.endpoint.options
  if (verifySignature === undefined) return content.payload
  const isGenuine = await verifySignature({ identity: peer.identity, action, header: content.header, signature: signed })
  return isGenuine ? content.payload : 'the signature was not accepted'
}
