import type { Protocol, RateLimit, ValidationPolicy } from '@ocpp-kit/rpc'
import type { ListenerTls, ServerCertificate } from '@ocpp-kit/rpc/ws'
import { checkNames, type NamesOf } from './option-names.js'
import type { CsmsOptions } from './options.js'

/* What `createCsms` takes, those of `listen()` among it. What is inside of its own objects of options is checked where they are resolved. */

const names: NamesOf<CsmsOptions> = {
  versions: true,
  store: true,
  spool: true,
  quarantine: true,
  storeTimeoutMs: true,
  tenantId: true,
  acceptance: true,
  heartbeatIntervalSeconds: true,
  retryIntervalSeconds: true,
  fullReports: true,
  reportTimeoutSeconds: true,
  clockDriftThresholdSeconds: true,
  tokens: true,
  unknownTokens: true,
  localList: true,
  localListDelayMs: true,
  clearCacheOnChange: true,
  webhooks: true,
  closing: true,
  maxPowerW: true,
  dataTransfer: true,

  unknownStations: true,
  operatorName: true,
  passwordKey: true,
  shortPasswords: true,
  nodeId: true,
  messageLog: true,

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
const certificate: NamesOf<ServerCertificate> = { cert: true, key: true, passphrase: true }
const rate: NamesOf<RateLimit> = { requestsPerSecond: true, burst: true }
const policy: NamesOf<ValidationPolicy> = { incoming: true, outgoing: true, actions: true }

/** @throws TypeError naming what is no option of `createCsms`, or of an object that it hands on to `listen()` */
export function checkCsmsOptionNames<P extends Protocol>(options: CsmsOptions<P>): void {
  checkNames(options, names)
  const { acceptRate, rateLimit, validation } = options
  if (options.tls !== undefined) checkNames(options.tls, tls, 'tls')
  const certificates = options.tls?.certificates
  // Whatever else it is, `listen()` says what it must be.
  if (Array.isArray(certificates)) {
    for (const [at, one] of certificates.entries()) checkNames(one as ServerCertificate, certificate, `tls.certificates[${at}]`)
  }
  if (acceptRate !== undefined) checkNames(acceptRate, rate, 'acceptRate')
  if (rateLimit !== undefined) checkNames(rateLimit, rate, 'rateLimit')
  if (typeof validation === 'object') checkNames(validation, policy, 'validation')
}
