import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'

/** Where the csms keeps everything during a run. */
export interface Place {
  readonly folder: string
  readonly database: string
  readonly schema: string | undefined
  /** Says what there is for those who want to look. */
  readonly description: string
  remove(): Promise<void>
}

/**
 * A place of its own for a run.
 * @param database `undefined` for a SQLite file that goes with the run, a path for one that stays, or `postgres://…` for a schema of its own
 * @throws Error the file is there already
 */
export function makePlace(database: string | undefined): Place {
  const folder = mkdtempSync(join(tmpdir(), 'ocpp-chaos-'))
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
  if (database !== undefined && /^postgres(ql)?:\/\//.test(database)) {
    const schema = `ocpp_chaos_${randomBytes(6).toString('hex')}`
    const remove = async (): Promise<void> => {
      await dropSchema(database, schema)
      removeFolder()
    }
    return { folder, database, schema, description: `schema ${schema}`, remove }
  }
  const path = database === undefined ? join(folder, 'csms.db') : resolve(database)
  if (existsSync(path)) {
    removeFolder()
    throw new Error(`${path} is there already: a run needs a database of its own`)
  }
  return { folder, database: path, schema: undefined, description: path, remove: async () => removeFolder() }
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`drop schema if exists "${schema}" cascade`)
  } finally {
    await client.end()
  }
}
