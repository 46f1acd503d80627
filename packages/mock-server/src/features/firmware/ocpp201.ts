import { ocpp201 } from '@ocpp-kit/ocpp201'
import { firmwareUrl } from '../addresses.js'
import { certificatePem, firmwareSignature } from '../certificates/throw-away.js'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'

/** MD5 of the text `mock firmware`. */
const checksum = 'b65ad095ab1ad40fe6c0231d8dc5378a'

export const answers = defineAnswers(ocpp201, {
  FirmwareStatusNotification: () => ({}),
  PublishFirmwareStatusNotification: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  // A csms always sends certificate and signature (L01.FR.11).
  UpdateFirmware: {
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
  PublishFirmware: { payload: ({ station }) => ({ requestId: station.nextNumber(), location: firmwareUrl, checksum }) },
  UnpublishFirmware: { payload: () => ({ checksum }), check: hasStatus('Unpublished', 'NoFirmware') },
})
