import type { SecurityProfile } from '@ocpp-kit/rpc/ws'
import { checkObject } from './checks.js'
import type { StationSocketOptions } from './dial-transport.js'
import type { FactoryCertificates } from './features/certificates/store.js'
import { readPem } from './features/certificates/x509.js'
import type { NetworkProfile } from './features/network/profile.js'
import type { Settings } from './settings.js'

const rootNames = ['csmsRoots', 'manufacturerRoots', 'v2gRoots', 'moRoots'] as const

/**
 * The certificates of a station as it left the factory: those of the option, and those of the TLS options where they are text.
 * @throws TypeError naming what is no certificate
 */
export function resolveCertificates(
  given: FactoryCertificates | undefined,
  { tls }: StationSocketOptions,
): FactoryCertificates | undefined {
  const certificates = given === undefined ? undefined : checkObject('certificates', given)
  for (const name of rootNames) {
    for (const text of [certificates?.[name] ?? []].flat()) checkPem(`certificates.${name}`, text)
  }
  const { station } = certificates ?? {}
  if (station !== undefined) checkPem('certificates.station.cert', checkObject('certificates.station', station).cert)
  const { ca, cert, key } = typeof tls === 'object' ? tls : {}
  const roots = [ca ?? []].flat().map(String)
  const own = cert === undefined || key === undefined ? undefined : { cert: String(cert), key: String(key) }
  if (certificates === undefined && roots.length === 0 && own === undefined) return undefined
  return { csmsRoots: roots, station: own, ...certificates }
}

function checkPem(name: string, text: unknown): void {
  if (typeof text !== 'string' || readPem(text) === undefined) throw new TypeError(`${name} must be PEM of certificates`)
}

/** The csms of the options as a profile: the security profile is the highest that all is there for. */
export function resolveNetwork(
  url: string,
  { securityProfile }: StationSocketOptions,
  has: { readonly password: unknown; readonly certificates: FactoryCertificates | undefined; readonly callTimeoutMs: number },
): NetworkProfile {
  const hasPassword = has.password !== undefined
  const hasCertificate = has.certificates?.station !== undefined
  const best: SecurityProfile = url.startsWith('wss:') ? (hasCertificate ? 3 : hasPassword ? 2 : 0) : hasPassword ? 1 : 0
  return { url, securityProfile: securityProfile ?? best, messageTimeoutS: has.callTimeoutMs / 1000, ocppInterface: 'Wired0' }
}

/** The pauses between attempts, where the options of the WebSocket say something of them. */
export function backOffSettings({ reconnect }: StationSocketOptions): Partial<Settings> {
  if (typeof reconnect !== 'object') return {}
  const { waitMinimumMs, randomRangeMs, repeatTimes } = reconnect
  return {
    ...(waitMinimumMs === undefined ? {} : { retryBackOffWaitMinimumS: waitMinimumMs / 1000 }),
    ...(randomRangeMs === undefined ? {} : { retryBackOffRandomRangeS: randomRangeMs / 1000 }),
    ...(repeatTimes === undefined ? {} : { retryBackOffRepeatTimes: repeatTimes }),
  }
}
