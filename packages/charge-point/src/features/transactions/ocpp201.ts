import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Cause, ChargingState } from '../../body/index.js'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { idTokenOf } from '../authorization/ocpp201.js'
import { meterValues } from '../metering/ocpp201.js'
import { type MeterSample, split } from '../metering/samples.js'
import type { ReportCause, TransactionReport, TransactionsAdapter } from './adapter.js'

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

/** What 2.0.1 has no words for. */
type Unspoken = 'limitSet' | 'runningCost' | 'tariffChanged' | 'operationModeChanged'

const unspoken: ReadonlySet<ReportCause> = new Set<Unspoken>(['limitSet', 'runningCost', 'tariffChanged', 'operationModeChanged'])

const isUnspoken = (cause: ReportCause): cause is Unspoken => unspoken.has(cause)

/** The fixed pairs of trigger and end, as the test cases of blocks B, E and F want them. */
const reasons: Readonly<Record<Exclude<ReportCause, Unspoken>, Reasons>> = {
  evDetected: { trigger: 'EVDetected' },
  cablePluggedIn: { trigger: 'CablePluggedIn' },
  authorized: { trigger: 'Authorized' },
  remoteStart: { trigger: 'RemoteStart' },
  signedDataReceived: { trigger: 'SignedDataReceived' },
  stopAuthorized: { trigger: 'StopAuthorized', stopped: 'Local' },
  stoppedByEv: { trigger: 'StopAuthorized', stopped: 'StoppedByEV' },
  remoteStop: { trigger: 'RemoteStop', stopped: 'Remote' },
  deauthorized: { trigger: 'Deauthorized', stopped: 'DeAuthorized' },
  tariffNotAccepted: { trigger: 'Deauthorized', stopped: 'DeAuthorized' },
  masterPass: { trigger: 'StopAuthorized', stopped: 'MasterPass' },
  unlockCommand: { trigger: 'UnlockCommand', stopped: 'Other' },
  evDisconnected: { trigger: 'EVCommunicationLost', stopped: 'EVDisconnected' },
  evDeparted: { trigger: 'EVDeparted', stopped: 'EVDisconnected' },
  connectionTimeout: { trigger: 'EVConnectTimeout', stopped: 'Timeout' },
  chargingStateChanged: { trigger: 'ChargingStateChanged', stopped: 'StoppedByEV' },
  energyWithheld: { trigger: 'ChargingStateChanged', stopped: 'Other' },
  energyLimitReached: { trigger: 'EnergyLimitReached', stopped: 'EnergyLimitReached' },
  timeLimitReached: { trigger: 'TimeLimitReached', stopped: 'TimeLimitReached' },
  // 2.0.1 has reasons to stop for these, and no triggers.
  socLimitReached: { trigger: 'ChargingStateChanged', stopped: 'SOCLimitReached' },
  costLimitReached: { trigger: 'ChargingStateChanged', stopped: 'LocalOutOfCredit' },
  fault: { trigger: 'AbnormalCondition', stopped: 'Other' },
  groundFault: { trigger: 'AbnormalCondition', stopped: 'GroundFault' },
  overcurrentFault: { trigger: 'AbnormalCondition', stopped: 'OvercurrentFault' },
  powerQuality: { trigger: 'AbnormalCondition', stopped: 'PowerQuality' },
  // 2.0.1 has no word for it.
  energyTransferRejected: { trigger: 'AbnormalCondition', stopped: 'Other' },
  emergencyStop: { trigger: 'AbnormalCondition', stopped: 'EmergencyStop' },
  powerLoss: { trigger: 'AbnormalCondition', stopped: 'PowerLoss' },
  reboot: { trigger: 'AbnormalCondition', stopped: 'Reboot' },
  other: { trigger: 'AbnormalCondition', stopped: 'Other' },
  reset: { trigger: 'ResetCommand', stopped: 'ImmediateReset' },
  scheduledReset: { trigger: 'ResetCommand', stopped: 'Reboot' },
  rateChanged: { trigger: 'ChargingRateChanged' },
  resumed: { trigger: 'ChargingStateChanged' },
  sample: { trigger: 'MeterValuePeriodic' },
  clock: { trigger: 'MeterValueClock' },
  trigger: { trigger: 'Trigger' },
}

