import { sql } from 'kysely'
import { maxSessionDays } from '../../../identity/limits.js'
import { type Dialect, prepare } from '../dialect.js'
import { firstIdAt } from '../internal-id.js'
import type { ResolvedRetention } from '../options.js'
import { prepareDelete } from '../table.js'
import { type Prepared, rows, run, type Work } from '../work.js'
import { transactionGap } from './gaps.js'
import { transaction, transactionEvent } from './transaction-rows.js'

const dayMs = 86_400_000

/** Messages that go at one time, as a multiple of what else goes. */
const messageShare = 4

/** Transactions that are looked at in one go. */
const maxTransactions = 100

/** Deletes what is older than it has to be, a bounded number of rows at a time. */
export function retentionTables(dialect: Dialect) {
  const { db, name } = dialect
  const due = prepare(
    db
      .selectFrom('transaction')
      .select(['tenant_id', 'station_id', 'transaction_key', 'events'])
      .where('tenant_id', '=', '')
      .where('id', '<', '')
      .where('updated_at', '<', '')
      .where('ended_at', 'is not', null)
      .orderBy('id')
      .limit(1)
      // No event may come to a transaction that is about to go. SQLite has one writer at a time anyway.
      .$if(name === 'postgres', (query) => query.forUpdate()),
  )
  const byTransaction = ['tenant_id', 'station_id', 'transaction_key'] as const
  const deleteEvents = prepareDelete(dialect, transactionEvent, byTransaction)
  const deleteGaps = prepareDelete(dialect, transactionGap, byTransaction)
  const deleteTransactions = prepareDelete(dialect, transaction, byTransaction)
  const quarantine = agedTable(dialect, 'quarantine')
  const samples = agedTable(dialect, 'meter_sample')
  const commands = agedTable(dialect, 'command', 'closed_at')
  const boots = agedTable(dialect, 'boot')
  const reportParts = agedTable(dialect, 'report_part')
  const reports = agedTable(dialect, 'report_session')
  const deliveries = agedTable(dialect, 'webhook_delivery')
  const events = agedTable(dialect, 'outbox')
  const messages = agedTable(dialect, 'ocpp_message')
  const attempts = agedTable(dialect, 'connection_attempt')
  const surplusAttempts = surplusOf(dialect)
  const sessions = agedTable(dialect, 'api_session')
  const audit = agedTable(dialect, 'audit_log')
  const requests = agedTable(dialect, 'idempotency_key')
  const tenants = nextTenant(dialect, 'transaction')

  /** The oldest transactions that have ended, as many as have no more events together than may go; one at least, however many it has. */
  function* deleteTransactionsBefore(cutoffMs: number, limit: number): Work<number> {
    let deleted = 0
    for (let tenant = yield* tenants(''); tenant !== undefined && deleted < limit; tenant = yield* tenants(tenant)) {
      const found = yield* rows(due, [tenant, firstIdAt(cutoffMs), new Date(cutoffMs).toISOString(), maxTransactions])
      let events = 0
      const going = found.filter((row, at) => {
        events += row.events + 1
        return at === 0 || events <= limit - deleted
      })
      if (going.length === 0) continue
      const keys = JSON.stringify(going.map((row) => [row.tenant_id, row.station_id, row.transaction_key]))
      yield* run(deleteGaps, [keys])
      deleted += (yield* run(deleteEvents, [keys])) + (yield* run(deleteTransactions, [keys]))
    }
    return deleted
  }

  return {
    /** Deletes about as many rows as are allowed, oldest first; returns how many it were. */
    *tick(retention: ResolvedRetention, nowMs: number): Work<number> {
      const { quarantineDays, attemptDays, sampleDays, commandDays, bootDays, reportDays, eventDays, auditDays } = retention
      const { idempotencyDays, transactionDays, messageDays, rowsPerTick } = retention
      const kinds = [
        [quarantineDays, quarantine],
        [attemptDays, attempts],
        [sampleDays, samples],
        [commandDays, commands],
        [bootDays, boots],
        [reportDays, reportParts],
        [reportDays, reports],
        [eventDays, deliveries],
        [eventDays, events],
        [auditDays, audit],
        [idempotencyDays, requests],
        [maxSessionDays, sessions],
        [transactionDays, deleteTransactionsBefore],
      ] as const
      let deleted = yield* surplusAttempts(rowsPerTick)
      for (const [days, deleteBefore] of kinds) {
        if (days !== undefined && deleted < rowsPerTick) deleted += yield* deleteBefore(nowMs - days * dayMs, rowsPerTick - deleted)
      }
      // The message log grows fastest by far: it comes last, and has a share of its own.
      if (messageDays !== undefined) deleted += yield* messages(nowMs - messageDays * dayMs, messageShare * rowsPerTick)
      return deleted
    },
  }
}

