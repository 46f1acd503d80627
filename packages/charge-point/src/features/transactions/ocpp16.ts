import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Cause } from '../../body/index.js'
import { type Outgoing, outgoing } from '../../outgoing.js'
import { wholeWh } from '../metering/measurands.js'
import { meterValues } from '../metering/ocpp16.js'
import { split } from '../metering/samples.js'
import { numberOf } from '../topology/ocpp16.js'
import type { TransactionReport, TransactionsAdapter } from './adapter.js'

const message = outgoing<Ocpp16>()

type Reason = NonNullable<RequestOf<Ocpp16, 'StopTransaction'>['reason']>

/** Why a transaction ended, by what ended it (1.6 §7.36); `Other` for all that have no row. */
const reasons: Readonly<Partial<Record<Cause, Reason>>> = {
  stopAuthorized: 'Local',
  remoteStop: 'Remote',
  deauthorized: 'DeAuthorized',
  masterPass: 'Local',
  unlockCommand: 'UnlockCommand',
  evDisconnected: 'EVDisconnected',
  evDeparted: 'EVDisconnected',
  emergencyStop: 'EmergencyStop',
  powerLoss: 'PowerLoss',
  reboot: 'Reboot',
  reset: 'HardReset',
  scheduledReset: 'SoftReset',
}

/** What a message carries where the csms has never given an id: its answer to the start got lost (errata 3.18). */
const withoutId = -1

/** Filled in when the message goes out, for the id may come while it waits. */
const idComesLater = 0

export const transactions: TransactionsAdapter = {
  resumes: false,
  isReturnTimed: false,
  createTransactionId: () => undefined,
  messages: (report, { body, limits }) => {
    const connectorId = numberOf(body.state, report.evse.evseId, report.transaction.connectorId)
    if (report.kind === 'ended') return [stop(report)]
    const samples = split(report.samples, limits.sampledValuesPerMessage)
      .map((part) => meterValues(part))
      .filter((meterValue) => meterValue.length > 0)
      .map((meterValue) => message('MeterValues', { connectorId, transactionId: idComesLater, meterValue: meterValue as never }))
    return report.kind === 'started' ? [start(report, connectorId), ...samples] : samples
  },
  prepare: ({ action, request }, record) =>
    action === 'StartTransaction' ? request : { ...request, transactionId: Number(record?.transactionId ?? withoutId) },
  readAnswer: ({ action }, response) => {
    if (action === 'StopTransaction') {
      const { idTagInfo } = response as ResponseOf<Ocpp16, 'StopTransaction'>
      return idTagInfo === undefined ? {} : { details: { idTokenInfo: idTagInfo } }
    }
    if (action !== 'StartTransaction') return {}
    const { transactionId, idTagInfo } = response as ResponseOf<Ocpp16, 'StartTransaction'>
    return {
      transactionId: String(transactionId),
      status: idTagInfo.status,
      groupId: idTagInfo.parentIdTag,
      details: { idTokenInfo: idTagInfo },
    }
  },
}

const start = ({ authorization, transaction, timestamp }: TransactionReport, connectorId: number): Outgoing =>
  message('StartTransaction', {
    connectorId,
    idTag: authorization?.token.idToken ?? '',
    meterStart: wholeWh(transaction.startWh),
    timestamp,
    ...(authorization?.reservationId === undefined ? {} : { reservationId: authorization.reservationId }),
  })

function stop({ reading, timestamp, cause, endedBy, samples }: TransactionReport): Outgoing {
  const transactionData = meterValues(samples)
  return message('StopTransaction', {
    transactionId: idComesLater,
    meterStop: wholeWh(reading.energyWh),
    timestamp,
    reason: reasons[cause as Cause] ?? 'Other',
    ...(endedBy === undefined ? {} : { idTag: endedBy.idToken }),
    ...(transactionData.length === 0 ? {} : { transactionData }),
  })
}
