import { cpus } from 'node:os'
import type { FleetFigures } from './measure.js'

const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const met = (is: boolean): string => (is ? 'met' : 'missed')

/** What a station may take beside its socket, and how long ten thousand may take to be accepted. */
const fleetTargets = { aboveSocketBytes: 30_000, rampMs: 60_000 }

const figureRows = (figures: FleetFigures): readonly (readonly [string, string, string, string])[] => {
  const { sizes } = figures
  return [
    [`heap per station, ${sizes.many} stations`, kB(figures.stationHeapBytes), '', ''],
    ['of it the bare socket (ws)', kB(figures.socketHeapBytes), '', ''],
    [
      'beside the socket',
      `**${kB(figures.aboveSocketBytes)}**`,
      `≤ ${kB(fleetTargets.aboveSocketBytes)}`,
      met(figures.aboveSocketBytes <= fleetTargets.aboveSocketBytes),
    ],
    ['resident memory per station', kB(figures.stationRssBytes), '', ''],
    [
      `${sizes.many} stations accepted, ramp of ${seconds(sizes.overMs)}`,
      `**${seconds(figures.rampMs)}**, ${seconds(figures.rampCpuMs)} of CPU`,
      `≤ ${seconds(fleetTargets.rampMs)}`,
      met(figures.rampMs <= fleetTargets.rampMs),
    ],
    [`${sizes.herd} stations accepted, all at once`, `**${seconds(figures.herdMs)}**, ${seconds(figures.herdCpuMs)} of CPU`, '', ''],
  ]
}

/** The section of `docs/benchmarks.md` about fleets. */
export function fleetSection(figures: FleetFigures): string {
  const rows = figureRows(figures).map((cells) => `| ${cells.join(' | ')} |`)
  return `## Fleets

Measured ${new Date().toISOString().slice(0, 10)} on Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores, by \`pnpm bench fleet\`: virtual 2.0.1 stations in one
process, each with a socket of its own to a csms of bare ws in another, connected, booted and with the status of their connectors reported.
Medians of ${figures.sizes.rounds} rounds.

| measure | figure | target | |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

/** Lines for the terminal. */
export const fleetLines = (figures: FleetFigures): readonly string[] =>
  figureRows(figures).map(([name, figure, target, is]) => `${name.padEnd(48)} ${figure.replaceAll('**', '')}  ${target} ${is}`.trimEnd())
