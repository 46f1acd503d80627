import { randomSeed } from '@ocpp-kit/rpc'
import { checkPayloads } from '../sequence/check.js'
import { parseSequence } from '../sequence/parse.js'
import { runSequence } from '../sequence/run.js'
import { connect } from './connect.js'
import type { Environment } from './environment.js'
import { exitCodeOfStep, exitCodes } from './exit-codes.js'
import { readInput, readNamed } from './input.js'
import { exchangeToJson } from './print.js'
import { boot } from './send-one.js'

/** `--sequence`: the steps of a file. */
export async function runSequenceFile(environment: Environment, path: string): Promise<number> {
  const { options, protocol, print, json, signal } = environment
  const text = path === '-' ? await readInput('--sequence', path, environment) : await readNamed('--sequence', path)
  const sequence = parseSequence(text, protocol, path)
  const seed = options.seed ?? randomSeed()
  // Here as well, so that a mistake is told before there is a connection.
  if (options.validate) await checkPayloads(sequence, protocol, seed)
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    const refused = await boot(environment, sender, undefined)
    if (refused !== undefined) return refused
    const { steps, isOk } = await runSequence({
      sender,
      protocol,
      sequence,
      seed,
      timeoutMs: options.timeout,
      signal,
      onStep: (step) => {
        if (!options.json) return print.step(step)
        const { index, name, isOk: isStepOk, problems, disappointments, exchange } = step
        const sent = exchange === undefined ? {} : exchangeToJson(sender.identity, exchange, disappointments, isStepOk)
        json({ step: index + 1, name, station: sender.identity, ok: isStepOk, problems, unmet: disappointments, ...sent })
      },
    })
    const failure = steps.at(-1)?.failure
    return isOk || failure === undefined ? exitCodes.ok : exitCodeOfStep[failure]
  } finally {
    await senders.close()
  }
}
