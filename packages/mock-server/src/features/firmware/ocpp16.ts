import { ocpp16 } from '@ocpp-kit/ocpp16'
import { firmwareUrl } from '../addresses.js'
import { certificatePem, firmwareSignature } from '../certificates/throw-away.js'
import { hasStatus, isAnswered } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

export const answers = defineAnswers(ocpp16, {
  FirmwareStatusNotification: () => ({}),
  SignedFirmwareStatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp16, {
  UpdateFirmware: {
    payload: ({ world }) => ({ location: firmwareUrl, retrieveDate: world.now().toISOString() }),
    check: isAnswered,
  },
  SignedUpdateFirmware: {
    payload: ({ world, station }) => ({
      requestId: station.nextNumber(),
      firmware: {
        location: firmwareUrl,
        retrieveDateTime: world.now().toISOString(),
        signingCertificate: certificatePem,
        signature: firmwareSignature,
      },
    }),
    check: hasStatus('Accepted', 'AcceptedCanceled'),
  },
})
