import { isConnectionError, isOcppError, randomSeed } from '@ocpp-kit/rpc'
import { readMessageName } from '../catalogue.js'
import { readDuration } from '../duration.js'
import { answerOf, type Exchange } from '../exchange.js'
import { type Disappointment, unmet, valueAt } from '../expectations.js'
import { createGenerator, type Generator, type ProtocolWithSchema } from '../generate/generate.js'
import { ReceiveTimeoutError } from '../incoming.js'
import { describeViolation, problemOf } from '../problems.js'
import { isAborted, rest } from '../rest.js'
import type { AnySender } from '../sender.js'
import { checkPayloads } from './check.js'
import { payloadOf } from './payload.js'
import type { ReceiveStep, SendStep, Sequence, Step } from './steps.js'
import { fillIn, type Values } from './values.js'

/** Why a step failed: the answer or the request is not the one that was expected, the payload is none, nothing came in time, or the connection was lost. */
export type StepFailure = 'answer' | 'payload' | 'timeout' | 'closed'

/** What came of one step. */
export interface StepReport {
  /** From 0. */
  readonly index: number
  /** `send BootNotification`, `wait 2s`, `receive Reset`. */
  readonly name: string
  readonly isOk: boolean
  /** Set where it is not. */
  readonly failure?: StepFailure | undefined
  /** What is wrong, in words. */
  readonly problems: readonly string[]
  readonly disappointments: readonly Disappointment[]
  /** Set for a `send`. */
  readonly exchange?: Exchange | undefined
}

export interface SequenceReport {
  /** Whether all steps ran, and none failed. */
  readonly isOk: boolean
  /** Of the steps that ran; the first that fails is the last. */
  readonly steps: readonly StepReport[]
  /** What was saved. */
  readonly values: Readonly<Record<string, unknown>>
}

export interface RunOptions {
  readonly sender: AnySender
  readonly protocol: ProtocolWithSchema
  readonly sequence: Sequence
  /** Payloads of one run speak of the same station, driver and transaction. Default: that of the sender, or a random one. */
  readonly seed?: number | string | undefined
  /** Time for a `receive` that says none, ms. Default: that of the sender. */
  readonly timeoutMs?: number | undefined
  /** Told of each step as it ends. */
  readonly onStep?: ((report: StepReport) => void) | undefined
  /** Default: real time. */
  readonly sleep?: ((durationMs: number) => Promise<void>) | undefined
  /** Ends the run before the next step, and a `wait` at once. */
  readonly signal?: AbortSignal | undefined
}

interface Run extends RunOptions {
  readonly seed: number | string
  readonly generator: Generator
  readonly values: Map<string, unknown>
}

/**
 * Runs steps one after another until one fails.
 * @throws SequenceError a payload breaks its schema, where that can be known before anything is sent and the sender looks
 */
export async function runSequence(options: RunOptions): Promise<SequenceReport> {
  const { sequence, protocol, sender, onStep, signal, seed = sender.seed ?? randomSeed() } = options
  if (sender.isValidating) await checkPayloads(sequence, protocol, seed)
  const values = new Map<string, unknown>(Object.entries(sequence.values ?? {}))
  const run: Run = { ...options, seed, values, generator: (await createGenerator(protocol)) as Generator }
  const steps: StepReport[] = []
  for (const [index, step] of sequence.steps.entries()) {
    if (isAborted(signal)) break
    const report = { index, ...(await runStep(step, run)) }
    // What an interruption has cut off is no failure of the step.
    if (isAborted(signal) && !report.isOk) break
    steps.push(report)
    onStep?.(report)
    if (!report.isOk) break
  }
  return {
    isOk: steps.length === sequence.steps.length && steps.every(({ isOk }) => isOk),
    steps,
    values: Object.fromEntries(values),
  }
}

type StepResult = Omit<StepReport, 'index'>

async function runStep(step: Step, run: Run): Promise<StepResult> {
  if ('send' in step) return runSend(step, run)
  if ('receive' in step) return runReceive(step, run)
  const { sleep = (durationMs) => rest(durationMs, run.signal) } = run
  await sleep(readDuration(step.wait, 'ms'))
  return { name: `wait ${step.wait}`, isOk: true, problems: [], disappointments: [] }
}

async function runSend(step: SendStep, run: Run): Promise<StepResult> {
  const { sender, protocol, values } = run
  const { action } = readMessageName(protocol, step.send)
  const name = `send ${action}`
  let exchange: Exchange
  let disappointments: Disappointment[]
  try {
    exchange = await sender.sendUntyped(action, payloadOf(step, { ...run, action }))
    disappointments = disappointmentsOf(step.expect, answerOf(exchange.outcome), values)
  } catch (error) {
    return failed(name, error)
  }
  const { outcome } = exchange
  const isAnswered = outcome.kind === 'answered' || outcome.kind === 'sent'
  const isExpectedRefusal = outcome.kind === 'refused' && Object.keys(step.expect ?? {}).some((path) => path.startsWith('error'))
  const problems = isAnswered || isExpectedRefusal ? [] : [problemOf(exchange)]
  const isOk = problems.length === 0 && disappointments.length === 0
  if (isOk) keep(answerOf(outcome), step.save, values)
  const failure = isOk ? undefined : outcome.kind === 'timeout' || outcome.kind === 'closed' ? outcome.kind : 'answer'
  return { name, isOk, failure, problems, disappointments, exchange }
}

async function runReceive(step: ReceiveStep, { sender, protocol, timeoutMs, values }: Run): Promise<StepResult> {
  const { action } = readMessageName(protocol, step.receive)
  const name = `receive ${action}`
  try {
    const request = await sender.receivedUntyped(action, step.within === undefined ? timeoutMs : readDuration(step.within, 'ms'))
    const disappointments = disappointmentsOf(step.expect, request, values)
    const isOk = disappointments.length === 0
    if (isOk) keep(request, step.save, values)
    return { name, isOk, failure: isOk ? undefined : 'answer', problems: [], disappointments }
  } catch (error) {
    return failed(name, error)
  }
}

function failed(name: string, error: unknown): StepResult {
  const failure = error instanceof ReceiveTimeoutError ? 'timeout' : isConnectionError(error) ? 'closed' : 'payload'
  const faults = isOcppError(error)
    ? error.violations.map((violation) => `the payload breaks its schema: ${describeViolation(violation)}`)
    : []
  return { name, isOk: false, failure, problems: faults.length > 0 ? faults : [(error as Error).message], disappointments: [] }
}

function disappointmentsOf(expect: SendStep['expect'], payload: object, values: Values): Disappointment[] {
  const expectations = Object.entries(expect ?? {}).map(([path, value]) => {
    const filled = fillIn(value, values, Date.now())
    return { path, expected: typeof filled === 'string' ? filled : JSON.stringify(filled) }
  })
  return unmet(expectations, payload)
}

/** Saves what the step asks for, and a transaction's id by itself. */
function keep(payload: object, save: SendStep['save'], values: Map<string, unknown>): void {
  for (const [name, path] of Object.entries(save ?? {})) values.set(name, valueAt(payload, path))
  const transactionId = valueAt(payload, 'transactionId')
  if (transactionId !== undefined && save?.['transactionId'] === undefined) values.set('transactionId', transactionId)
}
