import type { TokenNews } from '../../../features/authorization/store.js'
import { type Dialect, prepare } from '../dialect.js'
import { prepareInsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { type PutStatement, put, rows, type Work } from '../work.js'
import { byKey } from './keys.js'

/** A change of a token or a group. */
export interface News {
  readonly tenantId: string
  /** Whether it was known before, so that stations may hold what is no longer true. */
  readonly isEdit: boolean
}

const counter: Table<'counter'> = {
  name: 'counter',
  key: ['tenant_id', 'name'],
  columns: { tenant_id: 'text', name: 'text', value: 'integer' },
}

const changes = 'token-changes'
const edits = 'token-edits'

/** Adds to a counter. */
export const prepareCount = (dialect: Dialect): PutStatement => ({
  sql: `${prepareInsert(dialect, counter).sql} on conflict ("tenant_id", "name") do update set "value" = "counter"."value" + excluded."value"`,
})

export function* countNews(count: PutStatement, news: readonly News[]): Work<void> {
  const totals = new Map<string, { readonly tenant_id: string; readonly name: string; value: number }>()
  for (const { tenantId, isEdit } of news) {
    for (const name of isEdit ? [changes, edits] : [changes]) {
      const tenant_id = storable(tenantId)
      const key = JSON.stringify([tenant_id, name])
      const total = totals.get(key) ?? { tenant_id, name, value: 0 }
      total.value += 1
      totals.set(key, total)
    }
  }
  yield* put(
    count,
    [...totals].toSorted(byKey).map(([, total]) => valuesOf(counter, total)),
  )
}

export function tokenNewsTables({ db }: Dialect) {
  const read = prepare(
    db.selectFrom('counter').select(['name', 'value']).where('tenant_id', '=', '').where('name', '>=', '').where('name', '<=', ''),
  )
  return {
    *read(tenantId: string): Work<TokenNews> {
      const found = new Map((yield* rows(read, [storable(tenantId), changes, edits])).map(({ name, value }) => [name, value]))
      return { changes: found.get(changes) ?? 0, edits: found.get(edits) ?? 0 }
    },
  }
}
