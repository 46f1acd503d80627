import { Worker } from '../processes.js'
import { type ApiFigures, askUnderLoad } from './api-load.js'
import { answers, type BenchDatabase, postgresDatabase, sqliteDatabase } from './database.js'
import { fill, filledStation, filledTransaction } from './fill.js'
import { BenchServer } from './server.js'
import type { CsmsSizes } from './sizes.js'
import type { Spell } from './spells.js'

export const engines = ['no store', 'SQLite', 'PostgreSQL'] as const
export type EngineName = (typeof engines)[number]

/** One spell of load on one csms, and what it cost. */
export interface SpellFigures extends Spell {
  readonly engine: EngineName
  readonly round: number
  /** `closed` by stations, `open` by events a second, `full` by stations over full tables. */
  readonly load: 'closed' | 'open' | 'full'
  readonly size: number
  readonly perSecond: number
  /** Of the csms, and of the database's processes beside it. */
  readonly csmsCpuUs: number
  readonly databaseCpuUs: number
}

export interface IdleFigures {
  readonly stations: number
  readonly acceptRate: number
  readonly baseRssBytes: number
  readonly rssPerStationBytes: number
  readonly connectMs: number
  readonly returnMs: number
  readonly lost: number
  readonly refusals: number
}

export interface FillFigures {
  readonly engine: EngineName
  readonly tookMs: number
}

export interface CsmsFigures {
  readonly sizes: CsmsSizes
  readonly spells: readonly SpellFigures[]
  readonly api: readonly (ApiFigures & { readonly engine: EngineName })[]
  readonly fills: readonly FillFigures[]
  readonly idle: IdleFigures | undefined
}

export interface CsmsBenchOptions {
  readonly sizes: CsmsSizes
  /** Address of a PostgreSQL server that lets databases be made. */
  readonly postgres: string
  readonly say: (line: string) => void
}

/** Where a PostgreSQL is expected: as its own tools have it, else on this machine. */
export function defaultPostgres(
  { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD, PGDATABASE = 'test' } = process.env,
): string {
  const url = new URL(`postgres://${PGHOST}:${PGPORT}/${PGDATABASE}`)
  url.username = PGUSER
  url.password = PGPASSWORD ?? ''
  return url.href
}

export async function measureCsms(options: CsmsBenchOptions): Promise<CsmsFigures> {
  const { sizes, postgres, say } = options
  const isThere = await answers(postgres)
  if (!isThere) say('PostgreSQL does not answer, and is left out')
  const chosen = engines.filter((name) => name !== 'PostgreSQL' || isThere)
  const spells: SpellFigures[] = []
  const api: CsmsFigures['api'][number][] = []
  for (let round = 1; round <= sizes.rounds; round += 1) {
    // Side by side, so that the machine's moods fall out of the ratios.
    for (const engine of chosen) {
      await withDatabase(engine, postgres, async (database) => {
        const isLast = round === sizes.rounds
        await oneServer({ ...options, engine, round }, database, async (bench) => {
          for (const size of sizes.fleets) spells.push(await bench.closed('closed', size))
          for (const rate of sizes.rates) spells.push(await bench.open(rate))
          if (isLast && database !== undefined) api.push({ engine, ...(await bench.api()) })
        })
      })
    }
  }
  const fills: FillFigures[] = []
  for (const engine of sizes.fill.transactions === 0 ? [] : chosen.filter((name) => name !== 'no store')) {
    await withDatabase(engine, postgres, async (database) => {
      if (database === undefined) return
      const tookMs = await fill(database, sizes.fill)
      say(`${engine}: tables filled in ${(tookMs / 1000).toFixed(1)} s`)
      fills.push({ engine, tookMs })
      await oneServer({ ...options, engine, round: 1 }, database, async (bench) => {
        await bench.checkFill()
        spells.push(await bench.closed('full', sizes.stations))
        api.push({ engine, ...(await bench.api()), isFull: true })
      })
    })
  }
  return { sizes, spells, api, fills, idle: sizes.idle === 0 ? undefined : await measureIdle(options) }
}

