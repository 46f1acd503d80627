import type { Exchange } from '../exchange.js'
import type { RepeatSummary } from '../repeat.js'
import type { StepFailure } from '../sequence/run.js'

export const exitCodes = {
  /** Answered, and as expected. */
  ok: 0,
  /** CALLERROR, a malformed answer or one that breaks its schema, or an expectation that was not met. */
  failed: 1,
  /** The command line, a file or a payload is wrong; it was not sent. */
  usage: 2,
  /** No connection, or it was lost. */
  noConnection: 3,
  /** No answer in time. */
  timeout: 4,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const

export function exitCodeOf({ outcome }: Exchange, isAsExpected: boolean): number {
  if (outcome.kind === 'timeout') return exitCodes.timeout
  if (outcome.kind === 'closed') return exitCodes.noConnection
  return isAsExpected ? exitCodes.ok : exitCodes.failed
}

/** Of a run of many: a connection that was lost tells most, then a wrong answer. */
export function exitCodeOfRun({ sent, ok, unsent, timeouts, lost }: RepeatSummary): number {
  if (lost > 0) return exitCodes.noConnection
  if (unsent > 0 || ok + timeouts < sent) return exitCodes.failed
  return timeouts > 0 ? exitCodes.timeout : exitCodes.ok
}

/** Of a step that failed. */
export const exitCodeOfStep: Readonly<Record<StepFailure, number>> = {
  answer: exitCodes.failed,
  payload: exitCodes.usage,
  timeout: exitCodes.timeout,
  closed: exitCodes.noConnection,
}
