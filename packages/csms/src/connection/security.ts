import type { ClientCertificate, SecurityProfile } from '@ocpp-kit/rpc/ws'

/** What a csms can ask of stations, by its listener. */
export interface Transport {
  /** Stations reach it over TLS. */
  readonly isSecure: boolean
  /** It asks for client certificates. */
  readonly hasClientCa: boolean
}

/** What an arriving station brings. */
export interface Brought {
  readonly hasCertificate: boolean
  readonly hasCredentials: boolean
}

/**
 * The profile that an arriving station is held to. One that must prove itself may do more than it must: that is how it moves up (A05).
 * Profile 1 over TLS is profile 2.
 */
export function profileFor(required: SecurityProfile, { isSecure, hasClientCa }: Transport, brought: Brought): SecurityProfile {
  if (required === 0 || required === 3 || !isSecure) return required
  return hasClientCa && brought.hasCertificate && !brought.hasCredentials ? 3 : 2
}

/** The profile that a good password amounts to. */
export const passwordProfile = ({ isSecure }: Pick<Transport, 'isSecure'>): SecurityProfile => (isSecure ? 2 : 1)

export interface CertificateRules {
  /** Names that O may be; `undefined`: any that the roots vouch for. */
  readonly operatorNames: readonly string[] | undefined
  /** Serial number of the station; `undefined` while nobody has said it. */
  readonly serialNumber: string | undefined
}

/** @returns what is wrong with a trusted certificate (A00.FR.404, A00.FR.405) */
export function certificateFault(
  { commonName, organization }: Pick<ClientCertificate, 'commonName' | 'organization'>,
  { operatorNames, serialNumber }: CertificateRules,
): string | undefined {
  if (operatorNames !== undefined && (organization === undefined || !operatorNames.includes(organization))) {
    return `its certificate names the organization ${quoted(organization)}, not ${operatorNames.map(quoted).join(' or ')}`
  }
  if (commonName === undefined || commonName === '') return 'its certificate names no serial number (CN)'
  if (serialNumber !== undefined && commonName !== serialNumber) {
    return `its certificate is that of serial number ${quoted(commonName)}, and the station has ${quoted(serialNumber)}`
  }
  return undefined
}

const quoted = (name: string | undefined): string => (name === undefined ? 'none' : JSON.stringify(name))
