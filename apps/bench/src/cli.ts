#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { fullSizes, type Measure, measures, quickSizes } from './measures.js'
import { line, markdown } from './report.js'
import { type Result, run } from './runner.js'

const page = new URL('../../../docs/benchmarks.md', import.meta.url)
/** What stands below it was written by a person, and stays. */
const notesMark = '<!-- notes -->'

function rounds(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 50) return value
  throw new InvalidArgumentError('It must be a whole number from 1 to 50.')
}

const command = new Command('pnpm bench')
  .description('Measures raw ws, ocpp-rpc and ocpp-kit side by side and writes docs/benchmarks.md.')
  .option('--rounds <n>', 'rounds of each measure', rounds, 7)
  .option('--only <text>', 'only measures whose name has this text; nothing is written')
  .option('--quick', 'tiny sizes and one round, to see that everything runs; nothing is written')
  .option('--json', 'print the results as JSON')
  .option('--profile', 'run ocpp-kit once under --cpu-prof, profiles go to reports/')
  .showSuggestionAfterError()
  .parse()

const options = command.opts<{ rounds: number; only?: string; quick?: true; json?: true; profile?: true }>()
const chosen = measures.filter(({ name }) => name.toLowerCase().includes((options.only ?? '').toLowerCase()))
if (chosen.length === 0)
  command.error(`No measure has "${options.only}" in its name. They are:\n${measures.map(({ name }) => `  ${name}`).join('\n')}`, {
    exitCode: 2,
  })

if (options.profile === true) await profile(chosen)
else await measureAll(chosen)

async function measureAll(list: readonly Measure[]): Promise<void> {
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
  writeFileSync(page, markdown(results, times, notes()))
  console.log(`Written to ${fileURLToPath(page)}`)
}

function notes(): string {
  const old = existsSync(page) ? readFileSync(page, 'utf8') : ''
  const at = old.indexOf(notesMark)
  return at < 0 ? `${notesMark}\n` : old.slice(at)
}

async function profile(list: readonly Measure[]): Promise<void> {
  const folder = fileURLToPath(new URL('../reports/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const measure of list) await measure.run('ocpp-kit', fullSizes, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
  console.log(`Profiles are in ${folder}`)
}