/** Runs a csms with a store once under `--cpu-prof`, with all stations as fast as they are answered. */
export async function profileCsms(options: CsmsBenchOptions, engine: EngineName, folder: string): Promise<SpellFigures> {
  const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${folder}`]
  const spells: SpellFigures[] = []
  await withDatabase(engine, options.postgres, (database) =>
    oneServer({ ...options, engine, round: 1, nodeOptions }, database, async (bench) => {
      spells.push(await bench.closed('closed', options.sizes.stations))
    }),
  )
  return spells[0] as SpellFigures
}

async function withDatabase(
  engine: EngineName,
  postgres: string,
  use: (database: BenchDatabase | undefined) => Promise<void>,
): Promise<void> {
  const database = engine === 'no store' ? undefined : engine === 'SQLite' ? sqliteDatabase() : await postgresDatabase(postgres)
  try {
    await use(database)
  } finally {
    await database?.remove()
  }
}

interface OneServer extends CsmsBenchOptions {
  readonly engine: EngineName
  readonly round: number
  readonly nodeOptions?: readonly string[] | undefined
}

interface Bench {
  closed(load: 'closed' | 'full', stations: number): Promise<SpellFigures>
  open(rate: number): Promise<SpellFigures>
  api(): Promise<ApiFigures>
  /** @throws Error what was copied into the tables is not what the csms would have written */
  checkFill(): Promise<void>
}

async function oneServer(
  { sizes, engine, round, say, nodeOptions }: OneServer,
  database: BenchDatabase | undefined,
  measure: (bench: Bench) => Promise<void>,
): Promise<void> {
  const server = await BenchServer.start({ database, nodeOptions })
  const [load] = await Worker.start('csms-load', [server.url, String(sizes.stations)])
  const { spellMs: lengthMs } = sizes
  const spell = async (kind: SpellFigures['load'], size: number, question: object): Promise<SpellFigures> => {
    const { result, cost } = await server.costOf(() => load.ask(question))
    const counted = result as unknown as Spell
    const { answers: events, tookMs } = counted
    const figures: SpellFigures = {
      ...counted,
      engine,
      round,
      load: kind,
      size,
      perSecond: (events * 1000) / tookMs,
      csmsCpuUs: (cost.csmsMs * 1000) / events,
      databaseCpuUs: (cost.databaseMs * 1000) / events,
    }
    say(describe(figures))
    return figures
  }
  try {
    await load.ask({ ask: 'connect' })
    await load.ask({ ask: 'closed', stations: sizes.stations, lengthMs: sizes.warmMs })
    await measure({
      closed: (kind, stations) => spell(kind, stations, { ask: 'closed', stations, lengthMs }),
      open: (rate) => spell('open', rate, { ask: 'open', rate, lengthMs }),
      api: () => askUnderLoad(server, () => load.ask({ ask: 'open', rate: sizes.rates[0] ?? 1, lengthMs })),
      checkFill: async () => {
        const { stationId, energyWh, endedAt } = (await server.get(`/transactions/${filledTransaction}`)) as Record<string, unknown>
        if (stationId === filledStation && energyWh === 0 && endedAt !== null) return
        throw new Error(`the tables are filled badly: ${JSON.stringify({ stationId, energyWh, endedAt })}`)
      },
    })
  } finally {
    await load.end()
    await server.stop()
  }
}

const describe = ({ engine, load, size, perSecond, p50Ms, p99Ms, csmsCpuUs, databaseCpuUs, failures }: SpellFigures): string =>
  `${engine.padEnd(10)} ${`${load} ${size}`.padEnd(12)} ${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50Ms.toFixed(1).padStart(7)} ms  p99 ${p99Ms.toFixed(1).padStart(7)} ms  ${csmsCpuUs.toFixed(0).padStart(5)} µs + ${databaseCpuUs.toFixed(0)} µs${failures > 0 ? `  ${failures} FAILED` : ''}`

/** What is written down of memory is what is there when nothing has happened for so long, ms. */
const settleMs = 3_000

async function measureIdle({ sizes, say }: CsmsBenchOptions): Promise<IdleFigures> {
  const { idle: stations, acceptRate } = sizes
  const database = sqliteDatabase()
  try {
    const server = await BenchServer.start({ database, acceptRate })
    const [load] = await Worker.start('csms-load', [server.url, String(stations)])
    try {
      const baseRssBytes = server.rssBytes
      const began = performance.now()
      await load.ask({ ask: 'connect' })
      const connectMs = performance.now() - began
      await new Promise((resolve) => setTimeout(resolve, settleMs))
      const rssPerStationBytes = (server.rssBytes - baseRssBytes) / stations
      say(`${stations} idle stations: ${(rssPerStationBytes / 1000).toFixed(1)} kB each, connected in ${(connectMs / 1000).toFixed(1)} s`)
      const back = await load.ask({ ask: 'return', overMs: (stations * 1000) / acceptRate })
      const { tookMs: returnMs = 0, lost = 0, refusals = 0 } = back
      say(`all back and answered in ${(returnMs / 1000).toFixed(1)} s, ${lost} calls lost, ${refusals} refusals on the way`)
      return { stations, acceptRate, baseRssBytes, rssPerStationBytes, connectMs, returnMs, lost, refusals }
    } finally {
      await load.end()
      await server.stop()
    }
  } finally {
    await database.remove()
  }
}
