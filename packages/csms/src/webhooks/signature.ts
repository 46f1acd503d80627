import { createHmac, randomBytes } from 'node:crypto'

/*
 * Signatures as the Standard Webhooks specification has them, so that receivers find a library for them:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

const prefix = 'whsec_'

export const createSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

/** The headers that let a receiver see who sent this, unchanged, and when. */
export function signatureHeaders(
  secret: string,
  { id, atMs, body }: { readonly id: string; readonly atMs: number; readonly body: string },
) {
  const timestamp = String(Math.floor(atMs / 1000))
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