const reasonsOf = (cause: ReportCause): Reasons => (isUnspoken(cause) ? reasons.other : reasons[cause])

/** The car leaves last, and what ended the session before that is what counts (TC_E_14, TC_E_19). */
const stoppedReasonOf = ({ cause, transaction }: TransactionReport): NonNullable<Info['stoppedReason']> => {
  const isDeparture = cause === 'evDisconnected' || cause === 'evDeparted'
  const decisive: ReportCause = isDeparture ? (transaction.stopCause ?? (cause as Cause)) : cause
  return reasonsOf(decisive).stopped ?? 'Other'
}

export const transactions: TransactionsAdapter = {
  resumes: false,
  isReturnTimed: true,
  createTransactionId: ({ createId }) => createId(),
  messages: (report, { limits }) => {
    if (isUnspoken(report.cause)) return []
    return transactionEvents(report, limits.sampledValuesPerMessage).map((event) => message('TransactionEvent', event))
  },
  prepare: ({ action, request, wasOffline }) => (wasOffline && action === 'TransactionEvent' ? { ...request, offline: true } : request),
  readAnswer: ({ action }, response) => {
    if (action !== 'TransactionEvent') return {}
    const { idTokenInfo, totalCost, chargingPriority, updatedPersonalMessage } = response as ResponseOf<Ocpp201, 'TransactionEvent'>
    return {
      ...(idTokenInfo === undefined ? {} : { status: idTokenInfo.status, groupId: idTokenInfo.groupIdToken?.idToken }),
      details: { idTokenInfo, totalCost, chargingPriority, updatedPersonalMessage },
    }
  },
}

/** One event, or several where one cannot hold all that was measured; those after the first tell nothing else (E02.FR.11). */
export function transactionEvents(report: TransactionReport, maxValues: number): readonly Event[] {
  if (report.kind !== 'updated') return [transactionEvent(report, report.samples)]
  const [first = [], ...others] = split(report.samples, maxValues)
  const rest = { ...report, isPlaceNew: false, isDriverNew: false, phasesInUse: undefined }
  return [
    transactionEvent(report, first),
    ...others.map((part, index) => transactionEvent({ ...rest, seqNo: report.seqNo + index + 1 }, part)),
  ]
}

function transactionEvent(report: TransactionReport, samples: readonly MeterSample[]): Event {
  const { kind, cause, timestamp, seqNo, transactionId, evse, transaction, authorization, isPlaceNew, isDriverNew, phasesInUse } = report
  const token = report.endedBy ?? (isDriverNew ? authorization?.token : undefined)
  const remoteStartId = isDriverNew ? authorization?.remoteStartId : undefined
  const reservationId = isDriverNew ? authorization?.reservationId : undefined
  const [value, ...values] = meterValues(samples)
  return {
    eventType: eventTypes[kind],
    timestamp,
    triggerReason: reasonsOf(cause).trigger,
    seqNo,
    transactionInfo: {
      transactionId: transactionId ?? '',
      chargingState: chargingStates[report.chargingState],
      ...(kind === 'ended' ? { stoppedReason: stoppedReasonOf(report), timeSpentCharging: Math.round(transaction.chargedMs / 1000) } : {}),
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    },
    ...(phasesInUse === undefined ? {} : { numberOfPhasesUsed: phasesInUse }),
    ...(isPlaceNew
      ? { evse: { id: evse.evseId, ...(transaction.connectorId === undefined ? {} : { connectorId: transaction.connectorId }) } }
      : {}),
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(token === undefined ? {} : { idToken: idTokenOf(token) }),
    ...(value === undefined ? {} : { meterValue: [value, ...values] }),
  }
}

export const transactionStatus = ({ transactions: all }: Station): HandlerMap<Ocpp201, 'station'> => ({
  GetTransactionStatus: ({ transactionId }) => {
    const { isOngoing, hasMessages } = all.statusOf(transactionId)
    return { messagesInQueue: hasMessages, ...(isOngoing === undefined ? {} : { ongoingIndicator: isOngoing }) }
  },
})
