import { fold } from '../../../identifier.js'
import type { ApiKey } from '../../../identity/store.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { ApiKeyRow } from '../schema.js'
import { prepareByKeys, prepareDelete, prepareInsert, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { ask, put, rows, rowsFor, run, type Work } from '../work.js'
import { distinctKeys, keyOf } from './keys.js'

export const apiKey: Table<'api_key'> = {
  name: 'api_key',
  key: ['tenant_id', 'id'],
  columns: { tenant_id: 'text', id: 'text', secret_hash: 'text', user_key: 'text', document: 'json' },
}

interface KeyQuestion {
  readonly tenantId: string
  readonly id: string
}

/** Keys of programs that use the API. */
export function apiKeyTables(dialect: Dialect) {
  const { db } = dialect
  const add = prepareInsert(dialect, apiKey)
  const save = prepareUpsert(dialect, apiKey)
  const remove = prepareDelete(dialect, apiKey, apiKey.key)
  const byId = prepare(db.selectFrom('api_key').select('document').where('tenant_id', '=', '').where('id', '=', ''))
  const byHash = prepareByKeys(dialect, apiKey, { by: ['tenant_id', 'secret_hash'] })
  const locked = prepareByKeys(dialect, apiKey, { by: apiKey.key, end: dialect.forUpdate(apiKey.key) })

  return {
    *add(added: readonly { readonly tenantId: string; readonly value: ApiKey }[]): Work<readonly undefined[]> {
      yield* put(
        add,
        added.map(({ tenantId, value }) => valuesOf(apiKey, rowOf(tenantId, value))),
      )
      return added.map(() => undefined)
    },

    *find({ tenantId, id }: KeyQuestion): Work<ApiKey | undefined> {
      return keyOfRow((yield* rows(byId, [storable(tenantId), storable(id)]))[0])
    },

    *findByHash(questions: readonly { readonly tenantId: string; readonly secretHash: string }[]): Work<readonly (ApiKey | undefined)[]> {
      const keys = questions.map(({ tenantId, secretHash }) => [storable(tenantId), secretHash])
      const rows = yield* rowsFor(byHash, distinctKeys(keys))
      const found = new Map(rows.map((row) => [keyOf(row.tenant_id, row.secret_hash), row]))
      return keys.map((key) => keyOfRow(found.get(keyOf(...key))))
    },

    *page(tenantId: string, { userName, ...query }: PageQuery & { readonly userName?: string | undefined }): Work<Page<ApiKey>> {
      const [after = ''] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* ask(
        db
          .selectFrom('api_key')
          .select(['id', 'document'])
          .where('tenant_id', '=', storable(tenantId))
          .$if(userName !== undefined, (of) => of.where('user_key', '=', storable(fold(userName ?? ''))))
          .where('id', '>', after)
          .orderBy('id')
          .limit(limit + 1),
      )
      return pageOf(
        found,
        limit,
        ({ document }) => JSON.parse(document) as ApiKey,
        ({ id }) => [id],
      )
    },

    *used(uses: readonly (KeyQuestion & { readonly at: string })[]): Work<readonly undefined[]> {
      const last = new Map(uses.map((use) => [keyOf(storable(use.tenantId), storable(use.id)), use.at]))
      const found = yield* rowsFor(locked, distinctKeys(uses.map(({ tenantId, id }) => [storable(tenantId), storable(id)])))
      const written = found.map((row) => {
        const lastUsedAt = last.get(keyOf(row.tenant_id, row.id))
        return valuesOf(apiKey, { ...row, document: JSON.stringify({ ...keyOfRow(row), lastUsedAt }) })
      })
      yield* put(save, written)
      return uses.map(() => undefined)
    },

    *remove(questions: readonly KeyQuestion[]): Work<readonly boolean[]> {
      const removed: boolean[] = []
      for (const { tenantId, id } of questions) {
        removed.push((yield* run(remove, [JSON.stringify([[storable(tenantId), storable(id)]])])) > 0)
      }
      return removed
    },
  }
}

const keyOfRow = (row: Pick<ApiKeyRow, 'document'> | undefined): ApiKey | undefined =>
  row === undefined ? undefined : (JSON.parse(row.document) as ApiKey)

const rowOf = (tenantId: string, key: ApiKey): ApiKeyRow => ({
  tenant_id: storable(tenantId),
  id: storable(key.id),
  secret_hash: key.secretHash,
  user_key: storable(fold(key.owner?.userName ?? '')),
  document: JSON.stringify(key),
})
