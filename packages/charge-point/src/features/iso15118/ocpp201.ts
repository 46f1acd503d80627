import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Iso15118Adapter } from './iso15118.js'

const message = outgoing<Ocpp201>()

export const iso15118: Iso15118Adapter = {
  evCertificate: ({ action = 'Install', exiRequest, iso15118SchemaVersion }) =>
    message('Get15118EVCertificate', { action, exiRequest, iso15118SchemaVersion }),
  readEvCertificate: (response) => {
    const { status, exiResponse } = response as ResponseOf<Ocpp201, 'Get15118EVCertificate'>
    return { status, exiResponse, remainingContracts: 0 }
  },
  certificateStatus: ({ hash, urls: [responderURL = ''] }) =>
    message('GetCertificateStatus', { ocspRequestData: { ...hash, responderURL } }),
  readCertificateStatus: (response) => {
    const { status, ocspResult } = response as ResponseOf<Ocpp201, 'GetCertificateStatus'>
    return status === 'Accepted' ? ocspResult : undefined
  },
}
