import { canonicalJson } from '../../../content-hash.js'
import type { IdToken, Token } from '../../../features/authorization/token.js'
import { fold } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { TokenRow } from '../schema.js'
import { prepareByKeys, prepareDelete, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { put, rows, rowsFor, run, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf } from './keys.js'
import { countNews, type News, prepareCount } from './token-news.js'

export const token: Table<'token'> = {
  name: 'token',
  key: ['tenant_id', 'token_key', 'type'],
  columns: { tenant_id: 'text', token_key: 'text', type: 'text', status: 'text', expires_at: 'text', document: 'json' },
}

/** A token to be put, or one to be deleted. */
export type TokenChange = { readonly tenantId: string; readonly put: Token } | { readonly tenantId: string; readonly delete: IdToken }

/** A question for a token of that value. */
export interface TokenQuestion {
  readonly tenantId: string
  readonly token: IdToken
}

/** What the csms knows of tokens. */
export function tokenTables(dialect: Dialect) {
  const { db } = dialect
  const ofTenant = db
    .selectFrom('token')
    .select(['token_key', 'type', 'document'])
    .where('tenant_id', '=', '')
    .orderBy('token_key')
    .orderBy('type')
  const list = prepare(ofTenant)
  const page = prepare(ofTenant.where(({ eb, refTuple, tuple }) => eb(refTuple('token_key', 'type'), '>', tuple('', ''))).limit(1))
  const ofValues = prepareByKeys(dialect, token, { by: ['tenant_id', 'token_key'], select: ['tenant_id', 'token_key', 'type', 'document'] })
  const existing = prepareByKeys(dialect, token, { by: token.key, select: [...token.key, 'document'], end: dialect.forUpdate(token.key) })
  const save = prepareUpsert(dialect, token)
  const remove = prepareDelete(dialect, token, token.key)
  const count = prepareCount(dialect)

  return {
    /** For each question the token of its type, else one without a type; for a question without a type any will do. */
    *find(questions: readonly TokenQuestion[]): Work<readonly (Token | undefined)[]> {
      const keys = questions.map(({ tenantId, token: { idToken } }) => [storable(tenantId), storable(fold(idToken))])
      const found = new Map<string, TokenRow[]>()
      for (const row of yield* rowsFor(ofValues, distinctKeys(keys))) {
        const key = keyOf(row.tenant_id, row.token_key)
        found.set(key, [...(found.get(key) ?? []), row])
      }
      return questions.map(({ token: { type } }, at) => {
        const row = bestOf(found.get(keyOf(...(keys[at] ?? []))) ?? [], type)
        return row === undefined ? undefined : tokenOf(row)
      })
    },

    *list(tenantId: string): Work<readonly Token[]> {
      return (yield* rows(list, [storable(tenantId)])).map(tokenOf)
    },

    *page(tenantId: string, query: PageQuery): Work<Page<Token>> {
      const [value = '', type = ''] = placeOf(query, 2) ?? []
      const limit = limitOf(query)
      const found = yield* rows(page, [storable(tenantId), value, type, limit + 1])
      return pageOf(found, limit, tokenOf, (row) => [row.token_key, row.type])
    },

    /**
     * Makes changes one after the other; gives for each the token as it stood before it. What changed is counted in the same step, so
     * that every node can tell that there is news.
     */
    *change(changes: readonly TokenChange[]): Work<readonly (Token | undefined)[]> {
      const keys = changes.map((change) => keyOfToken(change.tenantId, 'put' in change ? change.put : change.delete))
      const stored = new Map<string, Token>()
      for (const row of yield* rowsFor(existing, distinctKeys(keys)))
        stored.set(keyOf(row.tenant_id, row.token_key, row.type), tokenOf(row))
      const standing = new Map(stored)
      const last = new Map<string, TokenChange>()
      const news: News[] = []
      const before = changes.map((change, at) => {
        const key = keyOf(...(keys[at] ?? []))
        const was = standing.get(key)
        const is = 'put' in change ? change.put : undefined
        if (is === undefined) standing.delete(key)
        else standing.set(key, is)
        last.set(key, change)
        if (canonicalJson(was) !== canonicalJson(is)) news.push({ tenantId: change.tenantId, isEdit: was !== undefined })
        return was
      })
      const ends = [...last].toSorted(byKey)
      yield* put(
        save,
        ends.flatMap(([, change]) => ('put' in change ? [valuesOf(token, rowOf(change.tenantId, change.put))] : [])),
      )
      const gone = ends.flatMap(([key, change]) =>
        'delete' in change && stored.has(key) ? [keyOfToken(change.tenantId, change.delete)] : [],
      )
      if (gone.length > 0) yield* run(remove, [JSON.stringify(gone)])
      yield* countNews(count, news)
      return before
    },
  }
}

function bestOf(sameValue: readonly TokenRow[], type: string | undefined): TokenRow | undefined {
  const byType = sameValue.toSorted((left, right) => (left.type < right.type ? -1 : 1))
  return byType.find((row) => row.type === storable(type ?? '')) ?? byType.find((row) => row.type === '' || type === undefined)
}

const keyOfToken = (tenantId: string, { idToken, type = '' }: IdToken): readonly string[] => [
  storable(tenantId),
  storable(fold(idToken)),
  storable(type),
]

const tokenOf = ({ document }: Pick<TokenRow, 'document'>): Token => JSON.parse(document) as Token

function rowOf(tenantId: string, one: Token): TokenRow {
  const [tenant_id = '', token_key = '', type = ''] = keyOfToken(tenantId, one)
  return {
    tenant_id,
    token_key,
    type,
    status: storableOrNull(one.status),
    expires_at: storableOrNull(one.expiresAt),
    document: JSON.stringify(one),
  }
}
