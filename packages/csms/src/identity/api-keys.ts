import { randomUUID } from 'node:crypto'
import { type Core, nowIso } from '../core.js'
import type { Actor } from '../http/actor.js'
import { refuse } from '../http/problem.js'
import type { Scope } from '../http/scope.js'
import { fold } from '../identifier.js'
import type { Page, PageQuery } from '../store/page.js'
import type { AccessChanges } from './access-changes.js'
import { createSecret, hashSecret } from './secrets.js'
import { isOfStations, type StationLimit } from './station-limit.js'
import type { ApiKey } from './store.js'

export interface NewApiKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly limitedTo?: StationLimit | undefined
  readonly expiresAt?: string | undefined
}

export interface ApiKeysFeature {
  /**
   * The key with its secret, which nobody can ask for again.
   * @throws Refusal `invalid-request` where it is limited to some stations and a scope is not of stations; `forbidden` where it would have
   * more than its maker
   */
  add(maker: Actor, key: NewApiKey): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /** Those of the actor, or all for those who may see users. */
  page(actor: Actor, query: PageQuery): Promise<Page<ApiKey>>
  /** @throws Refusal `not-found`, also for the key of another where the actor may not change users */
  remove(actor: Actor, id: string): Promise<ApiKey>
}

/** As much of a key as is shown, to tell it by. */
const prefixLength = 12

export function createApiKeys({ tenantId, store: { identity }, clock }: Core, changes: AccessChanges): ApiKeysFeature {
  return {
    add: async (maker, { name, scopes, limitedTo, expiresAt }) => {
      // A key that makes keys could not be taken back, and the first token makes users.
      if (maker.kind !== 'user' && maker.kind !== 'admin') throw refuse('forbidden', 'keys are made by users and by the admin token')
      if (limitedTo !== undefined) checkAllOfStations(scopes)
      const wider = scopes.filter((scope) => !maker.scopes.has(scope))
      if (wider.length > 0) throw refuse('forbidden', `a key cannot have what its maker has not: ${wider.join(', ')}`)
      const secret = createSecret('key')
      const key: ApiKey = {
        id: randomUUID(),
        name,
        prefix: secret.slice(0, prefixLength),
        secretHash: hashSecret(secret),
        owner: maker.user,
        scopes,
        limitedTo,
        createdAt: nowIso(clock),
        expiresAt,
      }
      await identity.addKey(tenantId, key)
      return { key, secret }
    },

    page: (actor, query) =>
      actor.scopes.has('users:read')
        ? identity.pageKeys(tenantId, query)
        : identity.pageKeys(tenantId, { ...query, userName: actor.user?.userName ?? '' }),

    remove: async (actor, id) => {
      const key = await identity.findKey(tenantId, id)
      const isOwn = key?.owner !== undefined && actor.user !== undefined && fold(key.owner.userName) === fold(actor.user.userName)
      const mayRemove = actor.scopes.has('users:write') || (isOwn && actor.kind === 'user')
      if (key === undefined || !mayRemove || !(await identity.deleteKey(tenantId, id))) throw refuse('not-found', `there is no key ${id}`)
      await changes.tell()
      return key
    },
  }
}

/** A scope that the key would never have is not shown as one of its. @throws Refusal `invalid-request` */
function checkAllOfStations(scopes: readonly Scope[]): void {
  const useless = scopes.flatMap((scope, at) => (isOfStations(scope) ? [] : [{ scope, pointer: `/scopes/${at}` }]))
  if (useless.length === 0) return
  throw refuse('invalid-request', `a key that is limited to some stations cannot have ${useless.map(({ scope }) => scope).join(', ')}`, {
    errors: useless.map(({ pointer }) => ({ pointer, detail: 'must be a scope of stations, commands or transactions' })),
  })
}
