import { ocpp21 } from '@ocpp-kit/ocpp21'
import { defineAnswers } from '../define.js'
import { answers as ocpp201 } from './ocpp201.js'

export { commands } from './ocpp201.js'

const dayMs = 86_400_000

export const answers = defineAnswers(ocpp21, {
  ...ocpp201,
  // Nobody signs this status, unlike an OCSP response, so each certificate is taken for good, as in Authorize.
  GetCertificateChainStatus: ({ certificateStatusRequests }, { world }) => ({
    certificateStatus: certificateStatusRequests.map(({ certificateHashData, source }) => ({
      certificateHashData,
      source,
      status: 'Good',
      nextUpdate: new Date(world.now().getTime() + dayMs).toISOString(),
    })),
  }),
})
