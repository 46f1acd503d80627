import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { cpuMsOf } from './process-figures.js'

/** A database for one csms. */
export interface BenchDatabase {
  readonly kind: 'sqlite' | 'postgres'
  /** As `ocpp-csms --database` takes it. */
  readonly location: string
  /** CPU time so far of the database's own processes that serve it; 0 where it is part of the csms. */
  cpuMs(): Promise<number>
  /** Another one with the same in it; the csms must be down. */
  copy(): Promise<BenchDatabase>
  remove(): Promise<void>
}

export function sqliteDatabase(): BenchDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'ocpp-bench-'))
  const location = join(folder, 'csms.db')
  return {
    kind: 'sqlite',
    location,
    cpuMs: async () => 0,
    copy: async () => {
      const other = sqliteDatabase()
      copyFileSync(location, other.location)
      return other
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A database of its own on the server of the address. */
export async function postgresDatabase(server: string, template?: string): Promise<BenchDatabase> {
  const name = `ocpp_bench_${randomBytes(5).toString('hex')}`
  await query(
    server,
    `create database "${name}"${template === undefined ? " encoding 'UTF8' template template0" : ` template "${template}"`}`,
  )
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    kind: 'postgres',
    location: url.href,
    cpuMs: async () => {
      const rows = await query(server, `select pid from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`)
      return rows.reduce((sum, { pid }) => sum + cpuMsOf(Number(pid)), 0)
    },
    copy: () => postgresDatabase(server, name),
    remove: async () => void (await query(server, `drop database if exists "${name}" with (force)`)),
  }
}

/** Whether there is a server at the address. */
export const answers = (server: string): Promise<boolean> =>
  query(server, 'select 1').then(
    () => true,
    () => false,
  )

export async function query(location: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: location, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}
