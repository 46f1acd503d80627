import { maxCertificates } from '../certificates/certificates.js'
import { live, text, type Variable } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'

/** 16 to 20 bytes in hexadecimal digits (whitepaper §7.2). */
const authorizationKey: Variable = {
  access: 'W',
  isPersistent: true,
  dataType: 'string',
  read: () => '',
  write: ({ network }, value) => {
    if (!/^([0-9a-f]{2}){16,20}$/i.test(value)) return 'Rejected'
    network.changePassword(Buffer.from(value, 'hex'))
    return 'Accepted'
  },
}

/** Goes up only; whether all is there that the higher one needs is for the network to say (whitepaper A05). */
const securityProfile: Variable = {
  access: 'RW',
  dataType: 'integer',
  min: 0,
  max: 3,
  read: ({ network }) => String(network.slots.securityProfile),
  write: ({ network }, value) => (/^[0-3]$/.test(value) ? network.raiseSecurityProfile(Number(value) as 0 | 1 | 2 | 3) : 'Rejected'),
}

/** The keys of the security whitepaper (§7). */
export const securityKeys: Keys = {
  AdditionalRootCertificateCheck: live('boolean', ({ settings }) => String(settings.values.additionalRootCertificateCheck)),
  AuthorizationKey: authorizationKey,
  CertificateSignedMaxChainSize: live('integer', ({ settings }) => String(settings.values.maxCertificateChainSize)),
  CertificateStoreMaxLength: live('integer', () => String(maxCertificates)),
  CpoName: text('organizationName'),
  SecurityProfile: securityProfile,
}
