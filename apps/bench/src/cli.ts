#!/usr/bin/env node
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { defaultPostgres, type EngineName, engines, measureCsms, profileCsms } from './csms/measure.js'
import { csmsSection, goalsOf } from './csms/report.js'
import { type CsmsSizes, fullCsms, quickCsms } from './csms/sizes.js'
import { fullFleet, measureFleet, quickFleet } from './fleet/measure.js'
import { fleetLines, fleetSection } from './fleet/report.js'
import { fullSizes, type Measure, measures, quickSizes } from './measures.js'
import { notesOf, replaceSection, replaceTables } from './page.js'
import { line, markdown } from './report.js'
import { type Result, run } from './runner.js'

function rounds(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 50) return value
  throw new InvalidArgumentError('It must be a whole number from 1 to 50.')
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

const command = new Command('pnpm bench')
  .description('Measures what ocpp-kit costs and writes docs/benchmarks.md.')
  .enablePositionalOptions()
  .showSuggestionAfterError()

interface CallOptions {
  readonly rounds: number
  readonly only?: string
  readonly quick?: true
  readonly json?: true
  readonly profile?: true
}

command
  .command('calls', { isDefault: true })
  .description('raw ws, ocpp-rpc and ocpp-kit side by side: calls, connections, start')
  .option('--rounds <n>', 'rounds of each measure', rounds, 7)
  .option('--only <text>', 'only measures whose name has this text; nothing is written')
  .option('--quick', 'tiny sizes and one round, to see that everything runs; nothing is written')
  .option('--json', 'print the results as JSON')
  .option('--profile', 'run ocpp-kit once under --cpu-prof, profiles go to reports/')
  .action(async (options: CallOptions) => {
    const chosen = measures.filter(({ name }) => name.toLowerCase().includes((options.only ?? '').toLowerCase()))
    if (chosen.length === 0) {
      const names = measures.map(({ name }) => `  ${name}`).join('\n')
      command.error(`No measure has "${options.only}" in its name. They are:\n${names}`, { exitCode: 2 })
    }
    await (options.profile === true ? profile(chosen) : measureAll(chosen, options))
  })

command
  .command('fleet')
  .description('thousands of virtual stations in one process: memory of each, time until all are accepted')
  .option('--rounds <n>', 'rounds', rounds, fullFleet.rounds)
  .option('--quick', 'tiny sizes and one round, to see that everything runs; nothing is written')
  .option('--json', 'print the results as JSON')
  .action(async (options: Pick<CallOptions, 'rounds' | 'quick' | 'json'>) => {
    const figures = await measureFleet(options.quick === true ? quickFleet : { ...fullFleet, rounds: options.rounds })
    console.log(options.json === true ? JSON.stringify(figures) : fleetLines(figures).join('\n'))
    if (options.quick !== true) console.log(`Written to ${replaceSection('fleet', fleetSection(figures))}`)
  })

interface CsmsOptions extends Pick<CallOptions, 'rounds' | 'quick' | 'json'> {
  readonly postgres: string
  readonly seconds?: number
  readonly fillTransactions?: number
  readonly fillSamples?: number
  readonly idle?: number
  readonly acceptRate?: number
  readonly dry?: true
  readonly profile?: EngineName
}

command
  .command('csms')
  .description('the csms under load: events per second, answer times, CPU, memory; on SQLite, on PostgreSQL, and without storing')
  .option('--rounds <n>', 'rounds', rounds, fullCsms.rounds)
  .option('--postgres <url>', 'a server that lets databases be made', defaultPostgres())
  .option('--seconds <n>', 'length of each measure', whole(1, 600))
  .option('--fill-transactions <n>', 'transactions in the tables, for the measure with full tables; 0 leaves it out', whole(0, 10_000_000))
  .option('--fill-samples <n>', 'samples in them', whole(1, 1_000_000_000))
  .option('--idle <n>', 'idle stations; 0 leaves them out', whole(0, 15_000))
  .option('--accept-rate <n>', 'idle stations let in per second', whole(1, 100_000))
  .addOption(new Option('--profile <store>', 'run once under --cpu-prof; the profile goes to reports/').choices(engines))
  .option('--dry', 'write nothing')
  .option('--quick', 'tiny sizes and one round, to see that everything runs; nothing is written')
  .option('--json', 'print the figures as JSON')
  .action(async (options: CsmsOptions) => {
    const sizes = options.quick === true ? quickCsms : csmsSizesOf(options)
    const plan = { sizes, postgres: options.postgres, say: (line: string) => console.error(line) }
    if (options.profile !== undefined) {
      const folder = reportsFolder()
      await profileCsms(plan, options.profile, folder)
      console.log(`The profile is in ${folder}`)
      return
    }
    const figures = await measureCsms(plan)
    if (options.json === true) console.log(JSON.stringify(figures))
    else
      for (const { name, figure, target, isMet } of goalsOf(figures))
        console.log(`${isMet ? '✓' : '✗'} ${name.padEnd(50)} ${figure}  ${target}`)
    if (options.quick === true || options.dry === true) return
    console.log(`Written to ${replaceSection('csms', csmsSection(figures, notesOf('csms notes')))}`)
  })

await command.parseAsync()

function csmsSizesOf(options: CsmsOptions): CsmsSizes {
  const { rounds, seconds, fillTransactions, fillSamples, idle, acceptRate } = options
  const { fill, ...others } = fullCsms
  return {
    ...others,
    rounds,
    spellMs: seconds === undefined ? others.spellMs : seconds * 1000,
    fill: { transactions: fillTransactions ?? fill.transactions, samples: fillSamples ?? fill.samples },
    idle: idle ?? others.idle,
    acceptRate: acceptRate ?? others.acceptRate,
  }
}

async function measureAll(list: readonly Measure[], options: CallOptions): Promise<void> {
  const results: Result[] = []
  const [times, sizes] = options.quick === true ? [1, quickSizes] : [options.rounds, fullSizes]
  for (const measure of list) {
    const result = await run(measure, times, sizes)
    results.push(result)
    if (options.json !== true) console.log(line(result))
  }
  if (options.json === true)
    console.log(JSON.stringify(results.map(({ measure: { name, unit, target }, ...figures }) => ({ name, unit, target, ...figures }))))
  if (options.quick === true || options.only !== undefined) return
  console.log(`Written to ${replaceTables((notes) => markdown(results, times, notes))}`)
}

async function profile(list: readonly Measure[]): Promise<void> {
  const folder = reportsFolder()
  for (const measure of list) await measure.run('ocpp-kit', fullSizes, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
  console.log(`Profiles are in ${folder}`)
}

function reportsFolder(): string {
  const folder = fileURLToPath(new URL('../reports/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  return folder
}
