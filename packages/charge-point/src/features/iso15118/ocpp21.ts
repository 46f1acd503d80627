import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Iso15118Adapter } from './iso15118.js'
import { iso15118 as iso15118Of201 } from './ocpp201.js'

const message = outgoing<Ocpp21>()

type EvRequest = RequestOf<Ocpp21, 'Get15118EVCertificate'>
type ChainRequest = RequestOf<Ocpp21, 'GetCertificateChainStatus'>

export const iso15118: Iso15118Adapter = {
  ...iso15118Of201,
  evCertificate: ({ action = 'Install', exiRequest, iso15118SchemaVersion, maximumContractCertificateChains, prioritizedEMAIDs }) =>
    message('Get15118EVCertificate', {
      // ISO 15118-20 installs alone (M02.FR.02).
      action: maximumContractCertificateChains === undefined ? action : 'Install',
      exiRequest,
      iso15118SchemaVersion,
      ...(maximumContractCertificateChains === undefined ? {} : { maximumContractCertificateChains }),
      ...(prioritizedEMAIDs === undefined ? {} : { prioritizedEMAIDs: prioritizedEMAIDs as NonNullable<EvRequest['prioritizedEMAIDs']> }),
    }),
  readEvCertificate: (response) => {
    const { status, exiResponse, remainingContracts = 0 } = response as ResponseOf<Ocpp21, 'Get15118EVCertificate'>
    return { status, exiResponse, remainingContracts }
  },
  chainStatus: (questions) =>
    message('GetCertificateChainStatus', {
      certificateStatusRequests: questions.map(({ hash, urls }) => ({
        certificateHashData: hash,
        source: 'OCSP',
        urls: urls.slice(0, 5),
      })) as unknown as ChainRequest['certificateStatusRequests'],
    }),
  readChainStatus: (response) =>
    (response as ResponseOf<Ocpp21, 'GetCertificateChainStatus'>).certificateStatus.map(({ certificateHashData, status, nextUpdate }) => ({
      serialNumber: certificateHashData.serialNumber,
      status,
      nextUpdate,
    })),
}
