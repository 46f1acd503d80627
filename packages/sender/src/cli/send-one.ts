import { answerOf, type Exchange } from '../exchange.js'
import { type Disappointment, unmet } from '../expectations.js'
import { createGenerator, type Generator } from '../generate/generate.js'
import { describeViolation, problemKindOf } from '../problems.js'
import { repeat } from '../repeat.js'
import type { AnySender } from '../sender.js'
import { connect } from './connect.js'
import type { Environment } from './environment.js'
import { exitCodeOf, exitCodeOfRun, exitCodes } from './exit-codes.js'
import { readInput, readPayload, UsageError } from './input.js'
import { readName } from './message-name.js'
import { type CliOptions, isWhole } from './options.js'
import { exchangeToJson } from './print.js'
import { progressBar } from './progress.js'

interface Judgement {
  readonly found: readonly Disappointment[]
  readonly isOk: boolean
}

/** Whether an answer is the one that was wanted: a CALLERROR only where an expectation speaks of its code. */
function judge(exchange: Exchange, expect: CliOptions['expect']): Judgement {
  const found = unmet(expect, answerOf(exchange.outcome))
  const { kind } = exchange.outcome
  const isGood = kind === 'answered' || kind === 'sent' || (kind === 'refused' && expect.some(({ path }) => path.startsWith('error')))
  return { found, isOk: isGood && found.length === 0 }
}

/** `--request`: one message, or the same many times. */
export async function sendRequest(environment: Environment, name: string): Promise<number> {
  const { options, protocol } = environment
  const { action, kind } = await readName(environment, name)
  if (kind === 'response') throw new UsageError(`--request: ${name} is an answer; "ocpp-sender generate ${name}" shows one`)
  const given = options.param === undefined ? undefined : await readPayload(options.param, environment)
  const generator = (await createGenerator(protocol)) as Generator
  const payload = (number: number): object => {
    if (given !== undefined) return given
    const seed = options.seed === undefined ? undefined : number === 0 ? options.seed : `${options.seed}/${number}`
    return generator(action, 'request', { seed, optional: isWhole(options), now: new Date() }) as unknown as object
  }
  if (options.validate) await checkPayload(environment, action, payload(0))
  return options.repeat === undefined ? once(environment, action, payload(0)) : many(environment, action, options.repeat, payload)
}

/** @throws UsageError with every JSON pointer */
async function checkPayload({ protocol }: Environment, action: string, payload: object): Promise<void> {
  const { validate } = await protocol.describe()
  const { violations } = validate(action, 'request', payload)
  if (violations.length === 0) return
  const lines = violations.map((violation) => `  ${describeViolation(violation)}`)
  throw new UsageError(`the payload of ${action} breaks its schema; --no-validate sends it all the same\n${lines.join('\n')}`)
}

async function once(environment: Environment, action: string, payload: object): Promise<number> {
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    const refused = await boot(environment, sender, action)
    return refused ?? show(environment, sender, await sender.sendUntyped(action, payload))
  } finally {
    await senders.close()
  }
}

/** `--raw`: text as it is. */
export async function sendRaw(environment: Environment, given: string): Promise<number> {
  const text = await readInput('--raw', given, environment)
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    const refused = await boot(environment, sender, undefined)
    return refused ?? show(environment, sender, await sender.sendRaw(text))
  } finally {
    await senders.close()
  }
}

function show(environment: Environment, sender: AnySender, exchange: Exchange): number {
  const judgement = judge(exchange, environment.options.expect)
  display(environment, sender, exchange, judgement)
  return exitCodeOf(exchange, judgement.isOk)
}

function display({ options, print, json, signal }: Environment, sender: AnySender, exchange: Exchange, { found, isOk }: Judgement): void {
  // What Ctrl-C has cut off is no answer.
  if (signal.aborted) return
  if (options.json) return json(exchangeToJson(sender.identity, exchange, found, isOk))
  print.exchange(exchange)
  print.disappointments(found)
}

/** `--boot`: a BootNotification first. Returns the exit code where the server has not accepted the station; quiet, it shows a refusal only. */
export async function boot(
  environment: Environment,
  sender: AnySender,
  action: string | undefined,
  isQuiet = false,
): Promise<number | undefined> {
  const { options, print, signal } = environment
  if (!options.boot || action === 'BootNotification') return undefined
  const exchange = await sender.sendUntyped('BootNotification', undefined, { optional: isWhole(options) })
  const judgement = judge(exchange, [{ path: 'status', expected: 'Accepted' }])
  if (judgement.isOk && isQuiet) return undefined
  display(environment, sender, exchange, judgement)
  if (!options.json && !signal.aborted) print.line()
  return judgement.isOk ? undefined : exitCodeOf(exchange, false)
}

async function many(environment: Environment, action: string, count: number, payload: (number: number) => object): Promise<number> {
  const { options, print, json, signal } = environment
  const senders = await connect(environment, Math.min(options.concurrency, count))
  const bar = progressBar(environment, count)
  try {
    for (const sender of senders.all) {
      const refused = await boot(environment, sender, action, true)
      if (refused !== undefined) return refused
    }
    const summary = await repeat({
      senders: senders.all,
      action,
      count,
      intervalMs: options.interval,
      payload,
      signal,
      onProgress: bar.update,
      problemOf: (exchange) => {
        const { found, isOk } = judge(exchange, options.expect)
        const unmetKinds = found.map(({ path, expected }) => `${path} is not ${expected}`)
        return isOk ? undefined : problemKindOf(exchange) || unmetKinds.join('; ')
      },
    })
    bar.end()
    if (options.json) json({ action, station: senders.all[0].identity, ...summary })
    else print.summary(summary)
    return signal.aborted ? exitCodes.interrupted : exitCodeOfRun(summary)
  } finally {
    bar.end()
    await senders.close()
  }
}
