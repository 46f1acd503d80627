import { checkObject, checkWhole } from './checks.js'

/** How much a station can hold and say at once. */
export interface Limits {
  /** How many messages may wait for the csms before readings of transactions are left out, every other one (2.x E04.FR.07–08). Default 10,000. */
  readonly queuedMessages: number
  /** Pause between two messages that have waited, ms. Default 0: one follows the answer to the other. */
  readonly messagePauseMs: number
  /** How many readings a transaction keeps for its end before every other one in between is left out (2.x E06.FR.12–13). Default 100. */
  readonly meterValuesAtEnd: number
  /** How many values a message holds; more are told in several (2.x E02.FR.11). Default 200. */
  readonly sampledValuesPerMessage: number
}

/** @throws TypeError naming the limit that is out of range */
export function resolveLimits(limits: { readonly [K in keyof Limits]?: Limits[K] | undefined } = {}): Limits {
  const { queuedMessages, messagePauseMs, meterValuesAtEnd, sampledValuesPerMessage } = checkObject('limits', limits)
  return {
    queuedMessages: checkWhole('limits.queuedMessages', queuedMessages, 10_000, 1, 10_000_000),
    messagePauseMs: checkWhole('limits.messagePauseMs', messagePauseMs, 0, 0, 3_600_000),
    meterValuesAtEnd: checkWhole('limits.meterValuesAtEnd', meterValuesAtEnd, 100, 2, 100_000),
    sampledValuesPerMessage: checkWhole('limits.sampledValuesPerMessage', sampledValuesPerMessage, 200, 1, 10_000),
  }
}
