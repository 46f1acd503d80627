import { type Scope, scopes } from '../http/scope.js'

export const roles = ['viewer', 'operator', 'admin'] as const

/** `viewer` reads, `operator` also runs stations, transactions and tokens, `admin` may do everything. */
export type Role = (typeof roles)[number]

const viewer: readonly Scope[] = ['stations:read', 'commands:read', 'transactions:read', 'tokens:read', 'system:read']
const operator: readonly Scope[] = [...viewer, 'stations:write', 'commands:send', 'transactions:write', 'tokens:write']

export const scopesOf: Readonly<Record<Role, readonly Scope[]>> = { viewer, operator, admin: scopes }
