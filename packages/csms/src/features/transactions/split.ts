import { contentHash } from '../../content-hash.js'
import type { Core, Incoming } from '../../core.js'
import type { EventDraft, Recorder } from './recorder.js'

/**
 * Gives a second stop under one id a transaction of its own, when the start had come again after the first stop: a station whose
 * clock restarts at the same instant says the same of both starts, and so gets the same id for both.
 */
export async function splitRestarted(core: Core, recorder: Recorder, message: Incoming, stop: EventDraft): Promise<void> {
  const { store, sessions, tenantId } = core
  const { key: station } = sessions.of(message.connection)
  const key = `${stop.key}/${stop.contentHash}`
  if ((await store.transactions.findEvent(station, key)) !== undefined) return
  const events = await store.transactions.events(station, stop.transactionId)
  const started = events.find(({ eventType }) => eventType === 'Started')
  const transactionId = String(await store.transactions.nextTransactionId(tenantId))
  if (started !== undefined) {
    const { evseId, connectorId, idToken, timestamp, samples, eventType, position, authorization } = started
    const startKey = `${started.key}/${key}`
    const again = { transactionId, key: startKey, contentHash: contentHash(startKey), eventType, position, timestamp, samples }
    await recorder.append(message, { ...again, evseId, connectorId, idToken, flags: ['split'] }, authorization)
  }
  await recorder.append(message, { ...stop, transactionId, key, flags: ['split'] })
}
