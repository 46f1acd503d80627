import { randomSeed } from '@ocpp-kit/rpc'
import { parseSequence } from '../sequence/parse.js'
import { runSequence } from '../sequence/run.js'
import { connect } from './connect.js'
import type { Environment } from './environment.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { readInput, readNamed } from './input.js'
import { exchangeToJson } from './print.js'
import { boot } from './send-one.js'

/** `--sequence`: the steps of a file. */
export async function runSequenceFile(environment: Environment, path: string): Promise<number> {
  const { options, protocol, print, json, stdin } = environment
  const text = path === '-' ? await readInput('--sequence', path, stdin) : await readNamed('--sequence', path)
  const sequence = parseSequence(text, protocol, path)
  const senders = await connect(environment, 1)
  try {
    const [sender] = senders.all
    if (!(await boot(environment, sender, undefined))) return exitCodes.failed
    const report = await runSequence({
      sender,
      protocol,
      sequence,
      seed: options.seed ?? randomSeed(),
      timeoutMs: options.timeout,
      onStep: (step) => {
        if (!options.json) return print.step(step)
        const { index, name, isOk, problems, disappointments, exchange } = step
        const sent = exchange === undefined ? {} : exchangeToJson(exchange, disappointments, isOk)
        json({ step: index + 1, name, ok: isOk, problems, ...sent })
      },
    })
    if (report.isOk) return exitCodes.ok
    const last = report.steps.at(-1)?.exchange
    return last === undefined ? exitCodes.failed : exitCodeOf(last, false)
  } finally {
    await senders.close()
  }
}
