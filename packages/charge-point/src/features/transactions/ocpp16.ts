import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Cause } from '../../body/index.js'
import { type Outgoing, outgoing } from '../../outgoing.js'
import { meterValue } from '../metering/ocpp16.js'
import { numberOf } from '../topology/ocpp16.js'
import type { TransactionReport, TransactionsAdapter } from './adapter.js'

const message = outgoing<Ocpp16>()

type Reason = NonNullable<RequestOf<Ocpp16, 'StopTransaction'>['reason']>

/** Why a transaction ended, by what ended it (1.6 §7.36). */
const reasons: Readonly<Record<Cause, Reason>> = {
  stopAuthorized: 'Local',
  remoteStop: 'Remote',
  deauthorized: 'DeAuthorized',
  masterPass: 'Local',
  unlockCommand: 'UnlockCommand',
  evDisconnected: 'EVDisconnected',
  reset: 'HardReset',
  scheduledReset: 'SoftReset',
  cablePluggedIn: 'Other',
  authorized: 'Other',
  remoteStart: 'Other',
  connectionTimeout: 'Other',
  chargingStateChanged: 'Other',
  fault: 'Other',
}

/** What a message carries where the csms has never given an id: its answer to the start got lost (errata 3.18). */
const withoutId = -1

/** Filled in when the message goes out, for the id may come while it waits. */
const idComesLater = 0

export const transactions: TransactionsAdapter = {
  createTransactionId: () => undefined,
  message: (report, { body, settings }) => {
    const connectorId = numberOf(body.state, report.evse.evseId, report.transaction.connectorId)
    if (report.kind === 'started') return start(report, connectorId)
    if (report.kind === 'ended') return stop(report)
    return report.cause === 'sample' || report.cause === 'trigger'
      ? sample(report, connectorId, settings.values.sampledMeasurands)
      : undefined
  },
  prepare: ({ action, request }, record) =>
    action === 'StartTransaction' ? request : { ...request, transactionId: Number(record?.transactionId ?? withoutId) },
  readAnswer: ({ action }, response) => {
    if (action !== 'StartTransaction') return {}
    const { transactionId, idTagInfo } = response as ResponseOf<Ocpp16, 'StartTransaction'>
    return { transactionId: String(transactionId), status: idTagInfo.status, groupId: idTagInfo.parentIdTag }
  },
}

const start = ({ authorization, transaction, timestamp }: TransactionReport, connectorId: number): Outgoing =>
  message('StartTransaction', {
    connectorId,
    idTag: authorization?.token.idToken ?? '',
    meterStart: Math.floor(transaction.startWh),
    timestamp,
    ...(authorization?.reservationId === undefined ? {} : { reservationId: authorization.reservationId }),
  })

const stop = ({ reading, timestamp, cause, endedBy }: TransactionReport): Outgoing =>
  message('StopTransaction', {
    transactionId: idComesLater,
    meterStop: Math.floor(reading.energyWh),
    timestamp,
    reason: cause in reasons ? reasons[cause as Cause] : 'Other',
    ...(endedBy === undefined ? {} : { idTag: endedBy.idToken }),
  })

function sample({ reading, cause }: TransactionReport, connectorId: number, measurands: readonly string[]): Outgoing | undefined {
  const value = meterValue(reading, measurands, cause === 'trigger' ? 'Trigger' : 'Sample.Periodic')
  return value && message('MeterValues', { connectorId, transactionId: idComesLater, meterValue: [value] })
}
