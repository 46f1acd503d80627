import { createHmac } from 'node:crypto'

/** Digits and letters; 62 of them, as the name in the algorithm says. */
const base62 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

export interface TotpOptions {
  readonly secret: string
  readonly length: number
  readonly validityTimeS: number
}

/** The one-time password of a moment, version 1 of the algorithm (2.1 C25): the characters of an HMAC, from an offset that it names itself. */
export function totp(nowMs: number, { secret, length, validityTimeS }: TotpOptions): string {
  const interval = Buffer.alloc(8)
  interval.writeBigUInt64BE(BigInt(Math.floor(nowMs / 1000 / validityTimeS)))
  const hash = createHmac('sha256', Buffer.from(secret, 'utf8')).update(interval).digest()
  const offset = (hash.at(-1) ?? 0) & 0x0f
  return Array.from({ length }, (_, index) => base62.charAt((hash[(offset + index) % hash.length] ?? 0) % base62.length)).join('')
}

/** When the next password counts. */
export const validUntilMs = (nowMs: number, validityTimeS: number): number =>
  (Math.floor(nowMs / 1000 / validityTimeS) + 1) * validityTimeS * 1000
