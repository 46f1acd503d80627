import { ocpp21, type SignCertificateRequest } from '@ocpp-kit/ocpp21'
import type { StationState } from '../../version.js'
import { certificatePem } from '../certificates/throw-away.js'
import { defineAnswers, defineCommands } from '../define.js'
import { answers as ocpp201 } from './ocpp201.js'

/** What each station asked to be signed last. */
const askedFor = new WeakMap<StationState, Pick<SignCertificateRequest, 'certificateType' | 'requestId'>>()

export const answers = defineAnswers(ocpp21, {
  ...ocpp201,
  SignCertificate: ({ certificateType, requestId }, { station }) => {
    askedFor.set(station, { certificateType, requestId })
    return { status: 'Accepted' }
  },
})

export const commands = defineCommands(ocpp21, {
  // Under the request id of what was asked for, if it had one (A02.FR.25).
  CertificateSigned: {
    payload: ({ station }) => {
      const { certificateType = 'ChargingStationCertificate', requestId } = askedFor.get(station) ?? {}
      return { certificateChain: certificatePem, certificateType, ...(requestId !== undefined && { requestId }) }
    },
  },
})
