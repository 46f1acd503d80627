import type { Protocol } from '../protocol.js'
import type { Attempt, HookAnswer } from './attempt.js'
import { type Credentials, parseBasic } from './basic-auth.js'
import { type TlsFacts, tlsFactsOf } from './client-certificate.js'
import { foldIdentity } from './identity.js'
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

export const isRefusal = (decision: object): decision is Refusal => 'status' in decision

const refuse = (status: Refusal['status'], reason: RefusalReason): Refusal => ({ status, reason })

/**
 * Decides on an upgrade, cheapest question first; nothing here touches the socket.
 * @throws whatever a hook throws
 */
export async function decide<P extends Protocol>(upgrade: Upgrade, options: ResolvedListenOptions<P>): Promise<Admitted<P> | Refusal> {
  const { identity, request } = upgrade
  if (options.path !== undefined && !isBelow(upgrade.path, options.path)) return refuse(404, 'unknownPath')
  if (identity === undefined) return refuse(400, 'malformedIdentity')
  const protocol = chooseVersion(options.versions, upgrade.offered)
  if (protocol === undefined) return refuse(400, 'noSubprotocol')
  const tls = tlsFactsOf(upgrade.stream)
  if (isOldTls(tls?.version) && protocol.oldTls !== true) return refuse(403, 'oldTls')
  if (options.isKnown !== undefined && !(await options.isKnown(identity))) return refuse(404, 'unknownIdentity')

  const securityProfile = await profileOf(identity, options)
  const refusal = checkTransport(securityProfile, options.isSecure, tls)
  if (refusal !== undefined) return refusal

  const credentials = parseBasic(request.headers.authorization, identity)
  const username = credentials?.username
  const admitted: Admitted<P> = { identity, protocol, securityProfile, username, tls }
  return (await checkCredentials(upgrade, admitted, credentials, options)) ?? admitted
}

/** Whether a path lies under a prefix, segment by segment. */
const isBelow = (path: string, prefix: string): boolean => path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)

async function profileOf<P extends Protocol>(identity: string, { securityProfile }: ResolvedListenOptions<P>): Promise<SecurityProfile> {
  if (typeof securityProfile !== 'function') return securityProfile
  const profile = await securityProfile(identity)
  if (isSecurityProfile(profile)) return profile
  throw new TypeError(`securityProfile of ${identity} must be 0, 1, 2 or 3, not ${String(profile)}`)
}

async function checkCredentials<P extends Protocol>(
  upgrade: Upgrade,
  admitted: Admitted<P>,
  credentials: Credentials | undefined,
  options: ResolvedListenOptions<P>,
): Promise<Refusal | undefined> {
  const { identity, protocol, securityProfile } = admitted
  const needsPassword = securityProfile === 1 || securityProfile === 2
  if (needsPassword && credentials === undefined) return refuse(401, 'noCredentials')
  // Identities are case-insensitive, and so is their comparison (A00.FR.204, TC_A_02).
  if (needsPassword && credentials !== undefined && foldIdentity(credentials.username) !== foldIdentity(identity)) {
    return refuse(401, 'wrongUsername')
  }
  const hook = securityProfile === 3 ? options.verifyCertificate : options.authenticate
  if (hook === undefined) return securityProfile === 0 ? undefined : refuse(403, 'wrongSecurityProfile')
  if (securityProfile === 0 && credentials === undefined) return undefined
  const attempt: Attempt<P> = {
    identity,
    path: upgrade.path,
    get remoteAddress() {
      return upgrade.remoteAddress
    },
    protocol,
    version: protocol.version,
    securityProfile,
    username: credentials?.username,
    password: credentials?.password,
    certificate: admitted.tls?.certificate,
    request: upgrade.request,
  }
  const answer = await hook(attempt)
  return refusalOf(answer, securityProfile === 3 ? refuse(403, 'wrongCertificate') : refuse(401, 'wrongCredentials'))
}

/** @throws TypeError the hook returned something else than it may */
function refusalOf(answer: HookAnswer, no: Refusal): Refusal | undefined {
  switch (answer) {
    case true:
      return undefined
    case false:
    case no.status:
      return no
    case 404:
      return refuse(404, 'unknownIdentity')
    case 401:
      return refuse(401, 'wrongCredentials')
    case 403:
    case 503:
      return refuse(answer, 'forbidden')
    default:
      throw new TypeError(`authenticate and verifyCertificate must return true, false, 401, 403, 404 or 503, not ${String(answer)}`)
  }
}
