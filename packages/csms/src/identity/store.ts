import type { Scope } from '../http/scope.js'
import type { Page, PageQuery } from '../store/page.js'
import type { Role } from './role.js'
import type { StationLimit } from './station-limit.js'

/** Somebody who uses the API. */
export interface User {
  /** Tells it from one of the same name that was deleted. */
  readonly id: string
  /** Compared folded. */
  readonly name: string
  readonly role: Role
  /** Missing for all stations. */
  readonly limitedTo?: StationLimit | undefined
  readonly isDisabled: boolean
  /** In the form of the PHC string, with its parameters. */
  readonly passwordHash: string
  /** Counts the changes after which sessions begun before are over: of the password, and of whether it is disabled. */
  readonly generation: number
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

/** What may be changed of a user; what is missing stays, and null takes a limit away. */
export interface UserChange {
  readonly role?: Role | undefined
  readonly limitedTo?: StationLimit | null | undefined
  readonly isDisabled?: boolean | undefined
  readonly passwordHash?: string | undefined
}

export interface LoginSession {
  /** SHA-256 of the token, in hex. */
  readonly tokenHash: string
  readonly userName: string
  readonly userId: string
  readonly generation: number
  readonly createdAt: string
  readonly expiresAt: string
}

export interface ApiKey {
  readonly id: string
  /** For people. */
  readonly name: string
  /** The visible beginning of the key. */
  readonly prefix: string
  /** SHA-256 of the whole key, in hex. */
  readonly secretHash: string
  /** Whose key it is; missing where the admin token made it. */
  readonly owner?: { readonly userName: string; readonly userId: string } | undefined
  readonly scopes: readonly Scope[]
  readonly limitedTo?: StationLimit | undefined
  readonly createdAt: string
  /** Missing for never. */
  readonly expiresAt?: string | undefined
  /** To the minute; missing while it was not used. */
  readonly lastUsedAt?: string | undefined
}

/** Who may use the API. Secrets are kept as hashes alone. */
export interface IdentityStore {
  /** `false` where the name is taken. Ends the one-time token of the tenant. */
  addUser(tenantId: string, user: User): Promise<boolean>
  findUser(tenantId: string, name: string): Promise<User | undefined>
  /** By name. */
  pageUsers(tenantId: string, query: PageQuery): Promise<Page<User>>
  /** As one step; `undefined` where there is no such user. Deletes the sessions where they are over. */
  changeUser(tenantId: string, name: string, change: UserChange): Promise<User | undefined>
  /** With its sessions and keys; `false` where there is none. */
  deleteUser(tenantId: string, name: string): Promise<boolean>

  addSession(tenantId: string, session: LoginSession): Promise<void>
  findSession(tenantId: string, tokenHash: string): Promise<LoginSession | undefined>
  deleteSession(tenantId: string, tokenHash: string): Promise<boolean>

  addKey(tenantId: string, key: ApiKey): Promise<void>
  findKey(tenantId: string, id: string): Promise<ApiKey | undefined>
  findKeyByHash(tenantId: string, secretHash: string): Promise<ApiKey | undefined>
  /** Oldest first; all, or those of one user. */
  pageKeys(tenantId: string, query: PageQuery & { readonly userName?: string | undefined }): Promise<Page<ApiKey>>
  keyUsed(tenantId: string, id: string, at: string): Promise<void>
  deleteKey(tenantId: string, id: string): Promise<boolean>

  /** The hash of the token that stands in until there is a user; `undefined` ends the one there is. */
  setFirstToken(tenantId: string, tokenHash: string | undefined): Promise<void>
  findFirstToken(tenantId: string): Promise<string | undefined>
}
