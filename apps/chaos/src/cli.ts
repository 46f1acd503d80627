#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander'
import { runChaos, someSeed } from './chaos.js'
import { describeReport } from './report.js'

const exitCodes = { failed: 1, usage: 2, stopped: 130 } as const

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

interface Options {
  readonly seed?: number
  readonly kills: number
  readonly stations: number
  readonly database?: string
  readonly sampleInterval: number
  readonly minutes: number
  readonly keep?: true
  readonly json?: true
}

const command = new Command('pnpm chaos')
  .description(
    'Drives stations of 1.6, 2.0.1 and 2.1 against ocpp-csms, kills it with SIGKILL again and again, and compares what the stations ' +
      'were answered with what was kept.',
  )
  .option('--seed <number>', 'what is left to chance follows from it (default: another each time)', whole(0, 2 ** 31))
  .option('--kills <number>', 'kills under load; one more comes at the end', whole(0, 10_000), 20)
  .option('--stations <number>', 'stations, each with two outlets', whole(1, 5_000), 60)
  .option(
    '--database <place>',
    'a file that is not there yet, or postgres://…, where a schema is made and dropped (default: a file that is removed)',
  )
  .option('--sample-interval <seconds>', 'time between two readings of a meter; drivers come and go in proportion', whole(1, 3_600), 1)
  .option('--minutes <number>', 'no kill comes later; a run with fewer kills has failed', whole(1, 1_440), 15)
  .option('--keep', 'leave the database')
  .option('--json', 'print the report as JSON')
  .showSuggestionAfterError()
  .allowExcessArguments(false)
  .exitOverride()

async function main(): Promise<number> {
  try {
    command.parse()
  } catch (error) {
    return (error as { exitCode?: number }).exitCode === 0 ? 0 : exitCodes.usage
  }
  const { seed = someSeed(), minutes, sampleInterval: sampleIntervalS, json, ...options } = command.opts<Options>()
  const say = (line: string): void => console.error(line)
  say(`seed ${seed}`)
  // The csms goes with the process; a schema stays.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(exitCodes.stopped))
  const report = await runChaos({ ...options, seed, sampleIntervalS, maxKillingMs: minutes * 60_000, say })
  const { mischief, ...others } = report
  console.log(json === true ? JSON.stringify({ ...others, mischief: Object.fromEntries(mischief) }) : describeReport(report).join('\n'))
  return report.findings.length === 0 ? 0 : exitCodes.failed
}

process.exitCode = await main()
