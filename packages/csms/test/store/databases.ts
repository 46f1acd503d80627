import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceAddress } from '@ocpp-kit/testkit'
import pg from 'pg'

/** A folder for database files, and its end. */
export function temporaryFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ocpp-csms-'))
  return { path, file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Schemas in a real PostgreSQL that are this test's alone, and their end. */
export function temporarySchemas({ host, port }: ServiceAddress) {
  const { PGUSER: user = 'postgres', PGDATABASE: database = 'test', PGPASSWORD: password } = process.env
  const credentials = password === undefined ? user : `${user}:${encodeURIComponent(password)}`
  const prefix = `ocpp_csms_test_${randomBytes(6).toString('hex')}`
  let made = 0
  return {
    url: `postgres://${credentials}@${host}:${port}/${database}`,
    urlVia: (proxyPort: number): string => `postgres://${credentials}@127.0.0.1:${proxyPort}/${database}`,
    next: (): string => {
      made += 1
      return `${prefix}_${made}`
    },
    query: async (sql: string): Promise<readonly Record<string, unknown>[]> => {
      const client = new pg.Client({ host, port, user, database, password })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    },
    /** Takes all rows out of a schema that a store has been opened on; its tables stay, which take long to make. */
    async empty(schema: string): Promise<void> {
      // Those that refer to another one go first.
      const tables = await this.query(
        `select relname as name from pg_class where relnamespace = '${schema}'::regnamespace and relkind = 'r' and relname <> 'schema_migration'
         order by exists (select 1 from pg_constraint where conrelid = pg_class.oid and contype = 'f') desc`,
      )
      await this.query(tables.map(({ name }) => `delete from "${schema}"."${name}";`).join(' '))
    },
    async dropAll(): Promise<void> {
      const all = Array.from({ length: made }, (_, at) => `drop schema if exists "${prefix}_${at + 1}" cascade;`)
      // A few at a time: each table takes locks, of which a server has a fixed number.
      for (let from = 0; from < all.length; from += 10) await this.query(all.slice(from, from + 10).join(' '))
    },
  }
}
