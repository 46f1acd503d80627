import type { Core } from '../core.js'
import { type Actor, admin, first } from '../http/actor.js'
import type { Authenticate } from '../http/authentication.js'
import type { Scope } from '../http/scope.js'
import { scopesOf } from './role.js'
import { hashSecret, isSameHash, kindOf } from './secrets.js'
import { narrowScopes, type StationLimit } from './station-limit.js'
import type { ApiKey, User } from './store.js'

/** A key is noted as used once in so many ms. */
const useNotedMs = 60_000

/** Whose a token is: the preset one, a session's, a key's, or the one that stands in until there is a user. */
export function createAuthenticate({ tenantId, store, clock, failed }: Core, adminToken: string | undefined): Authenticate {
  const { identity } = store
  const adminHash = adminToken === undefined ? undefined : hashSecret(adminToken)

  const findUser = async ({ userName, userId }: { readonly userName: string; readonly userId: string }): Promise<User | undefined> => {
    const user = await identity.findUser(tenantId, userName)
    return user === undefined || user.id !== userId || user.isDisabled ? undefined : user
  }
  const isOver = (expiresAt: string | undefined): boolean => expiresAt !== undefined && Date.parse(expiresAt) <= clock.now()

  const ofSession = async (hash: string): Promise<Actor | undefined> => {
    const session = await identity.findSession(tenantId, hash)
    if (session === undefined || isOver(session.expiresAt)) return undefined
    const user = await findUser(session)
    return user === undefined || user.generation !== session.generation ? undefined : actorOfUser(user)
  }

  const ofKey = async (hash: string): Promise<Actor | undefined> => {
    const key = await identity.findKeyByHash(tenantId, hash)
    if (key === undefined || isOver(key.expiresAt)) return undefined
    const owner = key.owner === undefined ? undefined : await findUser(key.owner)
    if (key.owner !== undefined && owner === undefined) return undefined
    noteUse(key)
    return actorOfKey(key, owner)
  }

  /** Beside the request, which does not wait for it. */
  const noteUse = ({ id, lastUsedAt }: ApiKey): void => {
    const nowMs = clock.now()
    if (lastUsedAt !== undefined && nowMs - Date.parse(lastUsedAt) < useNotedMs) return
    identity.keyUsed(tenantId, id, new Date(nowMs).toISOString()).catch((error: unknown) => failed(error, 'api key used'))
  }

  return async (token) => {
    const hash = hashSecret(token)
    if (adminHash !== undefined && isSameHash(hash, adminHash)) return admin
    switch (kindOf(token)) {
      case 'session':
        return ofSession(hash)
      case 'key':
        return ofKey(hash)
      case 'first': {
        const firstHash = await identity.findFirstToken(tenantId)
        return firstHash !== undefined && isSameHash(hash, firstHash) ? first : undefined
      }
      default:
        return undefined
    }
  }
}

export function actorOfUser(user: User): Actor {
  const limits = limitsOf(user)
  return {
    kind: 'user',
    id: `user:${user.id}`,
    name: user.name,
    scopes: new Set(narrowScopes(scopesOf[user.role], limits)),
    limits,
    user: { userName: user.name, userId: user.id },
  }
}

/** A key never has more than its owner has now. */
function actorOfKey(key: ApiKey, owner: User | undefined): Actor {
  const limits = [...(owner === undefined ? [] : limitsOf(owner)), ...limitsOf(key)]
  const allowed: readonly Scope[] = owner === undefined ? scopesOf.admin : scopesOf[owner.role]
  const scopes = key.scopes.filter((scope) => allowed.includes(scope))
  return { kind: 'key', id: `key:${key.id}`, name: key.name, scopes: new Set(narrowScopes(scopes, limits)), limits, user: key.owner }
}

const limitsOf = ({ limitedTo }: { readonly limitedTo?: StationLimit | undefined }): readonly StationLimit[] =>
  limitedTo === undefined ? [] : [limitedTo]
