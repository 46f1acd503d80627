import { readMessageName } from '../catalogue.js'
import { readDuration } from '../duration.js'
import { answerOf, type Exchange } from '../exchange.js'
import { type Disappointment, unmet, valueAt } from '../expectations.js'
import type { ProtocolWithSchema } from '../generate/generate.js'
import type { Sender } from '../sender.js'
import type { ReceiveStep, SendStep, Sequence, Step } from './steps.js'
import { carry, fillIn, setAt } from './values.js'

/** What came of one step. */
export interface StepReport {
  /** From 0. */
  readonly index: number
  /** `send BootNotification`, `wait 2s`, `receive Reset`. */
  readonly name: string
  readonly isOk: boolean
  /** Why it is not. */
  readonly problems: readonly string[]
  readonly disappointments: readonly Disappointment[]
  /** Set for a `send`. */
  readonly exchange?: Exchange | undefined
}

export interface SequenceReport {
  readonly isOk: boolean
  /** Of the steps that ran; the first that fails is the last. */
  readonly steps: readonly StepReport[]
  /** What was saved. */
  readonly values: Readonly<Record<string, unknown>>
}

export interface RunOptions {
  readonly sender: Sender
  readonly protocol: ProtocolWithSchema
  readonly sequence: Sequence
  /** Payloads of one run speak of the same station, driver and transaction. Default: a random seed. */
  readonly seed: number | string
  /** Time for a `receive` that says none, ms. Default 30,000. */
  readonly timeoutMs?: number | undefined
  /** Told of each step as it ends. */
  readonly onStep?: ((report: StepReport) => void) | undefined
  /** Default: real time. */
  readonly sleep?: ((durationMs: number) => Promise<void>) | undefined
}

/** Where a transaction's id stands in requests, so that what the server gave goes into those that follow. */
const transactionIds = ['transactionId', 'transactionInfo.transactionId']

/** Runs steps one after another until one fails. */
export async function runSequence(options: RunOptions): Promise<SequenceReport> {
  const { sequence, onStep } = options
  const values = new Map<string, unknown>(Object.entries(sequence.values ?? {}))
  const steps: StepReport[] = []
  for (const [index, step] of sequence.steps.entries()) {
    const report = await runStep(step, index, values, options)
    steps.push(report)
    onStep?.(report)
    if (!report.isOk) break
  }
  return { isOk: steps.every(({ isOk }) => isOk), steps, values: Object.fromEntries(values) }
}

async function runStep(step: Step, index: number, values: Map<string, unknown>, options: RunOptions): Promise<StepReport> {
  if ('send' in step) return runSend(step, index, values, options)
  if ('receive' in step) return runReceive(step, index, values, options)
  const { sleep = (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)) } = options
  await sleep(readDuration(step.wait, 'ms'))
  return { index, name: `wait ${step.wait}`, isOk: true, problems: [], disappointments: [] }
}

async function runSend(step: SendStep, index: number, values: Map<string, unknown>, options: RunOptions): Promise<StepReport> {
  const { sender, protocol } = options
  const { action } = readMessageName(protocol, step.send)
  const name = `send ${action}`
  let exchange: Exchange
  let disappointments: Disappointment[]
  try {
    exchange = await sender.send(action, payloadOf(step, action, values, options))
    disappointments = disappointmentsOf(step.expect, answerOf(exchange.outcome), values)
  } catch (error) {
    return { index, name, isOk: false, problems: [(error as Error).message], disappointments: [] }
  }
  const { outcome } = exchange
  const isAnswered = outcome.kind === 'answered' || outcome.kind === 'sent'
  const isExpectedRefusal = outcome.kind === 'refused' && Object.keys(step.expect ?? {}).some((path) => path.startsWith('error'))
  const problems = isAnswered || isExpectedRefusal ? [] : [problemOf(exchange)]
  const isOk = problems.length === 0 && disappointments.length === 0
  if (isOk) keep(answerOf(outcome), step.save, values)
  return { index, name, isOk, problems, disappointments, exchange }
}

async function runReceive(step: ReceiveStep, index: number, values: Map<string, unknown>, options: RunOptions): Promise<StepReport> {
  const { sender, protocol, timeoutMs = 30_000 } = options
  const { action } = readMessageName(protocol, step.receive)
  const name = `receive ${action}`
  try {
    const request = await sender.received(action, step.within === undefined ? timeoutMs : readDuration(step.within, 'ms'))
    const disappointments = disappointmentsOf(step.expect, request, values)
    if (disappointments.length === 0) keep(request, step.save, values)
    return { index, name, isOk: disappointments.length === 0, problems: [], disappointments }
  } catch (error) {
    return { index, name, isOk: false, problems: [(error as Error).message], disappointments: [] }
  }
}

function payloadOf(step: SendStep, action: string, values: Map<string, unknown>, { sender, seed }: RunOptions): object {
  const nowMs = Date.now()
  if (step.payload !== undefined) return fillIn(step.payload, values, nowMs) as object
  const generated = sender.generator(action, 'request', { seed, now: new Date(nowMs), optional: step.optional })
  const carried = carry(generated as object, values, transactionIds)
  return Object.entries(step.set ?? {}).reduce((payload, [path, value]) => setAt(payload, path, fillIn(value, values, nowMs)), carried)
}

function disappointmentsOf(expect: SendStep['expect'], payload: object, values: Map<string, unknown>): Disappointment[] {
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

/** One line about an exchange that ended otherwise than with a good answer. */
export function problemOf({ outcome }: Exchange): string {
  switch (outcome.kind) {
    case 'refused':
      return `CALLERROR ${outcome.errorCode}${outcome.errorDescription && `: ${outcome.errorDescription}`}`
    case 'invalid':
      return `the answer breaks its schema: ${outcome.violations.map(({ pointer, message }) => `${pointer || '/'} ${message}`).join('; ')}`
    case 'malformed':
      return `the answer is malformed: ${outcome.reason}`
    case 'timeout':
      return `no answer within ${outcome.timeoutMs} ms`
    case 'closed':
      return `the connection closed before the answer came: ${outcome.reason}`
    default:
      return ''
  }
}
