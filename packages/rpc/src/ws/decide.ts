import type { IncomingMessage } from 'node:http'
import { isPromise } from '../promises.js'
import type { Protocol } from '../protocol.js'
import type { Attempt, HookAnswer, Objection } from './attempt.js'
import { parseBasic } from './basic-auth.js'
import { type ClientCertificate, type TlsFacts, tlsFactsOf } from './client-certificate.js'
import { foldIdentity, hasIdentity, isBelow, parseIdentity } from './identity.js'
import type { ResolvedListenOptions } from './listen-options.js'
import type { Refusal, RefusalReason } from './refusal.js'
import { checkTransport, isSecurityProfile, type SecurityProfile } from './security-profile.js'
import { chooseVersion } from './subprotocol.js'
import { isOldTls } from './tls-server.js'
import type { Upgrade } from './upgrade.js'

/** Everything that was found out about a station that may come in. */
export interface Admitted<P extends Protocol> {
  readonly identity: string
  readonly protocol: P
  readonly securityProfile: SecurityProfile
  readonly username: string | undefined
  readonly tls: TlsFacts | undefined
}

/** Let in, or refused with a status. */
export type Decision<P extends Protocol> = Admitted<P> | Refusal

export const isRefusal = (decision: object): decision is Refusal => 'status' in decision

const refuse = (status: Refusal['status'], reason: RefusalReason, detail?: string): Refusal => ({ status, reason, detail })

/**
 * Decides on an upgrade, cheapest question first; nothing here touches the socket.
 * Waits only where a hook does, for most upgrades need not be watched while they wait.
 * @throws whatever a hook throws
 */
export function decide<P extends Protocol>(upgrade: Upgrade, options: ResolvedListenOptions<P>): Decision<P> | Promise<Decision<P>> {
  if (options.path !== undefined && !isBelow(upgrade.path, options.path)) return refuse(404, 'unknownPath')
  upgrade.identity ??= givenIdentity(upgrade, options)
  const { identity } = upgrade
  if (identity === undefined) return refuse(400, 'malformedIdentity')
  const protocol = chooseVersion(options.versions, upgrade.offered)
  if (protocol === undefined) return refuse(400, 'noSubprotocol')
  if (!hasIdentity(protocol, identity)) return refuse(400, 'malformedIdentity')
  const tls = tlsFactsOf(upgrade.stream)
  if (isOldTls(tls?.version) && protocol.oldTls !== true) return refuse(403, 'oldTls')
  const applicant = new Applicant(upgrade, identity, protocol, tls)
  return after(options.isKnown === undefined || options.isKnown(identity, applicant), (isKnown) => {
    if (!isKnown) return refuse(404, 'unknownIdentity')
    return after(profileOf(applicant, options), (profile) => {
      applicant.securityProfile = profile
      return prove(applicant, options)
    })
  })
}

/** @throws TypeError the program's name for a station is no identity */
function givenIdentity<P extends Protocol>({ path, request }: Upgrade, { identityFor }: ResolvedListenOptions<P>): string | undefined {
  const given = path.endsWith('/') ? identityFor?.(request) : undefined
  if (given === undefined || parseIdentity(encodeURIComponent(given)) === given) return given
  throw new TypeError(`identityFor must return an identity of at most 48 characters, not ${JSON.stringify(given)}`)
}

/** Goes on with a value, at once if it is there. */
const after = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  isPromise(value) ? value.then(next) : next(value)

function profileOf<P extends Protocol>(
  applicant: Applicant<P>,
  { securityProfile }: ResolvedListenOptions<P>,
): SecurityProfile | Promise<SecurityProfile> {
  if (typeof securityProfile !== 'function') return securityProfile
  const { identity } = applicant
  return after(securityProfile(identity, applicant), (profile) => {
    if (isSecurityProfile(profile)) return profile
    throw new TypeError(`securityProfile of ${identity} must be 0, 1, 2 or 3, not ${String(profile)}`)
  })
}

/** Who asks to be let in, as hooks see it and, once admitted, as it is remembered. */
class Applicant<P extends Protocol> implements Attempt<P>, Admitted<P> {
  username: string | undefined = undefined
  password: Buffer | undefined = undefined
  /** Known once it was asked for. */
  securityProfile: SecurityProfile = 0

  constructor(
    private readonly upgrade: Upgrade,
    readonly identity: string,
    readonly protocol: P,
    readonly tls: TlsFacts | undefined,
  ) {
    const credentials = parseBasic(upgrade.request.headers.authorization, identity)
    if (credentials === undefined) return
    this.username = credentials.username
    this.password = credentials.password
  }

  get version(): P['version'] {
    return this.protocol.version
  }

  get path(): string {
    return this.upgrade.path
  }

  get remoteAddress(): string {
    return this.upgrade.remoteAddress
  }

  get certificate(): ClientCertificate | undefined {
    return this.tls?.certificate
  }

  get request(): IncomingMessage {
    return this.upgrade.request
  }
}

function prove<P extends Protocol>(applicant: Applicant<P>, options: ResolvedListenOptions<P>): Decision<P> | Promise<Decision<P>> {
  const { identity, securityProfile, tls, username } = applicant
  const refusal = checkTransport(securityProfile, options.isSecure, tls)
  if (refusal !== undefined) return refusal
  if (securityProfile === 1 || securityProfile === 2) {
    if (username === undefined) return refuse(401, 'noCredentials')
    // Identities are case-insensitive, and so is their comparison (A00.FR.204, TC_A_02).
    if (username !== identity && foldIdentity(username) !== foldIdentity(identity)) return refuse(401, 'wrongUsername')
  }
  const hook = securityProfile === 3 ? options.verifyCertificate : options.authenticate
  if (hook === undefined) return securityProfile === 0 ? applicant : refuse(403, 'wrongSecurityProfile')
  if (securityProfile === 0 && username === undefined) return applicant
  return after(hook(applicant), (answer) => refusalOf(answer, securityProfile === 3) ?? applicant)
}

/** @throws TypeError the hook returned something else than it may */
function refusalOf(answer: HookAnswer, isCertificate: boolean): Refusal | undefined {
  if (answer === true) return undefined
  const { status = false, detail } = isObjection(answer) ? answer : { status: answer }
  switch (status) {
    case false:
      return isCertificate ? refuse(403, 'wrongCertificate', detail) : refuse(401, 'wrongCredentials', detail)
    case 401:
      return refuse(401, 'wrongCredentials', detail)
    case 404:
      return refuse(404, 'unknownIdentity', detail)
    case 403:
    case 503:
      return refuse(status, 'forbidden', detail)
    default:
      throw new TypeError(
        `authenticate and verifyCertificate must return true, false, 401, 403, 404, 503 or { detail }, not ${String(status)}`,
      )
  }
}

const isObjection = (answer: HookAnswer): answer is Objection =>
  typeof answer === 'object' && answer !== null && typeof answer.detail === 'string'
