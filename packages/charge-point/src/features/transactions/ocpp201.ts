import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { ChargingState } from '../../body/index.js'
import { outgoing } from '../../outgoing.js'
import type { Settings } from '../../settings.js'
import { idTokenOf } from '../authorization/ocpp201.js'
import { type MeterValue201, meterValue } from '../metering/ocpp201.js'
import type { TransactionReport, TransactionsAdapter } from './adapter.js'

const message = outgoing<Ocpp201>()

type Event = RequestOf<Ocpp201, 'TransactionEvent'>
type Info = Event['transactionInfo']

const chargingStates: Readonly<Record<ChargingState, NonNullable<Info['chargingState']>>> = {
  idle: 'Idle',
  connected: 'EVConnected',
  charging: 'Charging',
  suspendedEv: 'SuspendedEV',
  suspendedEvse: 'SuspendedEVSE',
}

const eventTypes = { started: 'Started', updated: 'Updated', ended: 'Ended' } as const

interface Reasons {
  readonly trigger: Event['triggerReason']
  /** Only where this may end a transaction. */
  readonly stopped?: NonNullable<Info['stoppedReason']>
}

/** The fixed pairs of trigger and end, as the test cases of blocks B, E and F want them. */
const reasons: Readonly<Record<TransactionReport['cause'], Reasons>> = {
  cablePluggedIn: { trigger: 'CablePluggedIn' },
  authorized: { trigger: 'Authorized' },
  remoteStart: { trigger: 'RemoteStart' },
  stopAuthorized: { trigger: 'StopAuthorized', stopped: 'Local' },
  remoteStop: { trigger: 'RemoteStop', stopped: 'Remote' },
  deauthorized: { trigger: 'Deauthorized', stopped: 'DeAuthorized' },
  masterPass: { trigger: 'StopAuthorized', stopped: 'MasterPass' },
  unlockCommand: { trigger: 'UnlockCommand', stopped: 'Other' },
  evDisconnected: { trigger: 'EVCommunicationLost', stopped: 'EVDisconnected' },
  connectionTimeout: { trigger: 'EVConnectTimeout', stopped: 'Timeout' },
  chargingStateChanged: { trigger: 'ChargingStateChanged', stopped: 'StoppedByEV' },
  fault: { trigger: 'AbnormalCondition', stopped: 'Other' },
  reset: { trigger: 'ResetCommand', stopped: 'ImmediateReset' },
  scheduledReset: { trigger: 'ResetCommand', stopped: 'Reboot' },
  rateChanged: { trigger: 'ChargingRateChanged' },
  sample: { trigger: 'MeterValuePeriodic' },
  trigger: { trigger: 'Trigger' },
}

export const transactions: TransactionsAdapter = {
  createTransactionId: ({ createId }) => createId(),
  message: (report, { settings }) => message('TransactionEvent', transactionEvent(report, settings.values)),
  prepare: ({ request, wasOffline }) => (wasOffline ? { ...request, offline: true } : request),
  readAnswer: (_, response) => {
    const { idTokenInfo } = response as ResponseOf<Ocpp201, 'TransactionEvent'>
    return idTokenInfo === undefined ? {} : { status: idTokenInfo.status, groupId: idTokenInfo.groupIdToken?.idToken }
  },
}

function transactionEvent(report: TransactionReport, settings: Settings): Event {
  const { kind, cause, timestamp, seqNo, transactionId, evse, transaction, authorization, isPlaceNew, isDriverNew } = report
  const token = report.endedBy ?? (isDriverNew ? authorization?.token : undefined)
  const remoteStartId = isDriverNew ? authorization?.remoteStartId : undefined
  const reservationId = isDriverNew ? authorization?.reservationId : undefined
  const value = meterValueOf(report, settings)
  return {
    eventType: eventTypes[kind],
    timestamp,
    triggerReason: reasons[cause].trigger,
    seqNo,
    transactionInfo: {
      transactionId: transactionId ?? '',
      chargingState: chargingStates[report.chargingState],
      ...(kind === 'ended' ? { stoppedReason: reasons[cause].stopped ?? 'Other' } : {}),
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    },
    ...(isPlaceNew
      ? { evse: { id: evse.evseId, ...(transaction.connectorId === undefined ? {} : { connectorId: transaction.connectorId }) } }
      : {}),
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(token === undefined ? {} : { idToken: idTokenOf(token) }),
    ...(value === undefined ? {} : { meterValue: [value] }),
  }
}

function meterValueOf({ kind, cause, reading }: TransactionReport, settings: Settings): MeterValue201 | undefined {
  if (kind === 'started') return meterValue(reading, settings.startedMeasurands, 'Transaction.Begin')
  if (kind === 'ended') return meterValue(reading, settings.endedMeasurands, 'Transaction.End')
  if (cause === 'sample') return meterValue(reading, settings.sampledMeasurands, 'Sample.Periodic')
  return cause === 'trigger' ? meterValue(reading, settings.sampledMeasurands, 'Trigger') : undefined
}
