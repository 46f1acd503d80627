import type { Place } from './field.js'

type Fields = Readonly<Record<string, unknown>>

/** A TransactionEvent with the required fields alone is the one that needs no other before it. */
const eventTypeOf = ({ story, isWhole }: Place): 'Started' | 'Updated' | 'Ended' => (isWhole ? story.eventType : 'Started')

/**
 * Fields of TransactionEventRequest. What belongs to the start of a transaction is told once (E01, F02.FR.01), what a
 * transaction comes to from the first update on.
 */
export function transactionEvent(place: Place): Fields {
  switch (eventTypeOf(place)) {
    case 'Started':
      return { eventType: 'Started', triggerReason: place.isWhole ? 'RemoteStart' : 'Authorized', seqNo: 0, costDetails: undefined }
    case 'Updated':
      return { eventType: 'Updated', triggerReason: 'MeterValuePeriodic', seqNo: 1, reservationId: undefined, idToken: undefined }
    default:
      return { eventType: 'Ended', triggerReason: 'StopAuthorized', seqNo: 2, reservationId: undefined }
  }
}

/** Fields of its TransactionType. */
export function transactionInfo(place: Place): Fields {
  switch (eventTypeOf(place)) {
    case 'Started':
      return { chargingState: 'EVConnected', stoppedReason: undefined, timeSpentCharging: undefined }
    case 'Updated':
      return { chargingState: 'Charging', stoppedReason: undefined, remoteStartId: undefined }
    default:
      return { chargingState: 'EVConnected', stoppedReason: 'Local', remoteStartId: undefined }
  }
}

/** What the meter shows in a message, Wh: how it began, how it ended, or half-way. */
export function energyWhOf(place: Place): number {
  const { startEnergyWh, usedEnergyWh } = place.story
  if (place.action !== 'TransactionEvent') return startEnergyWh + usedEnergyWh
  return startEnergyWh + { Started: 0, Updated: Math.floor(usedEnergyWh / 2), Ended: usedEnergyWh }[eventTypeOf(place)]
}

/** Why a reading was taken. */
export function readingContextOf(place: Place): string {
  if (place.action === 'StopTransaction') return 'Transaction.End'
  if (place.action !== 'TransactionEvent') return 'Sample.Periodic'
  return { Started: 'Transaction.Begin', Updated: 'Sample.Periodic', Ended: 'Transaction.End' }[eventTypeOf(place)]
}
