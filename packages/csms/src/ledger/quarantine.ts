import type { QuarantinedMessage } from '../features/provisioning/store.js'
import type { StationKey } from '../identifier.js'
import type { Store } from '../store/store.js'
import { isOutage } from './outage.js'

export interface RawMessage {
  readonly station: StationKey
  readonly version: string
  readonly action: string
  readonly messageId: string
  readonly request: object
  readonly receivedAt: string
}

/**
 * Keeps a message as it came, for people to look at. A payload that the store refuses is kept as text that every store takes.
 * @throws whatever the store throws that takes neither
 */
export async function keepRaw(
  store: Pick<Store, 'provisioning'>,
  { request: payload, ...message }: RawMessage,
  error: unknown,
): Promise<void> {
  const reason = String((error as { readonly message?: unknown } | undefined)?.message ?? error).slice(0, 1000)
  const kept: QuarantinedMessage = { ...message, payload, reason }
  try {
    await store.provisioning.quarantine(kept)
  } catch (refusal) {
    if (isOutage(refusal)) throw refusal
    const base64 = Buffer.from(JSON.stringify(payload)).toString('base64')
    await store.provisioning.quarantine({ ...kept, payload: { base64 }, reason: Buffer.from(reason).toString('base64') })
  }
}
