import { ocpp16 } from '@ocpp-kit/ocpp16'
import { certificatePem } from '../certificates/throw-away.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp16, {
  SecurityEventNotification: () => ({}),
  SignCertificate: () => ({ status: 'Accepted' }),
})

export const commands = defineCommands(ocpp16, {
  CertificateSigned: { payload: () => ({ certificateChain: certificatePem }) },
})
