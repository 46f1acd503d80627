import type { RefusalReason } from '@ocpp-kit/rpc/ws'
import type { ConnectionAttempt } from './attempt.js'

/** What a csms is like, for advice. */
export interface DoorFacts {
  /** Versions, as their subprotocols are called. */
  readonly subprotocols: readonly string[]
  /** `ws` or `wss`. */
  readonly scheme: 'ws' | 'wss'
  /** Where it listens; a proxy before it may have another. */
  readonly port: number
  /** The path below which stations connect, if there is one. */
  readonly path: string | undefined
}

type Spoken = Pick<DoorFacts, 'subprotocols'>

/** A reason in plain words, and what to do about it. */
interface Advice {
  readonly cause: string | ((attempt: Pick<ConnectionAttempt, 'offered' | 'identity'>, facts: Spoken) => string)
  readonly fix: string | ((attempt: Pick<ConnectionAttempt, 'offered' | 'path'>, facts: DoorFacts) => string)
}

const later = 'Nothing to do: the station comes again by itself.'

/** One row for each reason that there is. */
export const adviceFor: Readonly<Record<RefusalReason, Advice>> = {
  malformedRequest: {
    cause: 'it sent no WebSocket handshake',
    fix: (_, { scheme }) =>
      `Check that the URL of the csms in the station begins with ${scheme}:// and that no proxy between changes the request.`,
  },
  malformedIdentity: {
    cause: ({ identity }) =>
      identity === undefined
        ? 'its URL ends in no identity'
        : 'the identity in its URL has a colon, which its version of OCPP does not allow',
    fix: ({ path }, facts) =>
      `Set the URL of the csms in the station so that its identity follows it, as in ${exampleUrl(facts)}; it asked for ${path ?? 'nothing'}. An identity has 1 to 48 characters, and in 2.x no colon.`,
  },
  noSubprotocol: {
    cause: ({ offered }, { subprotocols }) =>
      `it offers ${offered.length === 0 ? 'no subprotocol' : offered.join(', ')}, and OCPP ${subprotocols.map(versionOf).join(', ')} is spoken here`,
    fix: ({ offered }, { subprotocols }) =>
      offered.length === 0
        ? `Let the station send the header Sec-WebSocket-Protocol, e.g. ${subprotocols[0] ?? 'ocpp1.6'}; if it does, see that no proxy takes it away.`
        : `Set the station to one of ${subprotocols.join(', ')}, or let the csms speak ${offered.join(' or ')}.`,
  },
  unknownPath: {
    cause: 'its URL leads elsewhere',
    fix: ({ path }, facts) => `Set the URL of the csms in the station to ${exampleUrl(facts)}; it asked for ${path ?? 'nothing'}.`,
  },
  unknownIdentity: {
    cause: 'its identity is not known',
    fix: 'Put the station in under exactly this identity, or correct the identity in the station.',
  },
  noCredentials: {
    cause: 'it gave no password',
    fix: 'Set the password (BasicAuthPassword, in 1.6 AuthorizationKey) in the station and its security profile to 1 or 2; or let the station use a lower profile here.',
  },
  wrongUsername: {
    cause: 'its user name is not its identity',
    fix: 'Set the user name in the station to its identity, the last part of its URL.',
  },
  wrongCredentials: {
    cause: 'its password is wrong',
    fix: 'Set the same password in the station and here: 16 to 64 characters; in 1.6 16 to 20 bytes, given as hexadecimal digits.',
  },
  noCertificate: {
    cause: 'it showed no certificate',
    fix: 'Install a certificate of the operator in the station and set its security profile to 3; or lower its profile here.',
  },
  untrustedCertificate: {
    cause: 'its certificate is not trusted',
    fix: 'Install a certificate in the station that leads to a root in tls.clientCa, and check its dates and the clock of the station.',
  },
  wrongCertificate: {
    cause: 'its certificate is that of another',
    fix: 'The name (CN) in its certificate must be the serial number of the station, and the organization (O) that of the operator: correct expectedSerialNumber here, or issue another certificate.',
  },
  wrongSecurityProfile: {
    cause: 'it must use another security profile',
    fix: (_, { scheme }) =>
      scheme === 'ws'
        ? 'It must come over TLS: set its URL to that of the TLS port, with wss://. A profile that it once had reached cannot be lowered but by an operator.'
        : 'It came over TLS but is to use profile 1: set its URL to the port without TLS, or raise its profile here.',
  },
  oldTls: { cause: 'its TLS is too old', fix: 'Update the firmware of the station: TLS 1.2 is the least that OCPP 2.x allows.' },
  tlsFailed: {
    cause: 'the TLS handshake failed',
    fix: (_, { scheme }) =>
      scheme === 'wss'
        ? 'Check that the station trusts the root of this server’s certificate, that the certificate names the host in its URL, that the clock of the station is right, and that it has TLS 1.2.'
        : 'This port is without TLS: set the URL in the station to ws://, or give the csms a certificate.',
  },
  forbidden: { cause: 'it may not connect', fix: 'The program that runs the csms refused it: see what its hook says.' },
  duplicate: {
    cause: 'it is connected already',
    fix: 'If it is the same device, it comes again when the older connection is found dead. If not, two devices have this identity: give one of them another.',
  },
  rateLimited: { cause: 'too many connect at one time', fix: `${later} If it goes on, raise acceptRate.` },
  timedOut: {
    cause: 'it took too long to be let in',
    fix: 'Check the network between; if many stations do so, see whether the database answers, or raise handshakeTimeoutMs.',
  },
  hookFailed: {
    cause: 'the check of it failed',
    fix: 'See the log of the csms: the database may be out of reach. The station comes again by itself.',
  },
  closing: { cause: 'the csms is closing', fix: later },
  abandoned: {
    cause: 'it went away before it was answered',
    fix: 'Check the network between, and whether the station gives up sooner than the csms answers.',
  },
}

export interface ExplainedRefusal {
  /** In plain words, with what more is known. */
  readonly cause: string
  /** What an operator or an installer can do. */
  readonly fix: string
}

/** Why a station was not let in, and what to do about it. */
export function explainRefusal(
  attempt: Pick<ConnectionAttempt, 'reason' | 'offered' | 'path' | 'detail' | 'identity'>,
  facts: DoorFacts,
): ExplainedRefusal {
  const { fix } = adviceFor[attempt.reason]
  const cause = causeOf(attempt, facts)
  return {
    cause: attempt.detail === undefined ? cause : `${cause}: ${attempt.detail}`,
    fix: typeof fix === 'string' ? fix : fix(attempt, facts),
  }
}

/** In plain words, without what more is known. */
export function causeOf(attempt: Pick<ConnectionAttempt, 'reason' | 'offered' | 'identity'>, spoken: Spoken): string {
  const { cause } = adviceFor[attempt.reason]
  return typeof cause === 'string' ? cause : cause(attempt, spoken)
}

const versionOf = (subprotocol: string): string => subprotocol.replace(/^ocpp/, '')

const exampleUrl = (facts: DoorFacts): string => `${urlBelow(facts)}/<identity>`

/** Below which identities stand. */
export const urlBelow = ({ scheme, port, path = '' }: DoorFacts): string => `${scheme}://<host>:${port}${path.replace(/\/$/, '')}`
