import type { Generator } from '../generate/generate.js'
import type { SendStep } from './steps.js'
import { carry, fillIn, setAt, type Values } from './values.js'

/** Where a transaction's id stands in requests, so that what the server gave goes into those that follow. */
const transactionIds = ['transactionId', 'transactionInfo.transactionId']

export interface PayloadOptions {
  readonly action: string
  readonly values: Values
  readonly generator: Generator
  readonly seed: number | string
}

/**
 * What a step sends: the payload it gives, or a generated one with the fields it sets.
 * @throws UnknownValueError a value that it names is not there
 */
export function payloadOf(step: SendStep, { action, values, generator, seed }: PayloadOptions): object {
  const nowMs = Date.now()
  if (step.payload !== undefined) return fillIn(step.payload, values, nowMs) as object
  const generated = generator(action, 'request', { seed, now: new Date(nowMs), optional: step.optional }) as unknown as object
  const carried = carry(generated, values, transactionIds)
  return Object.entries(step.set ?? {}).reduce((payload, [path, value]) => setAt(payload, path, fillIn(value, values, nowMs)), carried)
}
