import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/index.js'
import { createSqlStore, openStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import type { Connection } from '../../src/store/sql/sqlite/connection.js'
import { openSqlite } from '../../src/store/sql/sqlite/engine.js'
import { temporaryFolder, temporarySchemas } from '../store/databases.js'
import { createProxy } from '../store/proxy.js'
import { createPostgres, postgresPrograms } from './private-postgres.js'
import { createTraffic } from './traffic.js'

/* Real databases that fill up, are cut off, hang, stop and crash under a csms whose stations go on charging (G8). */

const folder = temporaryFolder()
afterAll(() => folder.remove())
let spools = 0

interface Outage {
  out(): unknown
  back(): unknown
  readonly storeTimeoutMs?: number
  /** A small message may find room in it all the same. */
  readonly isPartial?: boolean
}

/** Takes the store away in the middle of traffic, brings it back, and holds what was answered against what is stored. */
async function throughOutage(store: Store, { out, back, storeTimeoutMs, isPartial = false }: Outage): Promise<void> {
  spools += 1
  const traffic = await createTraffic({
    store,
    folder: folder.file(`spool-${spools}`),
    ...(storeTimeoutMs !== undefined && { storeTimeoutMs }),
  })
  for (let outage = 1; outage <= 2; outage += 1) {
    await traffic.rounds(5)
    await out()
    await traffic.rounds(7)
    if (!isPartial) expect(traffic.csms.spool).toMatchObject({ isStoreDown: true })
    expect(traffic.csms.spool?.depth).toBeGreaterThan(30)
    await back()
    // While it catches up, stations go on.
    await traffic.rounds(3)
    await traffic.drained()
  }
  await traffic.rounds(2)
  expect(traffic.calls.unanswered).toBe(0)
  expect(traffic.calls.all).toHaveLength(6 * 32)
  await traffic.calls.check(store)
  expect(traffic.csms.spool).toMatchObject({ depth: 0, bytes: 0 })
  await traffic.close()
  await store.close()
}

test('SQLite that may not grow any more answers through the spool, and has everything when it may (G8)', async () => {
  const connections: Connection[] = []
  const now = () => new Date().toISOString()
  const options = { path: folder.file('full.db'), busyTimeoutMs: 50, now }
  const engine = openSqlite({ ...options, onConnection: (connection) => connections.push(connection) })
  const all = (sql: string) => connections.at(-1)?.all(sql) as Record<string, unknown>[]
  await throughOutage(createSqlStore(engine, resolveSqlStoreOptions({ timeoutMs: 50 }, 'sqlite')), {
    out: () => all(`PRAGMA max_page_count = ${Number(all('PRAGMA page_count')[0]?.['page_count'])}`),
    back: () => all('PRAGMA max_page_count = 1000000'),
    isPartial: true,
  })
})

test('SQLite whose file another program has locked answers through the spool, and has everything when it is free (G8)', async () => {
  const connections: Connection[] = []
  const path = folder.file('locked.db')
  const store = await openStore(path, { timeoutMs: 20 })
  openSqlite({ path, busyTimeoutMs: 50, now: () => '', onConnection: (connection) => connections.push(connection) })
  await throughOutage(store, {
    out: () => connections[0]?.exec('BEGIN IMMEDIATE'),
    back: () => connections[0]?.exec('ROLLBACK'),
  })
})

describeOrSkip('with a disk of its own', whyNoDisk(), () => {
  test('SQLite whose disk is full answers through the spool on another disk, and has everything when there is room (G8)', async () => {
    const disk = folder.file('disk')
    mkdirSync(disk)
    mount(disk)
    try {
      const ballast = join(disk, 'ballast')
      await throughOutage(await openStore(join(disk, 'a.db')), {
        out: () => {
          for (let kib = 4096; kib > 0; kib = Math.floor(kib / 2)) fill(ballast, kib)
        },
        back: () => rmSync(ballast),
      })
    } finally {
      spawnSync('umount', ['-l', disk])
    }
  })
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())

  test.each(['cut', 'stall'] as const)(
    '%s off, answers come through the spool, and everything is there when it is back (G8)',
    async (how) => {
      const proxy = await createProxy(address)
      const store = await openStore(schemas.urlVia(proxy.port), { schema: schemas.next(), timeoutMs: how === 'cut' ? 500 : 3000 })
      await throughOutage(store, { out: () => proxy[how](), back: () => proxy.restore(), storeTimeoutMs: 500 })
      await proxy.close()
    },
    60_000,
  )
})

const programs = postgresPrograms()
describeOrSkip(
  'with a PostgreSQL of its own',
  programs === undefined ? 'needs the programs of a PostgreSQL server (initdb)' : undefined,
  () => {
    test('that is stopped, and that crashes, answers come through the spool, and everything is there when it is back (G8)', async () => {
      const postgres = await createPostgres(programs ?? '')
      postgres.start()
      const modes = ['fast', 'immediate'] as const
      let outages = 0
      try {
        await throughOutage(await openStore(postgres.url, { timeoutMs: 2000 }), {
          out: () => {
            postgres.stop(modes[outages % 2] ?? 'fast')
            outages += 1
          },
          back: () => postgres.start(),
        })
      } finally {
        postgres.stop('fast')
        postgres.remove()
      }
    }, 120_000)
  },
)

/** A suite that cannot run everywhere is skipped by name, and says why. */
function describeOrSkip(name: string, problem: string | undefined, suite: () => void): void {
  if (problem === undefined) return void describe(name, suite)
  console.warn(`SKIPPED: ${name}: ${problem}`)
  describe.skip(`${name}: ${problem}`, suite)
}

function whyNoDisk(): string | undefined {
  const place = folder.file('trial')
  mkdirSync(place)
  try {
    mount(place)
    spawnSync('umount', [place])
    return undefined
  } catch (error) {
    return `needs to mount a tmpfs (${(error as Error).message.trim()})`
  }
}

function mount(place: string): void {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place], { encoding: 'utf8' })
  if (status !== 0) throw new Error(error?.message ?? stderr)
}

function fill(ballast: string, kib: number): void {
  try {
    for (;;) writeFileSync(ballast, Buffer.alloc(kib * 1024), { flag: 'a' })
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ENOSPC') throw error
  }
}
