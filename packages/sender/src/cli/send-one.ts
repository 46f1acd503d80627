import { readMessageName } from '../catalogue.js'
import { answerOf, type Exchange } from '../exchange.js'
import { type Disappointment, describeDisappointment, unmet } from '../expectations.js'
import { createGenerator } from '../generate/generate.js'
import { problemOf } from '../problems.js'
import { repeat } from '../repeat.js'
import type { Sender } from '../sender.js'
import { connect } from './connect.js'
import type { Environment } from './environment.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { readInput, readPayload, UsageError } from './input.js'
import { type CliOptions, isWhole } from './options.js'
import { exchangeToJson } from './print.js'
import { progressBar } from './progress.js'

/** Whether an answer is the one that was wanted: a CALLERROR only where an expectation speaks of its code. */
function judge(exchange: Exchange, expect: CliOptions['expect']): { readonly found: Disappointment[]; readonly isOk: boolean } {
  const found = unmet(expect, answerOf(exchange.outcome))
  const { kind } = exchange.outcome
  const isGood = kind === 'answered' || kind === 'sent' || (kind === 'refused' && expect.some(({ path }) => path.startsWith('error')))
  return { found, isOk: isGood && found.length === 0 }
}

/** `--request`: one message, or the same many times. */
export async function sendRequest(environment: Environment, name: string): Promise<number> {
  const { options, protocol, stdin } = environment
  const { action, kind } = readMessageName(protocol, name)
  if (kind === 'response') throw new UsageError(`--request: ${name} is an answer; "ocpp-sender generate ${name}" shows one`)
  const given = options.param === undefined ? undefined : await readPayload(options.param, stdin)
  const generator = await createGenerator(protocol)
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
  const lines = violations.map(({ pointer, message, keyword }) => `  ${pointer || '/'}: ${message} (${keyword})`)
  throw new UsageError(`the payload of ${action} breaks its schema; --no-validate sends it all the same\n${lines.join('\n')}`)
}

async function once(environment: Environment, action: string, payload: object): Promise<number> {
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    if (!(await boot(environment, sender, action))) return exitCodes.failed
    return show(environment, await sender.send(action, payload))
  } finally {
    await senders.close()
  }
}

/** `--raw`: text as it is. */
export async function sendRaw(environment: Environment, given: string): Promise<number> {
  const text = await readInput('--raw', given, environment.stdin)
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    if (!(await boot(environment, sender, undefined))) return exitCodes.failed
    return show(environment, await sender.sendRaw(text))
  } finally {
    await senders.close()
  }
}

function show({ options, print, json }: Environment, exchange: Exchange): number {
  const { found, isOk } = judge(exchange, options.expect)
  if (options.json) json(exchangeToJson(exchange, found, isOk))
  else {
    print.exchange(exchange)
    print.disappointments(found)
  }
  return exitCodeOf(exchange, isOk)
}

/** `--boot`: a BootNotification first. Returns whether the server has accepted the station; quiet, it shows a refusal only. */
export async function boot(
  { options, print, json }: Environment,
  sender: Sender,
  action: string | undefined,
  isQuiet = false,
): Promise<boolean> {
  if (!options.boot || action === 'BootNotification') return true
  const exchange = await sender.send('BootNotification')
  const { found, isOk } = judge(exchange, [{ path: 'status', expected: 'Accepted' }])
  if (isOk && isQuiet) return true
  if (options.json) json(exchangeToJson(exchange, found, isOk))
  else {
    print.exchange(exchange)
    print.disappointments(found)
    print.line()
  }
  return isOk
}

async function many(environment: Environment, action: string, count: number, payload: (number: number) => object): Promise<number> {
  const { options, print, json, signal } = environment
  const senders = await connect(environment, Math.min(options.concurrency, count))
  const bar = progressBar(environment, count)
  try {
    for (const sender of senders.all) if (!(await boot(environment, sender, action, true))) return exitCodes.failed
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
        return isOk ? undefined : [problemOf(exchange), ...found.map(describeDisappointment)].filter(Boolean).join('; ')
      },
    })
    bar.end()
    if (options.json) json({ action, ...summary })
    else print.summary(summary)
    if (signal.aborted) return exitCodes.interrupted
    return summary.ok === count ? exitCodes.ok : exitCodes.failed
  } finally {
    bar.end()
    await senders.close()
  }
}
