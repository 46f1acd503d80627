#!/usr/bin/env node
import { isCsmsError } from '@ocpp-kit/csms'
import { Command, InvalidArgumentError } from 'commander'
import { startDemo } from './demo.js'

const exitCodes = { failed: 1, usage: 2, impatient: 130 } as const
/** Whatever hangs, Ctrl-C ends within two seconds. */
const patienceMs = 1_800

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

const command = new Command('npm start --')
  .description('A csms and three stations (OCPP 1.6, 2.0.1, 2.1) that boot, authorize, charge and stop, again and again.')
  .option('--port <port>', 'port of the csms on 127.0.0.1; 0 takes any that is free', wholeNumber(0, 65_535), 9_000)
  .option('--speed <factor>', 'how much faster than usual the drivers are', wholeNumber(1, 100), 1)
  .showSuggestionAfterError()
  .showHelpAfterError('Try --help.')
  .allowExcessArguments(false)
  .exitOverride()

try {
  command.parse()
} catch (error) {
  process.exit((error as { exitCode?: number }).exitCode === 0 ? 0 : exitCodes.usage)
}

const { port, speed } = command.opts<{ port: number; speed: number }>()
try {
  const demo = await startDemo({ port, speed, write: (line) => void process.stdout.write(`${line}\n`) })
  let isEnding = false
  const end = (): void => {
    if (isEnding) process.exit(exitCodes.impatient)
    isEnding = true
    setTimeout(() => process.exit(exitCodes.failed), patienceMs).unref()
    demo.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(exitCodes.failed)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
} catch (error) {
  if (!isCsmsError(error) || error.code !== 'PORT_TAKEN') throw error
  console.error(`The demo cannot start: ${error.message}. Choose another port: npm start -- --port 9001`)
  process.exit(exitCodes.failed)
}
