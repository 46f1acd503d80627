import { ocpp201, type SignCertificateRequest } from '@ocpp-kit/ocpp201'
import type { StationState } from '../../version.js'
import { certificatePem } from '../certificates/throw-away.js'
import { defineAnswers, defineCommands } from '../define.js'

/** The kind of certificate that each station asked for last. */
const askedFor = new WeakMap<StationState, SignCertificateRequest['certificateType']>()

export const answers = defineAnswers(ocpp201, {
  SecurityEventNotification: () => ({}),
  SignCertificate: ({ certificateType }, { station }) => {
    askedFor.set(station, certificateType)
    return { status: 'Accepted' }
  },
})

export const commands = defineCommands(ocpp201, {
  // Of the type that was asked for; a station that says nothing means itself (A02).
  CertificateSigned: {
    payload: ({ station }) => ({
      certificateChain: certificatePem,
      certificateType: askedFor.get(station) ?? 'ChargingStationCertificate',
    }),
  },
})