type AgedTable =
  | 'quarantine'
  | 'meter_sample'
  | 'command'
  | 'boot'
  | 'report_part'
  | 'report_session'
  | 'webhook_delivery'
  | 'outbox'
  | 'connection_attempt'
  | 'ocpp_message'
  | 'api_session'
  | 'audit_log'
  | 'idempotency_key'

/** Attempts to connect that are kept, of all identities together: anybody may make them. */
const maxAttempts = 10_000

/** Deletes the oldest attempts of a tenant that has too many. */
function surplusOf(dialect: Dialect): (limit: number) => Work<number> {
  const { db } = dialect
  const oldestKept = prepare(
    db.selectFrom('connection_attempt').select('id').where('tenant_id', '=', '').orderBy('id', 'desc').limit(1).offset(1),
  )
  const older = db.selectFrom('connection_attempt').select('id').where('tenant_id', '=', '').where('id', '<', '').orderBy('id').limit(1)
  const remove = prepare(db.deleteFrom('connection_attempt').where('tenant_id', '=', '').where('id', 'in', older))
  const tenants = nextTenant(dialect, 'connection_attempt')
  return function* (limit) {
    let deleted = 0
    for (let tenant = yield* tenants(''); tenant !== undefined && deleted < limit; tenant = yield* tenants(tenant)) {
      const [kept] = yield* rows(oldestKept, [tenant, 1, maxAttempts - 1])
      if (kept !== undefined) deleted += yield* run(remove, [tenant, tenant, kept.id, limit - deleted])
    }
    return deleted
  }
}

/** Deletes rows of a table by the time of their receipt, or of their end; what has not ended stays. */
function agedTable(
  dialect: Dialect,
  table: AgedTable,
  time: 'received_at' | 'closed_at' = 'received_at',
): (cutoffMs: number, limit: number) => Work<number> {
  const { db, rowAddress } = dialect
  const old = db
    .selectFrom(table)
    .select(sql.raw<string>(rowAddress).as('address'))
    .where('tenant_id', '=', '')
    .where(sql.ref(time), '<', '')
    .orderBy(sql.ref(time))
    .limit(1)
  const remove = prepare(db.deleteFrom(table).where(sql.raw(rowAddress), 'in', old))
  const tenants = nextTenant(dialect, table)
  return function* (cutoffMs, limit) {
    const cutoff = new Date(cutoffMs).toISOString()
    let deleted = 0
    for (let tenant = yield* tenants(''); tenant !== undefined && deleted < limit; tenant = yield* tenants(tenant)) {
      deleted += yield* run(remove, [tenant, cutoff, limit - deleted])
    }
    return deleted
  }
}

/** Walks the tenants of a table by its key, without reading it through. */
function nextTenant({ db }: Dialect, table: 'transaction' | AgedTable) {
  const next: Prepared<{ readonly tenant_id: string | null }> = prepare(
    db
      .selectFrom(table)
      .select(({ fn }) => fn.min('tenant_id').as('tenant_id'))
      .where('tenant_id', '>', ''),
  )
  return function* (after: string): Work<string | undefined> {
    return (yield* rows(next, [after]))[0]?.tenant_id ?? undefined
  }
}
