import AsyncDatabase from 'libsql/promise'

/** The part of libsql's asynchronous interface that is used here; its own types are `any`. */
interface Opened {
  exec(sql: string): Promise<void>
  close(): void
}

export interface CheckpointerOptions {
  /** A file that is there. */
  readonly path: string
  /** Rows written between two checkpoints. */
  readonly everyRows: number
  /** Takes over what was written meanwhile, by the connection that writes: little enough that nobody waits for it. */
  readonly finish: () => void
}

/** About 64 MiB of log: the pages that hundreds of stations write to again and again go to the file once, and not every few commits. */
export const defaultRowsPerCheckpoint = 4_096

/** Takes what it can without making anybody wait. */
export const checkpoint = 'PRAGMA wal_checkpoint(PASSIVE)'

/**
 * Moves what is in the write-ahead log into the database file, on a thread beside the one that writes: done by a commit, as SQLite does it
 * by itself, it would keep all stations waiting for their answers meanwhile. One that fails is done again after as many rows; the
 * connection that writes has a limit of its own, far above.
 */
export class Checkpointer {
  private readonly database: Opened
  private readonly ready: Promise<void>
  private rows = 0
  private running: Promise<void> | undefined
  private isClosed = false

  constructor(private readonly options: CheckpointerOptions) {
    // Opened with the other one, since SQLite makes a file that was moved away meanwhile anew.
    this.database = new AsyncDatabase(options.path, { timeout: 0 }) as Opened
    // Asks the disk, and not only the system, before the log is written over.
    this.ready = this.database.exec('PRAGMA synchronous = full; PRAGMA checkpoint_fullfsync = on')
    this.ready.catch(() => {})
  }

  /** Notes rows that were committed. */
  wrote(rows: number): void {
    this.rows += rows
    if (this.rows < this.options.everyRows || this.running !== undefined || this.isClosed) return
    this.rows = 0
    this.running = this.run()
  }

  /** Resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.isClosed = true
    await this.running
    await this.ready.catch(() => {})
    this.database.close()
  }

  private async run(): Promise<void> {
    try {
      await this.ready
      await this.database.exec(checkpoint)
      // What came meanwhile, which is less; and then by the writer what came meanwhile to that, so that the log begins anew.
      await this.database.exec(checkpoint)
      if (!this.isClosed) this.options.finish()
    } catch {
      // After as many rows again.
    } finally {
      this.running = undefined
    }
  }
}
