import { cpus, loadavg } from 'node:os'
import { median, spreadOf } from '../statistics.js'
import { type CsmsFigures, type EngineName, engines, type SpellFigures } from './measure.js'

const targets = { perSecond: 2_800, cpuUs: 285, p99Ms: 50, ratio: 2, idleBytes: 25_000, returnMs: 60_000 }

const met = (is: boolean): string => (is ? 'met' : 'missed')
const ms = (value: number): string => `${value.toFixed(1)} ms`
const us = (value: number): string => `${value.toFixed(0)} µs`
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

type Load = SpellFigures['load']

/** What a kind of spell came to: medians over the rounds, and what it cost beside the csms that stores nothing, round by round. */
function rowOf({ spells }: CsmsFigures, engine: EngineName, load: Load, size: number): string | undefined {
  const mine = spells.filter((one) => one.engine === engine && one.load === load && one.size === size)
  if (mine.length === 0) return undefined
  const middle = (of: (one: SpellFigures) => number): number => median(mine.map(of))
  const ratios = mine.flatMap((one) => {
    const base = spells.find(
      (other) => other.engine === 'no store' && other.load === load && other.size === size && other.round === one.round,
    )
    return base === undefined || engine === 'no store' ? [] : [cpuOf(one) / cpuOf(base)]
  })
  const { min, median: usual, max } = spreadOf(ratios)
  return `| ${[
    engine,
    middle(({ perSecond }) => perSecond).toFixed(0),
    ms(middle(({ p50Ms }) => p50Ms)),
    ms(middle(({ p99Ms }) => p99Ms)),
    us(middle(({ csmsCpuUs }) => csmsCpuUs)),
    us(middle(({ databaseCpuUs }) => databaseCpuUs)),
    ratios.length === 0 ? '' : `**${usual.toFixed(2)} ×** (${min.toFixed(2)}–${max.toFixed(2)})`,
  ].join(' | ')} |`
}

const cpuOf = ({ csmsCpuUs, databaseCpuUs }: SpellFigures): number => csmsCpuUs + databaseCpuUs

const head = '| | events/s | p50 | p99 | CPU of the csms | of the database | CPU beside no store |\n|---|---|---|---|---|---|---|'

function table(figures: CsmsFigures, load: Load, size: number): string {
  return [head, ...engines.flatMap((engine) => rowOf(figures, engine, load, size) ?? [])].join('\n')
}

interface Goal {
  readonly name: string
  readonly figure: string
  readonly target: string
  readonly isMet: boolean
}

/** The goals, each by the engine that does worst. */
export function goalsOf(figures: CsmsFigures): readonly Goal[] {
  const { spells, sizes, idle } = figures
  const stored = spells.filter(({ engine }) => engine !== 'no store')
  const stores = engines.filter((engine) => stored.some((one) => one.engine === engine))
  const worst = (load: Load, size: number, of: (one: SpellFigures) => number, pick: (...values: number[]) => number): number =>
    pick(...stores.map((engine) => median(stored.filter((one) => one.engine === engine && one.load === load && one.size === size).map(of))))
  const perSecond = worst('closed', sizes.stations, (one) => one.perSecond, Math.min)
  const cpuUs = worst('closed', sizes.stations, cpuOf, Math.max)
  const rate = sizes.rates[0] ?? 0
  const p99Ms = worst('open', rate, (one) => one.p99Ms, Math.max)
  const goals: Goal[] = [
    {
      name: `events/s, ${sizes.stations} stations`,
      figure: perSecond.toFixed(0),
      target: `≥ ${targets.perSecond}`,
      isMet: perSecond >= targets.perSecond,
    },
    { name: 'CPU per event, csms and database', figure: us(cpuUs), target: `≤ ${us(targets.cpuUs)}`, isMet: cpuUs <= targets.cpuUs },
    {
      name: `p99 at ${rate} events/s, ${sizes.stations} stations`,
      figure: ms(p99Ms),
      target: `≤ ${targets.p99Ms} ms`,
      isMet: p99Ms <= targets.p99Ms,
    },
  ]
  if (idle !== undefined) {
    const { rssPerStationBytes, returnMs, lost, stations } = idle
    goals.push(
      {
        name: `memory per idle station, ${stations} stations`,
        figure: kB(rssPerStationBytes),
        target: `≤ ${kB(targets.idleBytes)}`,
        isMet: rssPerStationBytes <= targets.idleBytes,
      },
      {
        name: `all ${stations} back, each with a CALL answered`,
        figure: `${seconds(returnMs)}, ${lost} lost`,
        target: `≤ ${seconds(targets.returnMs)}, none lost`,
        isMet: returnMs <= targets.returnMs && lost === 0,
      },
    )
  }
  return goals
}

function apiTable({ api, sizes }: CsmsFigures): string {
  const rows = api.map(
    ({ engine, isFull, requests, p50Ms, p99Ms }) =>
      `| ${engine}${isFull ? ', full tables' : ''} | ${requests} | ${ms(p50Ms)} | ${ms(p99Ms)} |`,
  )
  return `Lists of the operator API while ${sizes.rates[0]} events/s come in:\n\n| | requests | p50 | p99 |\n|---|---|---|---|\n${rows.join('\n')}`
}

/** The section of `docs/benchmarks.md` about the csms. */
export function csmsSection(figures: CsmsFigures, notes: string): string {
  const { sizes, fills, idle } = figures
  const { transactions, samples } = sizes.fill
  const goals = goalsOf(figures).map(({ name, figure, target, isMet }) => `| ${name} | **${figure}** | ${target} | ${met(isMet)} |`)
  const parts = [
    `## The csms\n\nMeasured ${new Date().toISOString().slice(0, 10)} on Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores, load average ${loadavg()[1]?.toFixed(1)} over the last 5 minutes, by \`pnpm bench csms\`.`,
    'Stations of bare ws in one process send TransactionEvents of 10 samples to `ocpp-csms` in another; each answer means that the event is committed, with fsync. "No store" is the same csms with its API, but that its handler of TransactionEvent answers without storing. CPU is that of the whole process per event, user and system, as the system counts it; that of the database is of the PostgreSQL backends of the csms. Load, csms and database share the cores. Engines take turns within each of ' +
      `${sizes.rounds} rounds; figures are medians, a ratio is taken within a round: median (least–most).`,
    `| goal, by the store that does worst | figure | target | |\n|---|---|---|---|\n${goals.join('\n')}`,
    ...sizes.fleets.map((size) => `### ${size} stations, each as fast as it is answered\n\n${table(figures, 'closed', size)}`),
    ...sizes.rates.map(
      (rate) =>
        `### ${rate} events/s from ${sizes.stations} stations\n\nTimes count from the moment when an event was due.\n\n${table(figures, 'open', rate)}`,
    ),
    ...(fills.length === 0
      ? []
      : [
          `### With ${thousands(transactions)} transactions and ${thousands(samples)} samples in the tables, ${sizes.stations} stations as fast as they are answered\n\n${table(figures, 'full', sizes.stations)}`,
        ]),
    apiTable(figures),
    ...(idle === undefined
      ? []
      : [
          `${idle.stations} idle stations: ${kB(idle.rssPerStationBytes)} of resident memory each above the ${(idle.baseRssBytes / 1e6).toFixed(0)} MB of the process, without a collection asked for. After all connections were cut at one moment and ${idle.acceptRate} stations a second let in, all were back with an event answered in ${seconds(idle.returnMs)}; ${idle.lost} calls were lost.`,
        ]),
    notes,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const thousands = (value: number): string => value.toLocaleString('en-US')
