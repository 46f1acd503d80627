import { randomUUID } from 'node:crypto'
import { type Core, nowIso } from '../core.js'
import { refuse } from '../http/problem.js'
import { fold } from '../identifier.js'
import type { Page, PageQuery } from '../store/page.js'
import type { AccessChanges } from './access-changes.js'
import { hashPassword } from './passwords.js'
import type { Role } from './role.js'
import type { StationLimit } from './station-limit.js'
import type { User, UserChange } from './store.js'

export interface NewUser {
  readonly name: string
  readonly password: string
  readonly role: Role
  readonly limitedTo?: StationLimit | undefined
}

export interface UsersFeature {
  /** The first one is an administrator of all stations. @throws Refusal `conflict` where it is not, or where the name is taken */
  add(user: NewUser): Promise<User>
  /** @throws Refusal `not-found` */
  get(name: string): Promise<User>
  page(query: PageQuery): Promise<Page<User>>
  /** @throws Refusal `not-found`; `conflict` where nobody would be left who may do everything */
  change(name: string, change: Omit<UserChange, 'passwordHash'>): Promise<User>
  /** Ends all sessions of the user. @throws Refusal `not-found` */
  setPassword(name: string, password: string): Promise<void>
  /** With its sessions and keys. @throws Refusal as `change` */
  remove(name: string): Promise<void>
}

export function createUsers({ tenantId, store: { identity }, clock }: Core, changes: AccessChanges): UsersFeature {
  const missing = (name: string) => refuse('not-found', `there is no user ${name}`)

  const get = async (name: string): Promise<User> => {
    const user = await identity.findUser(tenantId, name)
    if (user === undefined) throw missing(name)
    return user
  }

  /** Otherwise a slip would lock everybody out. */
  const checkAdminRemains = async (before: User, after: User | undefined): Promise<void> => {
    if (!isFullAdmin(before) || (after !== undefined && isFullAdmin(after))) return
    let cursor: string | undefined
    do {
      const page: Page<User> = await identity.pageUsers(tenantId, { limit: 200, cursor })
      if (page.items.some((user) => isFullAdmin(user) && fold(user.name) !== fold(before.name))) return
      cursor = page.nextCursor
    } while (cursor !== undefined)
    throw refuse('conflict', `${before.name} is the last user who may do everything`)
  }

  /** The one-time token ends with the first user: one who may not do everything would leave nobody who may. */
  const checkFirst = async (user: User): Promise<void> => {
    if (isFullAdmin(user)) return
    const { items } = await identity.pageUsers(tenantId, { limit: 1 })
    if (items.length === 0) throw refuse('conflict', 'the first user must have the role admin, and no limit to some stations')
  }

  return {
    get,
    page: (query) => identity.pageUsers(tenantId, query),
    add: async ({ name, password, role, limitedTo }) => {
      const user: User = {
        id: randomUUID(),
        name,
        role,
        limitedTo,
        isDisabled: false,
        passwordHash: await hashPassword(password),
        generation: 0,
        createdAt: nowIso(clock),
      }
      await checkFirst(user)
      if (!(await identity.addUser(tenantId, user))) throw refuse('conflict', `there is a user ${name} already`)
      // The first one ended the token that stood in.
      await changes.tell()
      return user
    },
    change: async (name, change) => {
      const before = await get(name)
      await checkAdminRemains(before, {
        ...before,
        role: change.role ?? before.role,
        isDisabled: change.isDisabled ?? before.isDisabled,
        limitedTo: change.limitedTo === undefined ? before.limitedTo : (change.limitedTo ?? undefined),
      })
      const after = await identity.changeUser(tenantId, name, change)
      if (after === undefined) throw missing(name)
      await changes.tell()
      return after
    },
    setPassword: async (name, password) => {
      const changed = await identity.changeUser(tenantId, name, { passwordHash: await hashPassword(password) })
      if (changed === undefined) throw missing(name)
      await changes.tell()
    },
    remove: async (name) => {
      await checkAdminRemains(await get(name), undefined)
      if (!(await identity.deleteUser(tenantId, name))) throw missing(name)
      await changes.tell()
    },
  }
}

const isFullAdmin = ({ role, isDisabled, limitedTo }: User): boolean => role === 'admin' && !isDisabled && limitedTo === undefined
