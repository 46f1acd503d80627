import { ocpp16 } from '@ocpp-kit/ocpp16'
import { hasStatus } from '../checks.js'
import { defineCommands } from '../define.js'
import { certificateHashData, certificatePem } from './throw-away.js'

export const commands = defineCommands(ocpp16, {
  // A root of the manufacturer only lets firmware in; one of the csms could cost the station its connection.
  InstallCertificate: { payload: () => ({ certificateType: 'ManufacturerRootCertificate', certificate: certificatePem }) },
  DeleteCertificate: { payload: () => ({ certificateHashData }), check: hasStatus('Accepted', 'NotFound') },
  GetInstalledCertificateIds: {
    payload: () => ({ certificateType: 'ManufacturerRootCertificate' }),
    check: ({ status, certificateHashData: found = [] }) =>
      status === 'Accepted' && found.length === 0 ? 'status is Accepted, yet no certificate is named' : undefined,
  },
})
