import type { HandshakeRefusal, RefusalReason } from '@ocpp-kit/rpc/ws'

const texts: Readonly<Record<Exclude<RefusalReason, 'noSubprotocol'>, string>> = {
  malformedRequest: 'it sent no WebSocket handshake',
  malformedIdentity: 'its URL ends in no identity',
  unknownPath: 'its URL leads elsewhere',
  unknownIdentity: 'its identity is not known',
  noCredentials: 'it gave no password',
  wrongUsername: 'its user name is not its identity',
  wrongCredentials: 'its password is wrong',
  noCertificate: 'it showed no certificate',
  untrustedCertificate: 'its certificate is not trusted',
  wrongCertificate: 'its certificate is that of another',
  wrongSecurityProfile: 'it must use another security profile',
  oldTls: 'its TLS is too old',
  tlsFailed: 'TLS failed',
  forbidden: 'it may not connect',
  duplicate: 'it is connected already',
  rateLimited: 'too many connect at one time',
  timedOut: 'it took too long to be let in',
  hookFailed: 'the check of it failed',
  closing: 'the csms is closing',
  abandoned: 'it went away before it was answered',
}

/** Why a station was not let in, in one line; `spoken` are the versions of the csms. */
export function describeRefusal({ reason, status, offered, error }: HandshakeRefusal, spoken: readonly string[]): string {
  const cause = error instanceof Error ? ` (${error.message})` : ''
  return `refused${status === undefined ? '' : ` with ${status}`}: ${reason === 'noSubprotocol' ? noCommonVersion(offered, spoken) : texts[reason]}${cause}`
}

const noCommonVersion = (offered: readonly string[], spoken: readonly string[]): string =>
  `it offers ${offered.length === 0 ? 'no subprotocol' : offered.join(', ')}, and OCPP ${spoken.join(', ')} is spoken here`
