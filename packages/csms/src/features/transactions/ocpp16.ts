import type { Ocpp16, StartTransactionRequest, StopTransactionRequest } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { contentHash } from '../../content-hash.js'
import { toUtc } from '../../instant.js'
import type { Asked } from '../../ledger/fact.js'
import { idTagInfoOf } from '../authorization/ocpp16.js'
import { samplesOf } from '../metering/ocpp16.js'
import { type MeterSample, sampleDefaults } from '../metering/sample.js'
import { startKeyOf } from './start-stop.js'
import type { TransactionsAdapter } from './transactions.js'

/** Connector n of a 1.6 station is EVSE n with one connector. */
const onlyConnector = 1

export const transactions: TransactionsAdapter = {
  factual: ['StartTransaction', 'StopTransaction', 'MeterValues'],
  handlers: (domain) =>
    ({
      StartTransaction: async ({ connectorId, idTag, meterStart, timestamp, reservationId }, message) => {
        const at = toUtc(timestamp, domain.receivedAt(message))
        const { transactionId, authorization } = await domain.start(message, {
          evseId: connectorId,
          connectorId: onlyConnector,
          idToken: { idToken: idTag },
          timestamp: at,
          meterStart: String(meterStart),
          reservationId,
          samples: [register(at, meterStart, 'Transaction.Begin')],
        })
        return { transactionId, idTagInfo: idTagInfoOf(authorization) }
      },

      StopTransaction: async ({ transactionId, idTag, meterStop, timestamp, reason, transactionData = [] }, message) => {
        const at = toUtc(timestamp, domain.receivedAt(message))
        const authorization = await domain.stop(message, {
          transactionId,
          idToken: idTag === undefined ? undefined : { idToken: idTag },
          timestamp: at,
          meterStop: String(meterStop),
          reason,
          samples: [...transactionData.flatMap((values) => samplesOf(values, at)), register(at, meterStop, 'Transaction.End')],
        })
        return authorization === undefined ? {} : { idTagInfo: idTagInfoOf(authorization) }
      },

      MeterValues: async ({ connectorId, transactionId, meterValue }, message) => {
        for (const values of meterValue) {
          const timestamp = toUtc(values.timestamp, domain.receivedAt(message))
          const samples = samplesOf(values, timestamp)
          await domain.meter(message, { transactionId, evseId: connectorId, connectorId: onlyConnector, timestamp, samples })
        }
        return {}
      },
    }) satisfies HandlerMap<Ocpp16, 'csms'>,

  keyOf,
  asksFor,
  answerOf: (action, { transactionId, authorization }) => ({
    ...(action === 'StartTransaction' && { transactionId }),
    ...(authorization !== undefined && { idTagInfo: idTagInfoOf(authorization) }),
  }),
}

/** A start by what it says, so that a retry finds its id; of the others only the same again is the same. */
function keyOf(action: string, request: object, receivedAt: string): string {
  if (action !== 'StartTransaction') return `${action}/${contentHash(request)}`
  const { connectorId, idTag, meterStart, timestamp } = request as StartTransactionRequest
  return startKeyOf({
    evseId: connectorId,
    idToken: { idToken: idTag },
    timestamp: toUtc(timestamp, receivedAt),
    meterStart: String(meterStart),
  })
}

function asksFor(action: string, request: object): Asked {
  const { idTag } = request as Partial<StartTransactionRequest | StopTransactionRequest>
  const idToken = idTag === undefined ? undefined : { idToken: idTag }
  return { idToken, asksForId: action === 'StartTransaction' }
}

const register = (at: string, energyWh: number, context: string): MeterSample => ({
  at,
  value: String(energyWh),
  measurand: sampleDefaults.measurand,
  context,
  location: sampleDefaults.location,
  unit: 'Wh',
  format: 'Raw',
})
