import type { Settings } from '../../settings.js'
import type { CertificateStore } from '../certificates/store.js'
import { isValidAt, readPem } from '../certificates/x509.js'
import type { Credentials } from './credentials.js'
import { isDowngrade, type NetworkProfile } from './profile.js'
import type { Slots } from './slots.js'

interface Possessions {
  readonly slots: Slots
  readonly credentials: Credentials
  readonly certificates: CertificateStore
  readonly settings: Settings
  readonly nowMs: number
}

/**
 * Whether the station has all that a profile needs: a password, a root for the csms, a certificate of its own, each where the security
 * profile rises to it (A05.FR.02–03, A05.FR.08–10, whitepaper A05.FR.02–04).
 */
export function mayUse(profile: NetworkProfile | undefined, { slots, credentials, certificates, settings, nowMs }: Possessions): boolean {
  if (profile === undefined) return false
  const { securityProfile, password = credentials.password } = profile
  if (isDowngrade(securityProfile, slots.securityProfile, settings.allowSecurityProfileDowngrade)) return false
  if (securityProfile === slots.securityProfile) return true
  if ((securityProfile === 1 || securityProfile === 2) && password === undefined) return false
  if (securityProfile >= 2 && !hasValidRoot(certificates, nowMs)) return false
  return securityProfile < 3 || hasValidCertificate(certificates, nowMs)
}

const hasValidRoot = (certificates: CertificateStore, nowMs: number): boolean =>
  certificates.roots('CSMSRootCertificate').some(({ certificate }) => isValidAt(certificate, nowMs))

function hasValidCertificate(certificates: CertificateStore, nowMs: number): boolean {
  const [leaf] = readPem((certificates.renewed ?? certificates.own('ChargingStationCertificate'))?.chain ?? '') ?? []
  return leaf !== undefined && isValidAt(leaf, nowMs)
}
