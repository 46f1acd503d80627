import type { CloseOptions } from './connection.js'
import { maxTimerMs, wholeNumber } from './options.js'

/** Longest reason of a close frame, bytes of UTF-8 (RFC 6455 §5.5). */
const maxReasonBytes = 123

const utf8 = new TextEncoder()

/** {@link CloseOptions} with their defaults. */
export interface ResolvedCloseOptions {
  readonly code: number
  readonly reason: string
  readonly drainMs: number
}

/** @throws TypeError naming the option: a code that may not be sent (RFC 6455 §7.4), a reason that fits no close frame, a wrong time */
export function resolveCloseOptions({ code = 1000, reason = '', drainMs }: CloseOptions): ResolvedCloseOptions {
  if (!isSendableCode(code))
    throw new TypeError(`code must be a WebSocket close code that may be sent, such as 1001 or 4000, not ${String(code)}`)
  if (!fitsCloseFrame(reason)) throw new TypeError(`reason must be text of at most ${maxReasonBytes} bytes`)
  return { code, reason, drainMs: wholeNumber('drainMs', drainMs, 0, 0, maxTimerMs) }
}

/** 1004 is reserved; 1005, 1006 and 1015 say that no close frame came; below 1000, above 4999 and between 1014 and 3000 nothing is defined. */
export function isSendableCode(code: number): boolean {
  if (!Number.isInteger(code)) return false
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999)
}

export const fitsCloseFrame = (reason: unknown): boolean => typeof reason === 'string' && utf8.encode(reason).length <= maxReasonBytes
