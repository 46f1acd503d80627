import Database from 'libsql'
import type { Answer, Ask, Put, Step, Value } from '../work.js'

/** 'OCPP' in ASCII: marks a file as the database of a csms. */
export const applicationId = 0x4f435050

export interface SqliteSettings {
  readonly journalMode: string
  /** 2 is FULL: the log is on the disk before a COMMIT returns. */
  readonly synchronous: number
}

/** One connection to a database file, with its statements. */
export class Connection {
  readonly settings: SqliteSettings
  /** Rows written so far, committed or not. */
  rowsWritten = 0
  private readonly database: Database.Database
  private readonly prepared = new Map<string, Database.Statement>()

  constructor(path: string, busyTimeoutMs: number) {
    this.database = new Database(path, { timeout: busyTimeoutMs })
    this.exec('PRAGMA foreign_keys = on')
    const [mode] = this.all('PRAGMA journal_mode = wal')
    this.exec('PRAGMA synchronous = full')
    // macOS alone: asks the disk, and not only the system, to write.
    this.exec('PRAGMA fullfsync = on')
    this.exec('PRAGMA checkpoint_fullfsync = on')
    // 64 MiB, so that the pages where new events go are at hand when there are millions of old ones.
    this.exec('PRAGMA cache_size = -65536')
    // 256 MiB of log: checkpointer.ts begins it anew long before.
    this.exec('PRAGMA wal_autocheckpoint = 65536')
    const [synchronous] = this.all('PRAGMA synchronous')
    this.settings = { journalMode: String(mode?.['journal_mode']), synchronous: Number(synchronous?.['synchronous']) }
  }

  get isInTransaction(): boolean {
    return this.database.inTransaction
  }

  exec(sql: string): void {
    this.database.exec(sql)
  }

  all(sql: string, parameters: readonly Value[] = []): readonly Readonly<Record<string, Value>>[] {
    return this.database.prepare(sql).all([...parameters]) as Record<string, Value>[]
  }

  perform(step: Step): Answer {
    return 'put' in step ? this.put(step) : this.ask(step)
  }

  /** Statements go with it, whoever holds them. */
  close(): void {
    this.prepared.clear()
    this.database.close()
  }

  private ask({ sql, parameters, isPrepared }: Ask): Answer {
    const statement = isPrepared ? this.statement(sql) : this.database.prepare(sql)
    if (statement.reader) return { rows: statement.all([...parameters]) as Answer['rows'], changes: 0 }
    return { rows: [], changes: statement.run([...parameters]).changes }
  }

  private put({ put, rows }: Put): Answer {
    const statement = this.statement(put.sql)
    let changes = 0
    for (const row of rows) changes += statement.run([...row]).changes
    this.rowsWritten += changes
    return { rows: [], changes }
  }

  private statement(sql: string): Database.Statement {
    const known = this.prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    this.prepared.set(sql, statement)
    return statement
  }
}
