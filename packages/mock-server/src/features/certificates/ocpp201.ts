import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { certificateHashData, certificatePem } from './throw-away.js'

// Bytes that someone must have signed are not made up: the server says, as a csms may, that it could not get them.
export const answers = defineAnswers(ocpp201, {
  GetCertificateStatus: () => ({ status: 'Failed' }),
  Get15118EVCertificate: () => ({ status: 'Failed', exiResponse: '' }),
})

export const commands = defineCommands(ocpp201, {
  // A root of the manufacturer only lets firmware in; one of the csms could cost the station its connection.
  InstallCertificate: { payload: () => ({ certificateType: 'ManufacturerRootCertificate', certificate: certificatePem }) },
  DeleteCertificate: { payload: () => ({ certificateHashData }), check: hasStatus('Accepted', 'NotFound') },
  GetInstalledCertificateIds: {
    payload: () => ({}),
    check: ({ status, certificateHashDataChain = [] }: { status: string; certificateHashDataChain?: readonly object[] | undefined }) =>
      status === 'Accepted' && certificateHashDataChain.length === 0 ? 'status is Accepted, yet no certificate is named' : undefined,
  },
})
