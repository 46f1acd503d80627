import type { Core } from '../core.js'
import type { Authenticate } from '../http/authentication.js'
import { AccessChanges } from './access-changes.js'
import { type ApiKeysFeature, createApiKeys } from './api-keys.js'
import { createAuthenticate } from './authenticate.js'
import { createLogin, type LoginFeature } from './login.js'
import { createUsers, type UsersFeature } from './users.js'

/** Who may use the API. */
export interface Identity {
  readonly authenticate: Authenticate
  readonly login: LoginFeature
  readonly users: UsersFeature
  readonly apiKeys: ApiKeysFeature
  /** Of users, sessions and keys, made by this process. */
  readonly changes: Pick<AccessChanges, 'watch'>
}

export interface IdentityOptions {
  readonly adminToken: string | undefined
  readonly sessionHours: number
}

export const createIdentity = (core: Core, { adminToken, sessionHours }: IdentityOptions): Identity => {
  const changes = new AccessChanges()
  return {
    authenticate: createAuthenticate(core, adminToken),
    login: createLogin(core, changes, sessionHours),
    users: createUsers(core, changes),
    apiKeys: createApiKeys(core, changes),
    changes,
  }
}
