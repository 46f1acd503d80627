import { fold } from '../../../identifier.js'
import type { LoginSession, User, UserChange } from '../../../identity/store.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import type { ApiUserRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareDelete, prepareInsert, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { put, rows, rowsFor, run, type Work } from '../work.js'
import { apiKey } from './api-keys.js'
import { distinctKeys, keyOf } from './keys.js'

const user: Table<'api_user'> = {
  name: 'api_user',
  key: ['tenant_id', 'user_key'],
  columns: { tenant_id: 'text', user_key: 'text', revision: 'integer', document: 'json' },
}

const session: Table<'api_session'> = {
  name: 'api_session',
  key: ['tenant_id', 'token_hash'],
  columns: { tenant_id: 'text', token_hash: 'text', user_key: 'text', received_at: 'text', document: 'json' },
}

const firstToken: Table<'api_first_token'> = {
  name: 'api_first_token',
  key: ['tenant_id'],
  columns: { tenant_id: 'text', token_hash: 'text' },
}

export interface OfTenant<T> {
  readonly tenantId: string
  readonly value: T
}

export interface UserQuestion {
  readonly tenantId: string
  readonly name: string
}

export interface SessionQuestion {
  readonly tenantId: string
  readonly tokenHash: string
}

/** A change of a user, or its end. */
export type UserStep = UserQuestion & { readonly change: UserChange | 'delete' }

