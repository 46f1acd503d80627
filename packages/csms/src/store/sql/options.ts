import { type Clock, systemClock } from '@ocpp-kit/rpc'
import { checkNames, type NamesOf } from '../../option-names.js'

export const defaultSchema = 'ocpp_csms'

/** How long what is kept. */
export interface RetentionOptions {
  /** Days after the last event of a transaction that has ended; it goes with its events. Default: for ever. */
  readonly transactionDays?: number | undefined
  /** Days that samples of meters outside transactions are kept. Default: for ever. */
  readonly sampleDays?: number | undefined
  /** Days that messages in quarantine are kept. Default 90. */
  readonly quarantineDays?: number | undefined
  /** Days that events are kept for webhooks, sent or not. Default 30. */
  readonly eventDays?: number | undefined
  /** Days that a command is kept after its end. Default 90. */
  readonly commandDays?: number | undefined
  /** Days that boots are kept in the history of a station. Default 365. */
  readonly bootDays?: number | undefined
  /** Days after the last part of a report; what it said of variables stays. Default 30. */
  readonly reportDays?: number | undefined
  /** Days that the message log goes back. Default 7. */
  readonly messageDays?: number | undefined
  /** Days that refused attempts to connect are kept; of each identity the newest 100, over all the newest 10,000. Default 30. */
  readonly attemptDays?: number | undefined
  /** Days that the audit log of the API goes back. Default 730. */
  readonly auditDays?: number | undefined
  /** Days that a request with an Idempotency-Key is answered as it was first. Default 1. */
  readonly idempotencyDays?: number | undefined
  /** How often it is looked for what is to go, ms; 0 for never. Default 60,000. */
  readonly intervalMs?: number | undefined
  /** Rows that go at one time at most, so that nothing waits for it. Default 500. */
  readonly rowsPerTick?: number | undefined
}

export interface SqlStoreOptions {
  /** PostgreSQL: the schema that holds the tables, made if it is missing. Default `ocpp_csms`. */
  readonly schema?: string | undefined
  /** PostgreSQL: connections for reading; one more writes. Default 8. */
  readonly poolSize?: number | undefined
  /**
   * ms that the database may take to connect and to answer, before what waits for it is rejected. On SQLite this is how long the lock of
   * another program is waited for, and the process stands still meanwhile. Default 5,000; on SQLite 1,000.
   */
  readonly timeoutMs?: number | undefined
  /** Writes of one database transaction. Default 256. */
  readonly maxBatch?: number | undefined
  /** The longest that a write waits for others, ms; one that comes alone does not wait. Default 5. */
  readonly maxDelayMs?: number | undefined
  /** Writes that may wait for the database; more are rejected with `OVERLOADED`. Default 20,000. */
  readonly maxPending?: number | undefined
  readonly retention?: RetentionOptions | undefined
  /** Called with what failed behind the scenes, such as retention. Default: nothing happens; it is tried again. */
  readonly onError?: ((error: unknown) => void) | undefined
  readonly clock?: Clock | undefined
  readonly random?: (() => number) | undefined
}

export interface ResolvedRetention {
  readonly transactionDays: number | undefined
  readonly sampleDays: number | undefined
  readonly quarantineDays: number | undefined
  readonly commandDays: number | undefined
  readonly eventDays: number | undefined
  readonly bootDays: number | undefined
  readonly reportDays: number | undefined
  readonly messageDays: number | undefined
  readonly attemptDays: number | undefined
  readonly auditDays: number | undefined
  readonly idempotencyDays: number | undefined
  readonly intervalMs: number
  readonly rowsPerTick: number
}

export interface ResolvedSqlStoreOptions {
  readonly schema: string
  readonly poolSize: number
  readonly timeoutMs: number
  readonly maxBatch: number
  readonly maxDelayMs: number
  readonly maxPending: number
  readonly retention: ResolvedRetention
  readonly onError: (error: unknown) => void
  readonly clock: Clock
  readonly random: () => number
}

const names: NamesOf<SqlStoreOptions> = {
  schema: true,
  poolSize: true,
  timeoutMs: true,
  maxBatch: true,
  maxDelayMs: true,
  maxPending: true,
  retention: true,
  onError: true,
  clock: true,
  random: true,
}

const retentionNames: NamesOf<RetentionOptions> = {
  transactionDays: true,
  sampleDays: true,
  quarantineDays: true,
  eventDays: true,
  commandDays: true,
  bootDays: true,
  reportDays: true,
  messageDays: true,
  attemptDays: true,
  auditDays: true,
  idempotencyDays: true,
  intervalMs: true,
  rowsPerTick: true,
}

/** @throws TypeError naming the option that is wrong */
export function resolveSqlStoreOptions(options: SqlStoreOptions, kind: 'sqlite' | 'postgres'): ResolvedSqlStoreOptions {
  checkNames(options, names)
  const { retention = {} } = options
  checkNames(retention, retentionNames, 'retention')
  return {
    schema: checkSchema(options.schema ?? defaultSchema),
    poolSize: checkWhole('poolSize', options.poolSize ?? 8, 1, 1000),
    timeoutMs: checkWhole('timeoutMs', options.timeoutMs ?? (kind === 'sqlite' ? 1000 : 5000), 1, 600_000),
    maxBatch: checkWhole('maxBatch', options.maxBatch ?? 256, 1, 10_000),
    maxDelayMs: checkWhole('maxDelayMs', options.maxDelayMs ?? 5, 0, 1000),
    maxPending: checkWhole('maxPending', options.maxPending ?? 20_000, 1, 10_000_000),
    retention: {
      transactionDays: checkDays('retention.transactionDays', retention.transactionDays),
      sampleDays: checkDays('retention.sampleDays', retention.sampleDays),
      quarantineDays: checkDays('retention.quarantineDays', retention.quarantineDays ?? 90),
      eventDays: checkDays('retention.eventDays', retention.eventDays ?? 30),
      commandDays: checkDays('retention.commandDays', retention.commandDays ?? 90),
      bootDays: checkDays('retention.bootDays', retention.bootDays ?? 365),
      reportDays: checkDays('retention.reportDays', retention.reportDays ?? 30),
      messageDays: checkDays('retention.messageDays', retention.messageDays ?? 7),
      attemptDays: checkDays('retention.attemptDays', retention.attemptDays ?? 30),
      auditDays: checkDays('retention.auditDays', retention.auditDays ?? 730),
      idempotencyDays: checkDays('retention.idempotencyDays', retention.idempotencyDays ?? 1),
      intervalMs: checkWhole('retention.intervalMs', retention.intervalMs ?? 60_000, 0, 86_400_000),
      rowsPerTick: checkWhole('retention.rowsPerTick', retention.rowsPerTick ?? 500, 1, 100_000),
    },
    onError: options.onError ?? (() => {}),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  }
}

function checkWhole(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new TypeError(`${option} must be a whole number from ${least} to ${most}, not ${String(value)}`)
}

function checkDays(option: string, value: number | undefined): number | undefined {
  if (value === undefined || value === Number.POSITIVE_INFINITY) return undefined
  if (Number.isFinite(value) && value > 0) return value
  throw new TypeError(`${option} must be a number of days above 0, or Infinity for ever, not ${String(value)}`)
}

function checkSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema
  throw new TypeError(`schema must be a name of small letters, digits and _, at most 63, not ${JSON.stringify(schema)}`)
}
