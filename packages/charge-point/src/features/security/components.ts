import { maxCertificates } from '../certificates/certificates.js'
import { live, text, truth, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'

/** Write-only: it is never told again (A01). */
const password = (form: RegExp, max: number): Variable => ({
  access: 'W',
  isPersistent: true,
  dataType: 'string',
  min: 16,
  max,
  read: () => '',
  write: ({ network }, value) => {
    if (!form.test(value)) return 'Rejected'
    network.changePassword(value)
    return 'Accepted'
  },
})

const securityCtrlr = (form: RegExp, max: number): Component => ({
  name: 'SecurityCtrlr',
  of: 'station',
  variables: {
    AdditionalRootCertificateCheck: live('boolean', ({ settings }) => String(settings.values.additionalRootCertificateCheck)),
    AllowSecurityProfileDowngrade: truth('allowSecurityProfileDowngrade'),
    BasicAuthPassword: password(form, max),
    CertSigningRepeatTimes: whole('certSigningRepeatTimes'),
    CertSigningWaitMinimum: whole('certSigningWaitMinimumS', { unit: 's' }),
    CertificateEntries: { ...live('integer', ({ certificates }) => String(certificates.store.count)), max: maxCertificates },
    Identity: { ...live('string', ({ network, facts }) => network.activeProfile.identity ?? facts.identity), max: 48 },
    MaxCertificateChainSize: { ...live('integer', ({ settings }) => String(settings.values.maxCertificateChainSize)), max: 10_000 },
    OrganizationName: text('organizationName'),
    SecurityProfile: live('integer', ({ network }) => String(network.slots.securityProfile)),
  },
})

const clockCtrlr: Component = {
  name: 'ClockCtrlr',
  of: 'station',
  variables: { TimeAdjustmentReportingThreshold: whole('timeAdjustmentThresholdS', { unit: 's' }) },
}

const iso15118: Component = {
  name: 'ISO15118Ctrlr',
  of: 'station',
  variables: {
    ContractCertificateInstallationEnabled: truth('contractCertificateInstallation'),
    CountryName: text('countryName'),
    OrganizationName: text('organizationName'),
    SeccId: text('seccId'),
    V2GCertificateInstallationEnabled: truth('v2gCertificateInstallation'),
  },
}

/** Letters, digits and a few signs (2.0.1 part 2 §2.1.3, A00.FR.205). */
const passwordForm201 = /^[A-Za-z0-9*\-_=:+|@.]{16,40}$/
/** Any characters, and more of them (2.1 A00.FR.205). */
export const passwordForm21 = /^.{16,64}$/su

export const securityComponents201: readonly Component[] = [clockCtrlr, iso15118, securityCtrlr(passwordForm201, 40)]
export const securityComponents21: readonly Component[] = [clockCtrlr, iso15118, securityCtrlr(passwordForm21, 64)]
