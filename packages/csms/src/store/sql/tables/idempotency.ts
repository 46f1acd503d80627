import type { IdempotencyRecord, IdempotentRequest } from '../../../http/idempotency-store.js'
import type { Dialect } from '../dialect.js'
import { prepareByKeys, prepareDelete, prepareInsert, prepareUpsert, type Table } from '../table.js'
import { storable } from '../text.js'
import { put, rowsFor, run, type Work } from '../work.js'

const idempotencyKey: Table<'idempotency_key'> = {
  name: 'idempotency_key',
  key: ['tenant_id', 'actor_id', 'route', 'request_key'],
  columns: { tenant_id: 'text', actor_id: 'text', route: 'text', request_key: 'text', received_at: 'text', document: 'json' },
}

interface OfTenant<T> {
  readonly tenantId: string
  readonly request: T
}

/** Requests that say when they are the same. */
export function idempotencyTables(dialect: Dialect) {
  const find = prepareByKeys(dialect, idempotencyKey, { by: idempotencyKey.key })
  const add = prepareInsert(dialect, idempotencyKey)
  const save = prepareUpsert(dialect, idempotencyKey)
  const remove = prepareDelete(dialect, idempotencyKey, idempotencyKey.key)

  return {
    /** One after the other, so that of two at one time one is the first. */
    *begin(requests: readonly OfTenant<IdempotentRequest>[]): Work<readonly (IdempotencyRecord | undefined)[]> {
      const taken: (IdempotencyRecord | undefined)[] = []
      for (const { tenantId, request } of requests) {
        const [row] = yield* rowsFor(find, [keyOf(tenantId, request)])
        if (row === undefined) yield* put(add, [valuesOf(tenantId, request)])
        taken.push(row === undefined ? undefined : (JSON.parse(row.document) as IdempotencyRecord))
      }
      return taken
    },

    *finish(records: readonly OfTenant<IdempotencyRecord>[]): Work<readonly undefined[]> {
      for (const { tenantId, request } of records) yield* put(save, [valuesOf(tenantId, request)])
      return records.map(() => undefined)
    },

    *release(requests: readonly OfTenant<IdempotentRequest>[]): Work<readonly undefined[]> {
      const keys = requests.map(({ tenantId, request }) => keyOf(tenantId, request))
      yield* run(remove, [JSON.stringify(keys)])
      return requests.map(() => undefined)
    },
  }
}

const keyOf = (tenantId: string, { actorId, route, key }: IdempotentRequest): readonly string[] =>
  [tenantId, actorId, route, key].map(storable)

const valuesOf = (tenantId: string, record: IdempotencyRecord): readonly string[] => [
  ...keyOf(tenantId, record),
  record.receivedAt,
  JSON.stringify(record),
]
