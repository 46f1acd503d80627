import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import type { Content } from '../display/message.js'
import type { CostAdapter } from './driver-notices.js'

type IdTokenInfo = ResponseOf<Ocpp201, 'Authorize'>['idTokenInfo']

const all = (...contents: readonly (Content | undefined)[]): readonly Content[] => contents.filter((content) => content !== undefined)

export const cost: CostAdapter = {
  readAuthorize: (response) => {
    const { language1, language2, personalMessage } = (response as ResponseOf<Ocpp201, 'Authorize'>).idTokenInfo satisfies IdTokenInfo
    return {
      languages: [language1, language2].filter((language) => language !== undefined),
      personalMessage: all(personalMessage),
    }
  },
  readTransactionAnswer: ({ request }, response) => {
    const { totalCost, updatedPersonalMessage, idTokenInfo } = response as ResponseOf<Ocpp201, 'TransactionEvent'>
    return {
      totalCost,
      isFinal: (request as RequestOf<Ocpp201, 'TransactionEvent'>).eventType === 'Ended',
      personalMessage: all(updatedPersonalMessage, idTokenInfo?.personalMessage),
    }
  },
}

export const costUpdates = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  CostUpdated: ({ transactionId, totalCost }) => {
    const record = station.transactions.find(transactionId)
    if (record === undefined) return {}
    station.notices.costUpdated(record.evseId, totalCost)
    // A limit of cost holds to it (2.1 E16.FR.15).
    station.transactions.costKnown(record.evseId, totalCost, 'csms')
    return {}
  },
})
