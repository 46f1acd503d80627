import type { AuditEntry } from '../../../audit/store.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import type { Dialect } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { AuditLogRow } from '../schema.js'
import { prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { ask, put, type Work } from '../work.js'
import { byKey } from './keys.js'

const log: Table<'audit_log'> = {
  name: 'audit_log',
  key: ['tenant_id', 'id'],
  columns: {
    tenant_id: 'text',
    id: 'text',
    actor_id: 'text',
    action: 'text',
    outcome: 'text',
    received_at: 'text',
    document: 'json',
  },
}

interface OfTenant<T> {
  readonly tenantId: string
  readonly entry: T
}

/** What callers of the API changed. */
export function auditTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const save = prepareUpsert(dialect, log)

  function* write(entries: readonly OfTenant<AuditEntry>[]): Work<void> {
    const byId = new Map(entries.map(({ tenantId, entry }) => [entry.id, rowOf(tenantId, entry)]))
    yield* put(
      save,
      [...byId].toSorted(byKey).map(([, row]) => valuesOf(log, row)),
    )
  }

  return {
    *add(entries: readonly OfTenant<Omit<AuditEntry, 'id'>>[]): Work<readonly string[]> {
      const added = entries.map(({ tenantId, entry }) => ({ tenantId, entry: { ...entry, id: createId(Date.parse(entry.at)) } }))
      yield* write(added)
      return added.map(({ entry: { id } }) => id)
    },

    *complete(entries: readonly OfTenant<AuditEntry>[]): Work<readonly undefined[]> {
      yield* write(entries)
      return entries.map(() => undefined)
    },

    *page(tenantId: string, { actorId, ...query }: PageQuery & { readonly actorId?: string | undefined }): Work<Page<AuditEntry>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* ask(
        dialect.db
          .selectFrom('audit_log')
          .select(['id', 'document'])
          .where('tenant_id', '=', storable(tenantId))
          .$if(actorId !== undefined, (of) => of.where('actor_id', '=', storable(actorId ?? '')))
          .$if(before !== undefined, (of) => of.where('id', '<', before ?? ''))
          .orderBy('id', 'desc')
          .limit(limit + 1),
      )
      return pageOf(
        found,
        limit,
        ({ document }) => JSON.parse(document) as AuditEntry,
        ({ id }) => [id],
      )
    },
  }
}

const rowOf = (tenantId: string, entry: AuditEntry): AuditLogRow => ({
  tenant_id: storable(tenantId),
  id: entry.id,
  actor_id: storable(entry.actor.id),
  action: storable(entry.action),
  outcome: entry.outcome,
  received_at: entry.at,
  document: JSON.stringify(entry),
})
