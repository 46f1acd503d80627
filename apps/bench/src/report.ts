import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import type { Measure } from './measures.js'
import type { Result } from './runner.js'
import type { Spread } from './statistics.js'

const figure = (value: number, unit: Measure['unit']): string =>
  unit === 'B' ? `${(value / 1_000).toFixed(1)} kB` : `${value.toFixed(1)} ${unit}`

const comparison = ({ min, median, max }: Spread, { compare }: Measure): string =>
  compare === 'ratio'
    ? `**${median.toFixed(2)} ×** (${min.toFixed(2)}–${max.toFixed(2)})`
    : `**+${median.toFixed(1)} ms** (${min.toFixed(1)}–${max.toFixed(1)})`

const targetOf = ({ unit, compare, target }: Measure): string =>
  unit === 'B' ? `≤ ${target / 1_000} kB` : compare === 'ratio' ? `≤ ${target} ×` : `≤ +${target} ms`

const row = ({ measure, figures, against, isMet }: Result): string =>
  `| ${[
    measure.name,
    figure(figures.raw, measure.unit),
    `${figure(figures['ocpp-rpc'], measure.unit)}, ${comparison(against['ocpp-rpc'], measure)}`,
    `${figure(figures['ocpp-kit'], measure.unit)}, ${comparison(against['ocpp-kit'], measure)}`,
    targetOf(measure),
    isMet ? 'met' : 'missed',
  ].join(' | ')} |`

function versionOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(name)
  const manifest = JSON.parse(
    readFileSync(`${path.slice(0, path.lastIndexOf(`node_modules/${name}/`))}node_modules/${name}/package.json`, 'utf8'),
  ) as { version: string }
  return manifest.version
}

/** The tables of `docs/benchmarks.md`; `notes` follow them as they are. */
export function markdown(results: readonly Result[], rounds: number, notes: string): string {
  const groups = [...new Set(results.map(({ measure }) => measure.group))]
  const tables = groups.map((group) => {
    const rows = results.filter(({ measure }) => measure.group === group).map(row)
    return `## ${group}\n\n| measure | raw ws | ocpp-rpc | ocpp-kit | target | |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
  })
  const missed = results.filter(({ isMet }) => !isMet).length
  return `# Benchmarks

Measured ${new Date().toISOString().slice(0, 10)} on Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores; ws ${versionOf('ws')}, ocpp-rpc ${versionOf('ocpp-rpc')}.
${results.length - missed} of ${results.length} targets met.

\`pnpm bench\` measures and writes this page. Each figure is the CPU time, user and system, of the process under measurement; the other end is
always bare ws. \`raw ws\` does JSON and matches ids, no more. ocpp-rpc runs in strict mode, ocpp-kit with its defaults, which hold every payload to
its schema in both directions. Parties take turns within each of ${rounds} rounds; a ratio is taken within a round, so that the machine's moods fall out:
median (least–most).

${tables.join('\n')}
${notes}`
}

/** A line for the terminal. */
export const line = ({ measure, figures, against, isMet }: Result): string =>
  `${isMet ? '✓' : '✗'} ${measure.name.padEnd(58)} raw ${figure(figures.raw, measure.unit).padStart(9)}   ocpp-rpc ${comparison(against['ocpp-rpc'], measure)}   ocpp-kit ${comparison(against['ocpp-kit'], measure)}   ${targetOf(measure)}`
