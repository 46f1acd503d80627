import { expect } from 'vitest'
import type { ChargePoint, StationVersion } from '../../src/index.js'
import { type Payload, settle, type TestCsms } from './csms.js'

/** A TransactionEvent in few words: number, type, trigger, state of charging and, at the end, the reason. */
const words = ({ seqNo, eventType, triggerReason, transactionInfo }: Payload): string => {
  const { chargingState, stoppedReason } = transactionInfo as Payload
  return [seqNo, eventType, triggerReason, chargingState, stoppedReason].filter((word) => word !== undefined).join(' ')
}

/** Every StatusNotification of 2.x so far, in few words. */
export const statuses = (csms: TestCsms): string[] =>
  csms.of('StatusNotification').map(({ evseId, connectorId, connectorStatus }) => `${evseId}/${connectorId} ${connectorStatus}`)

/** Every TransactionEvent so far, in few words. */
export const story = (csms: TestCsms): string[] => csms.of('TransactionEvent').map(words)

export interface Sampled {
  readonly timestamp: string
  readonly sampledValue: Payload[]
}

export const samplesOf = (message: Payload): Sampled[] => [...((message['meterValue'] ?? message['transactionData'] ?? []) as Sampled[])]

export const contextsOf = (message: Payload): unknown[] => samplesOf(message).map(({ sampledValue }) => sampledValue[0]?.['context'])

export const measurandsOf = (sample: Sampled | undefined): unknown[] => [...new Set(sample?.sampledValue.map(({ measurand }) => measurand))]

/** Steps of a session as people take them; each lets the messages go that follow. */
export const steps = (station: ChargePoint<StationVersion>, csms: TestCsms, ev: object) => ({
  drivesIn: async () => {
    station.enterBay()
    await settle()
  },
  plugsIn: async () => {
    station.plugIn({ ev })
    await settle()
  },
  holdsUpCard: async () => {
    await station.presentCard({ idToken: 'CARD' })
    await settle()
  },
  isStartedRemotely: async () => {
    const idToken = { idToken: 'CARD', type: 'ISO14443' }
    const { transactionId } = station.state.evses[0]?.transaction ?? {}
    const answer = await csms.call('RequestStartTransaction', { idToken, remoteStartId: 42, evseId: 1 })
    // One that runs already is named (F01.FR.13).
    expect(answer).toEqual({ status: 'Accepted', ...(transactionId === undefined ? {} : { transactionId }) })
  },
  isStoppedRemotely: async () => {
    const transactionId = station.state.evses[0]?.transaction?.transactionId ?? 'none'
    expect(await csms.call('RequestStopTransaction', { transactionId })).toEqual({ status: 'Accepted' })
  },
  pauses: async () => {
    station.setEvReady({ isReady: false })
    await settle()
  },
  unplugs: async () => {
    station.unplug()
    await settle()
  },
  drivesOut: async () => {
    station.leaveBay()
    await settle()
  },
})
