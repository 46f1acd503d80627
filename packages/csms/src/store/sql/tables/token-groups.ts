import { canonicalJson } from '../../../content-hash.js'
import type { TokenGroup } from '../../../features/authorization/token.js'
import { fold } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { TokenGroupRow } from '../schema.js'
import { prepareByKeys, prepareDelete, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { put, rows, rowsFor, run, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf } from './keys.js'
import { countNews, type News, prepareCount } from './token-news.js'

const group: Table<'token_group'> = {
  name: 'token_group',
  key: ['tenant_id', 'group_key'],
  columns: { tenant_id: 'text', group_key: 'text', status: 'text', expires_at: 'text', document: 'json' },
}

/** A group to be put, or the id of one to be deleted. */
export type GroupChange = { readonly tenantId: string; readonly put: TokenGroup } | { readonly tenantId: string; readonly delete: string }

export interface GroupQuestion {
  readonly tenantId: string
  readonly groupId: string
}

/** What is said of groups of tokens as a whole. */
export function tokenGroupTables(dialect: Dialect) {
  const ofTenant = dialect.db
    .selectFrom('token_group')
    .select(['group_key', 'document'])
    .where('tenant_id', '=', '')
    .where('group_key', '>', '')
    .orderBy('group_key')
    .limit(1)
  const page = prepare(ofTenant)
  const find = prepareByKeys(dialect, group, { by: group.key, select: [...group.key, 'document'] })
  const locked = prepareByKeys(dialect, group, { by: group.key, select: [...group.key, 'document'], end: dialect.forUpdate(group.key) })
  const save = prepareUpsert(dialect, group)
  const remove = prepareDelete(dialect, group, group.key)
  const count = prepareCount(dialect)

  return {
    *find(questions: readonly GroupQuestion[]): Work<readonly (TokenGroup | undefined)[]> {
      const keys = questions.map(({ tenantId, groupId }) => keyOfGroup(tenantId, groupId))
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.group_key), groupOf(row)]))
      return keys.map((key) => found.get(keyOf(...key)))
    },

    *page(tenantId: string, query: PageQuery): Work<Page<TokenGroup>> {
      const [after = ''] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* rows(page, [storable(tenantId), after, limit + 1])
      return pageOf(found, limit, groupOf, ({ group_key }) => [group_key])
    },

    /** As of tokens: one after the other, with what stood before each, and counted. */
    *change(changes: readonly GroupChange[]): Work<readonly (TokenGroup | undefined)[]> {
      const keys = changes.map((change) => keyOfGroup(change.tenantId, 'put' in change ? change.put.groupId : change.delete))
      const standing = new Map<string, TokenGroup>()
      for (const row of yield* rowsFor(locked, distinctKeys(keys))) standing.set(keyOf(row.tenant_id, row.group_key), groupOf(row))
      const last = new Map<string, GroupChange>()
      const news: News[] = []
      const before = changes.map((change, at) => {
        const key = keyOf(...(keys[at] ?? []))
        const was = standing.get(key)
        const is = 'put' in change ? change.put : undefined
        if (is === undefined) standing.delete(key)
        else standing.set(key, is)
        last.set(key, change)
        // Its tokens were known before, whether or not anything was said of the group.
        if (canonicalJson(was) !== canonicalJson(is)) news.push({ tenantId: change.tenantId, isEdit: true })
        return was
      })
      const ends = [...last].toSorted(byKey)
      yield* put(
        save,
        ends.flatMap(([, change]) => ('put' in change ? [valuesOf(group, rowOf(change.tenantId, change.put))] : [])),
      )
      const gone = ends.flatMap(([, change]) => ('delete' in change ? [keyOfGroup(change.tenantId, change.delete)] : []))
      if (gone.length > 0) yield* run(remove, [JSON.stringify(gone)])
      yield* countNews(count, news)
      return before
    },
  }
}

const keyOfGroup = (tenantId: string, groupId: string): readonly [tenantId: string, groupKey: string] => [
  storable(tenantId),
  storable(fold(groupId)),
]

const groupOf = ({ document }: Pick<TokenGroupRow, 'document'>): TokenGroup => JSON.parse(document) as TokenGroup

function rowOf(tenantId: string, one: TokenGroup): TokenGroupRow {
  const [tenant_id, group_key] = keyOfGroup(tenantId, one.groupId)
  return {
    tenant_id,
    group_key,
    status: storableOrNull(one.status),
    expires_at: storableOrNull(one.expiresAt),
    document: JSON.stringify(one),
  }
}
