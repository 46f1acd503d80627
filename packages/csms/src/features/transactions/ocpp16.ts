import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { toUtc } from '../../instant.js'
import { idTagInfoOf } from '../authorization/ocpp16.js'
import { samplesOf } from '../metering/ocpp16.js'
import { type MeterSample, sampleDefaults } from '../metering/sample.js'
import type { TransactionsAdapter } from './transactions.js'

/** Connector n of a 1.6 station is EVSE n with one connector. */
const onlyConnector = 1

export const transactions: TransactionsAdapter = {
  factual: ['StartTransaction', 'StopTransaction', 'MeterValues'],
  handlers: (domain) =>
    ({
      StartTransaction: async ({ connectorId, idTag, meterStart, timestamp, reservationId }, message) => {
        const at = toUtc(timestamp, domain.now())
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
        const at = toUtc(timestamp, domain.now())
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
          const timestamp = toUtc(values.timestamp, domain.now())
          const samples = samplesOf(values, timestamp)
          await domain.meter(message, { transactionId, evseId: connectorId, connectorId: onlyConnector, timestamp, samples })
        }
        return {}
      },
    }) satisfies HandlerMap<Ocpp16, 'csms'>,
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
