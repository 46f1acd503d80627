import { StoreError, type StoreErrorCode } from '../store-error.js'
import type { Engine } from './engine.js'
import type { Work } from './work.js'

/** Writes of one kind, done many at a time; each gets its own result, in their order. */
export type Kind<In, Out> = (inputs: readonly In[]) => Work<readonly Out[]>

export interface GroupCommitOptions {
  readonly engine: Pick<Engine, 'write'>
  /** Writes of one database transaction. */
  readonly maxBatch: number
  /** The longest that a write waits for others, ms. */
  readonly maxDelayMs: number
  /** Writes that may wait. */
  readonly maxPending: number
}

/** What the group commit has done so far, for metrics. */
export interface CommitFigures {
  readonly commits: number
  readonly operations: number
  /** Time that they took in all, s. */
  readonly seconds: number
  readonly pending: number
  readonly failures: number
}

interface Operation {
  readonly kind: Kind<unknown, unknown>
  readonly input: unknown
  resolve(output: unknown): void
  reject(error: StoreError): void
}

/** Failures of one write, which say nothing of the others in its batch. */
const itsOwn: readonly StoreErrorCode[] = ['INVALID', 'FAILED', 'CONFLICT', 'CORRUPT']

/**
 * Commits writes together: durability costs one write to the disk per database transaction, however many facts are in it.
 * A lone write goes at once. While writes keep coming, a batch waits as long as some commits take, so that commits fill a quarter of the time.
 */
export class GroupCommit {
  private waiting: Operation[] = []
  private isScheduled = false
  private running: Promise<void> | undefined
  private isClosed = false
  private lastSize = 1
  private lastMs = 0
  private commits = 0
  private operations = 0
  private failures = 0
  private seconds = 0

  constructor(private readonly options: GroupCommitOptions) {}

  get figures(): CommitFigures {
    const { commits, operations, seconds, failures, waiting } = this
    return { commits, operations, seconds, failures, pending: waiting.length }
  }

  /**
   * Resolves with the result of the write after its COMMIT.
   * @throws StoreError
   */
  submit<In, Out>(kind: Kind<In, Out>, input: In): Promise<Out> {
    if (this.isClosed) return Promise.reject(new StoreError('CLOSED', 'the store is closed'))
    const { maxPending } = this.options
    if (this.waiting.length >= maxPending) {
      return Promise.reject(new StoreError('OVERLOADED', `${maxPending} writes wait for the database already`))
    }
    return new Promise<Out>((resolve, reject) => {
      this.waiting.push({ kind: kind as unknown as Operation['kind'], input, resolve: resolve as Operation['resolve'], reject })
      this.schedule()
    })
  }

  /** Commits what waits, and takes nothing more. */
  async close(): Promise<void> {
    this.isClosed = true
    while (this.waiting.length > 0 || this.running !== undefined) await (this.running ?? this.flush())
  }

  private schedule(): void {
    if (this.running !== undefined) return
    const { maxBatch } = this.options
    const isFull = this.waiting.length >= maxBatch
    // A batch that fills while it waits for others goes at once; the timer then finds what came later, or nothing.
    if (this.isScheduled && this.waiting.length !== maxBatch) return
    this.isScheduled = true
    const delayMs = isFull ? 0 : this.delayMs()
    const flush = () => {
      this.isScheduled = false
      if (this.running === undefined) void this.flush()
    }
    // After all that came in this turn of the event loop. The time is the disk's, not that of a program's clock, which may stand still.
    if (delayMs < 1) setImmediate(flush)
    else setTimeout(flush, delayMs)
  }

  private delayMs(): number {
    return this.lastSize === 1 ? 0 : Math.min(this.options.maxDelayMs, 3 * this.lastMs)
  }

  private async flush(): Promise<void> {
    const batch = this.waiting.splice(0, this.options.maxBatch)
    if (batch.length === 0) return
    const begun = performance.now()
    this.running = this.commit(batch)
    await this.running
    this.running = undefined
    this.lastSize = batch.length
    this.lastMs = performance.now() - begun
    this.seconds += this.lastMs / 1000
    if (this.waiting.length > 0) this.schedule()
  }

  private async commit(batch: readonly Operation[]): Promise<void> {
    try {
      const outputs = await this.options.engine.write(() => perform(batch))
      this.commits += 1
      this.operations += batch.length
      for (const [at, operation] of batch.entries()) operation.resolve(outputs[at])
    } catch (error) {
      await this.recover(batch, error instanceof StoreError ? error : new StoreError('FAILED', String(error), { cause: error }))
    }
  }

  private async recover(batch: readonly Operation[], error: StoreError): Promise<void> {
    if (batch.length > 1 && itsOwn.includes(error.code)) {
      for (const operation of batch) await this.commit([operation])
      return
    }
    // The database is out of reach for all, those that came meanwhile too: none of them is left to wait for the next failure.
    const alsoOut = itsOwn.includes(error.code) ? [] : this.waiting.splice(0)
    this.failures += batch.length + alsoOut.length
    for (const operation of [...batch, ...alsoOut]) operation.reject(error)
  }
}

/** Does the writes of each kind together, kinds in the order in which they first came. */
function* perform(batch: readonly Operation[]): Work<readonly unknown[]> {
  const outputs: unknown[] = []
  for (const kind of new Set(batch.map((operation) => operation.kind))) {
    const members = batch.flatMap((operation, at) => (operation.kind === kind ? [{ at, input: operation.input }] : []))
    const results = yield* kind(members.map(({ input }) => input))
    members.forEach(({ at }, index) => {
      outputs[at] = results[index]
    })
  }
  return outputs
}
