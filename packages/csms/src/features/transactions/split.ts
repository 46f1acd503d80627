import { contentHash } from '../../content-hash.js'
import type { Core, Incoming } from '../../core.js'
import type { StoredEvent } from './event.js'
import type { EventDraft, Recorder } from './recorder.js'

/**
 * Gives a second stop under one id a transaction of its own, when the start had come again after the first stop: a station whose
 * clock restarts at the same instant says the same of both starts, and so gets the same id for both.
 */
export async function splitRestarted(core: Core, recorder: Recorder, message: Incoming, stop: EventDraft): Promise<void> {
  const { store, sessions, tenantId } = core
  const { key: station } = sessions.of(message.connection)
  // Each part has a key of its own, so that the same stop, or one that a crash cut in two, comes to the same transaction again.
  const key = `${stop.key}/${stop.contentHash}`
  const events = await store.transactions.events(station, stop.transactionId)
  const started = events.find(({ eventType }) => eventType === 'Started')
  const newId = String(await store.transactions.nextTransactionId(tenantId))
  const transactionId =
    started === undefined ? newId : await startAgain(recorder, message, started, { newId, key: `${started.key}/${key}` })
  await recorder.append(message, { ...stop, transactionId, key, flags: ['split'] })
}

/** Resolves with the id of the transaction that the start now also begins. */
async function startAgain(
  recorder: Recorder,
  message: Incoming,
  { evseId, connectorId, idToken, timestamp, samples, eventType, position, authorization }: StoredEvent,
  { newId, key }: { readonly newId: string; readonly key: string },
): Promise<string> {
  const about = { evseId, connectorId, idToken, timestamp, samples, eventType, position }
  const draft: EventDraft = { ...about, transactionId: newId, key, contentHash: contentHash(key), flags: ['split'] }
  return (await recorder.append(message, draft, authorization)).event.transactionId
}
