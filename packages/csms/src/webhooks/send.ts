import { bodyOf, type PublicEvent } from '../events/public-event.js'
import type { WebhookEndpoint } from './endpoint.js'
import { signatureHeaders } from './signature.js'

/** What an attempt came to. */
export interface Attempt {
  readonly isDelivered: boolean
  /** The endpoint wants nothing more, ever (410). */
  readonly isGone: boolean
  readonly status?: number | undefined
  readonly error?: string | undefined
}

/** Sends one event: any answer from 200 to 299 in time counts, redirections are not followed. Never rejects. */
export type Send = (endpoint: WebhookEndpoint, event: PublicEvent, signal: AbortSignal) => Promise<Attempt>

export const createSend =
  ({ timeoutMs, nowMs }: { readonly timeoutMs: number; readonly nowMs: () => number }): Send =>
  async ({ url, secret }, event, signal) => {
    const body = JSON.stringify(bodyOf(event))
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'ocpp-kit-csms',
          ...signatureHeaders(secret, { id: event.id, atMs: nowMs(), body }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      // Nothing in the answer is of use.
      await response.body?.cancel()
      const { status } = response
      return response.ok
        ? { isDelivered: true, isGone: false, status }
        : { isDelivered: false, isGone: status === 410, status, error: `it answered ${status}` }
    } catch (error) {
      return { isDelivered: false, isGone: false, error: reasonOf(error, timeoutMs) }
    }
  }

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  const { code } = (cause ?? {}) as { readonly code?: string }
  return code ?? message
}
