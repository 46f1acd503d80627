import type { Protocol, RateLimit, ValidationPolicy } from '@ocpp-kit/rpc'
import type { ListenerTls, ListenOptions } from '@ocpp-kit/rpc/ws'
import { checkNames, type NamesOf } from '../option-names.js'

/** What `listen()` takes. */
export const listenerNames: NamesOf<ListenOptions> = {
  versions: true,
  port: true,
  host: true,
  server: true,
  path: true,
  tls: true,
  tlsTerminated: true,
  securityProfile: true,
  identityFor: true,
  isKnown: true,
  authenticate: true,
  verifyCertificate: true,
  noSubprotocol: true,
  duplicates: true,
  probeTimeoutMs: true,
  acceptRate: true,
  retryAfterSeconds: true,
  compression: true,
  noPong: true,
  maxPayloadBytes: true,
  pauseAboveBytes: true,
  pingIntervalMs: true,
  pongTimeoutMs: true,
  handshakeTimeoutMs: true,
  closeTimeoutMs: true,
  random: true,
  callTimeoutMs: true,
  maxQueuedCalls: true,
  maxQueuedBytes: true,
  maxConcurrentRequests: true,
  maxBufferedBytes: true,
  rateLimit: true,
  validation: true,
  normalise: true,
  admit: true,
  permit: true,
  fallback: true,
  signer: true,
  verifySignature: true,
  createMessageId: true,
  onError: true,
  wrapSocket: true,
  clock: true,
}

const tls: NamesOf<ListenerTls> = { certificates: true, clientCa: true, minVersion: true }
const rate: NamesOf<RateLimit> = { requestsPerSecond: true, burst: true }
const policy: NamesOf<ValidationPolicy> = { incoming: true, outgoing: true, actions: true }

/**
 * Certificates may have more to them than `listen()` takes: who makes them keeps their names there.
 * @throws TypeError naming what is not known in an option that is an object, and handed on to `listen()` as it is
 */
export function checkListenerNames<P extends Protocol>(options: ListenOptions<P>): void {
  const { acceptRate, rateLimit, validation } = options
  if (options.tls !== undefined) checkNames(options.tls, tls, 'tls')
  if (acceptRate !== undefined) checkNames(acceptRate, rate, 'acceptRate')
  if (rateLimit !== undefined) checkNames(rateLimit, rate, 'rateLimit')
  if (typeof validation === 'object') checkNames(validation, policy, 'validation')
}
