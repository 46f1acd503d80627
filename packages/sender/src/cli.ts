#!/usr/bin/env node
import { CommanderError } from 'commander'
import { protocols } from './cli/environment.js'
import { exitCodes } from './cli/exit-codes.js'
import { explainConnection } from './cli/explain.js'
import { UsageError } from './cli/input.js'
import { createPrinter } from './cli/print.js'
import { type Asked, readCommandLine } from './cli/program.js'
import { SequenceError } from './sequence/error.js'

async function main(): Promise<number> {
  const print = createPrinter({
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    hasColour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  })
  // Whoever reads may have seen enough, as head does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed))
  const interruption = new AbortController()
  // The second Ctrl-C ends the process where the first takes too long.
  process.once('SIGINT', () => interruption.abort())
  let asked: Asked | undefined
  try {
    asked = readCommandLine(process.argv.slice(2))
    const { options, run } = asked
    const code = await run({
      options,
      print,
      protocol: await protocols[options.version](),
      stdin: process.stdin,
      json: (value) => process.stdout.write(`${JSON.stringify(value)}\n`),
      hasTerminal: process.stderr.isTTY,
      drawProgress: (text) => process.stderr.write(text),
      signal: interruption.signal,
    })
    return interruption.signal.aborted ? exitCodes.interrupted : code
  } catch (error) {
    if (interruption.signal.aborted) return exitCodes.interrupted
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    const connection = explainConnection(error, asked?.options.url ?? '')
    const isUsage = error instanceof UsageError || error instanceof SequenceError
    // Anything else is a fault of ours or of the system, and wants its stack.
    print.error(connection ?? (isUsage ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)))
    if (connection !== undefined) return exitCodes.noConnection
    return isUsage ? exitCodes.usage : exitCodes.failed
  }
}

process.exitCode = await main()
