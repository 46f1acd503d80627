import { randomUUID } from 'node:crypto'
import { type Core, nowIso } from '../core.js'
import { refuse } from '../http/problem.js'
import { fold } from '../identifier.js'
import type { Page, PageQuery } from '../store/page.js'
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
  /** @throws Refusal `conflict` where the name is taken */
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

export function createUsers({ tenantId, store: { identity }, clock }: Core): UsersFeature {
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
      if (await identity.addUser(tenantId, user)) return user
      throw refuse('conflict', `there is a user ${name} already`)
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
      return after
    },
    setPassword: async (name, password) => {
      const changed = await identity.changeUser(tenantId, name, { passwordHash: await hashPassword(password) })
      if (changed === undefined) throw missing(name)
    },
    remove: async (name) => {
      await checkAdminRemains(await get(name), undefined)
      if (!(await identity.deleteUser(tenantId, name))) throw missing(name)
    },
  }
}

const isFullAdmin = ({ role, isDisabled, limitedTo }: User): boolean => role === 'admin' && !isDisabled && limitedTo === undefined
