import type { Ocpp201, TransactionEventRequest } from '@ocpp-kit/ocpp201'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import type { Told } from '../../ledger/receipt.js'
import { type IdTokenForm, idTokenForm, idTokenInfoOf } from '../authorization/ocpp201.js'
import { samplesOf } from '../metering/ocpp201.js'
import { numberedKeyOf, type TransactionsAdapter } from './transactions.js'

/** The adapter of a version, by the tokens that it can name. */
export const transactionsIn = (form: IdTokenForm): TransactionsAdapter => ({
  factual: ['TransactionEvent'],

  askStatus: async (station: Connection<Ocpp201, 'csms'>, transactionId) => {
    const { ongoingIndicator, messagesInQueue } = await station.call(
      'GetTransactionStatus',
      transactionId === undefined ? {} : { transactionId },
    )
    return { isOngoing: ongoingIndicator, messagesInQueue }
  },

  handlers: (domain) =>
    ({
      TransactionEvent: async (request, message) => {
        const { transactionInfo, evse, idToken, meterValue = [] } = request
        const receivedAt = domain.receivedAt(message)
        const authorization = await domain.record(message, {
          transactionId: transactionInfo.transactionId,
          eventType: request.eventType,
          seqNo: request.seqNo,
          timestamp: toUtc(request.timestamp, receivedAt),
          triggerReason: request.triggerReason,
          chargingState: transactionInfo.chargingState,
          stoppedReason: transactionInfo.stoppedReason,
          remoteStartId: transactionInfo.remoteStartId,
          reservationId: request.reservationId,
          offline: request.offline,
          evseId: evse?.id,
          connectorId: evse?.connectorId,
          idToken: idToken === undefined ? undefined : { idToken: idToken.idToken, type: idToken.type },
          samples: samplesOf(meterValue, receivedAt),
        })
        return answerOf(form, { authorization })
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,

  keyOf: (_action, request: TransactionEventRequest) => {
    const { transactionInfo, seqNo } = request
    return numberedKeyOf({ transactionId: transactionInfo.transactionId, seqNo }, request)
  },
  asksFor: (_action, { idToken }: TransactionEventRequest) =>
    idToken === undefined ? {} : { idToken: { idToken: idToken.idToken, type: idToken.type } },
  answerOf: (_action, told) => answerOf(form, told),
})

/** Never refused, and every event with a token is told its status (E01.FR.11, J02.FR.19). */
const answerOf = (form: IdTokenForm, { authorization }: Told) =>
  authorization === undefined ? {} : { idTokenInfo: idTokenInfoOf(authorization, form) }

export const transactions = transactionsIn(idTokenForm)