/** Users of the API, their sessions, and the token that stands in for the first of them. */
export function userTables(dialect: Dialect) {
  const { db } = dialect
  const find = prepareByKeys(dialect, user, { by: user.key })
  const locked = prepareByKeys(dialect, user, { by: user.key, end: dialect.forUpdate(user.key) })
  const page = prepare(
    db
      .selectFrom('api_user')
      .select(['user_key', 'document'])
      .where('tenant_id', '=', '')
      .where('user_key', '>', '')
      .orderBy('user_key')
      .limit(1),
  )
  const add = prepareInsert(dialect, user)
  const save = prepareUpsert(dialect, user, { condition: isNextRevision('api_user') })
  const remove = prepareDelete(dialect, user, user.key)
  const findSession = prepareByKeys(dialect, session, { by: session.key })
  const addSession = prepareInsert(dialect, session)
  const endSession = prepareDelete(dialect, session, session.key)
  const endSessions = prepareDelete(dialect, session, ['tenant_id', 'user_key'])
  const removeKeys = prepareDelete(dialect, apiKey, ['tenant_id', 'user_key'])
  const first = prepare(db.selectFrom('api_first_token').select('token_hash').where('tenant_id', '=', ''))
  const setFirst = prepareUpsert(dialect, firstToken)
  const endFirst = prepareDelete(dialect, firstToken, firstToken.key)

  function* write(row: ApiUserRow): Work<void> {
    const written = yield* put(save, [valuesOf(user, row)])
    if (written === 0) throw new StoreError('CONFLICT', 'another node changed the user meanwhile')
  }

  return {
    *find(questions: readonly UserQuestion[]): Work<readonly (User | undefined)[]> {
      const keys = questions.map(userKeyOf)
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.user_key), row]))
      return keys.map((key) => userOf(found.get(keyOf(...key))))
    },

    *page(tenantId: string, query: PageQuery): Work<Page<User>> {
      const [after = ''] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const found = yield* rows(page, [storable(tenantId), after, limit + 1])
      return pageOf(
        found,
        limit,
        ({ document }) => JSON.parse(document) as User,
        ({ user_key }) => [user_key],
      )
    },

    *add(users: readonly OfTenant<User>[]): Work<readonly boolean[]> {
      const added: boolean[] = []
      for (const { tenantId, value } of users) {
        const key = userKeyOf({ tenantId, name: value.name })
        const isFree = (yield* rowsFor(locked, [key])).length === 0
        if (isFree) {
          yield* put(add, [[...key, 1, JSON.stringify(value)]])
          yield* run(endFirst, [JSON.stringify([[storable(tenantId)]])])
        }
        added.push(isFree)
      }
      return added
    },

    /** For each the user as it is then, or was; nothing where there is none. */
    *change(steps: readonly UserStep[]): Work<readonly (User | undefined)[]> {
      const results: (User | undefined)[] = []
      for (const step of steps) {
        const key = userKeyOf(step)
        const [row] = yield* rowsFor(locked, [key])
        const before = userOf(row)
        if (row === undefined || before === undefined) {
          results.push(undefined)
        } else if (step.change === 'delete') {
          for (const statement of [remove, endSessions, removeKeys]) yield* run(statement, [JSON.stringify([key])])
          results.push(before)
        } else {
          const after = changed(before, step.change)
          yield* write({ ...row, revision: row.revision + 1, document: JSON.stringify(after) })
          if (after.generation !== before.generation) yield* run(endSessions, [JSON.stringify([key])])
          results.push(after)
        }
      }
      return results
    },

    *addSessions(sessions: readonly OfTenant<LoginSession>[]): Work<readonly undefined[]> {
      const added = sessions.map(({ tenantId, value }) => {
        const [tenant_id, user_key] = userKeyOf({ tenantId, name: value.userName })
        const { tokenHash: token_hash, createdAt: received_at } = value
        return valuesOf(session, { tenant_id, token_hash, user_key, received_at, document: JSON.stringify(value) })
      })
      yield* put(addSession, added)
      return sessions.map(() => undefined)
    },

    *findSessions(questions: readonly SessionQuestion[]): Work<readonly (LoginSession | undefined)[]> {
      const keys = questions.map(({ tenantId, tokenHash }) => [storable(tenantId), tokenHash])
      const rows = yield* rowsFor(findSession, distinctKeys(keys))
      const found = new Map(rows.map((row) => [keyOf(row.tenant_id, row.token_hash), row.document]))
      return keys.map((key) => {
        const document = found.get(keyOf(...key))
        return document === undefined ? undefined : (JSON.parse(document) as LoginSession)
      })
    },

    *endSessions(questions: readonly SessionQuestion[]): Work<readonly boolean[]> {
      const ended: boolean[] = []
      for (const { tenantId, tokenHash } of questions) {
        ended.push((yield* run(endSession, [JSON.stringify([[storable(tenantId), tokenHash]])])) > 0)
      }
      return ended
    },

    *setFirst(tokens: readonly OfTenant<string | undefined>[]): Work<readonly undefined[]> {
      for (const { tenantId, value } of tokens) {
        if (value === undefined) yield* run(endFirst, [JSON.stringify([[storable(tenantId)]])])
        else yield* put(setFirst, [valuesOf(firstToken, { tenant_id: storable(tenantId), token_hash: value })])
      }
      return tokens.map(() => undefined)
    },

    *first(tenantId: string): Work<string | undefined> {
      return (yield* rows(first, [storable(tenantId)]))[0]?.token_hash
    },
  }
}

const userKeyOf = ({ tenantId, name }: UserQuestion): readonly [tenantId: string, userKey: string] => [
  storable(tenantId),
  storable(fold(name)),
]

const userOf = (row: Pick<ApiUserRow, 'document'> | undefined): User | undefined =>
  row === undefined ? undefined : (JSON.parse(row.document) as User)

function changed(user: User, { role, limitedTo, isDisabled, passwordHash }: UserChange): User {
  const endsSessions = passwordHash !== undefined || (isDisabled !== undefined && isDisabled !== user.isDisabled)
  return {
    ...user,
    role: role ?? user.role,
    limitedTo: limitedTo === undefined ? user.limitedTo : (limitedTo ?? undefined),
    isDisabled: isDisabled ?? user.isDisabled,
    passwordHash: passwordHash ?? user.passwordHash,
    generation: user.generation + (endsSessions ? 1 : 0),
  }
}
