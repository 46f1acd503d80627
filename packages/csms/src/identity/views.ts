import { Type } from 'typebox'
import { orNull } from '../http/described.js'
import { scopes } from '../http/scope.js'
import { maxPasswordLength, minPasswordLength } from './passwords.js'
import { roles } from './role.js'
import type { StationLimit } from './station-limit.js'
import type { ApiKey, User } from './store.js'

/* What goes in and out of the routes of users, sessions and keys. Hashes have no place in it. */

const names = (description: string) => Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 1000, description })

const LimitView = Type.Object(
  { stations: names('Identities, whatever their case'), labels: names('Labels of stations') },
  { additionalProperties: false, description: 'The stations that may be seen and commanded' },
)

export const limitBody = orNull(
  Type.Object(
    {
      stations: Type.Optional(names('Identities, whatever their case. Default: none')),
      labels: Type.Optional(names('Labels of stations. Default: none')),
    },
    { additionalProperties: false },
  ),
  'Only these stations may be seen and commanded, and nothing that is not of stations. Default null: everything that the role or the scopes allow',
)

export const userName = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9._@+-]+$',
  description: 'Letters, digits and . _ @ + -, compared whatever their case',
})
export const newPassword = Type.String({ minLength: minPasswordLength, maxLength: maxPasswordLength })
export const givenPassword = Type.String({ maxLength: maxPasswordLength })
export const role = Type.Enum([...roles], {
  description: 'viewer reads, operator runs stations, transactions and tokens, admin does everything',
})
const scope = Type.Enum([...scopes])
export const scopeList = Type.Array(scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true })

export const UserView = Type.Object(
  {
    name: Type.String(),
    role,
    limitedTo: orNull(LimitView, 'Null for all stations'),
    isDisabled: Type.Boolean(),
    createdAt: Type.String({ description: 'ISO 8601, UTC' }),
  },
  { title: 'User' },
)

export const ApiKeyView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    prefix: Type.String({ description: 'How the key begins' }),
    owner: orNull(Type.String(), 'The user whose key it is; null where the admin token made it'),
    scopes: Type.Array(scope),
    limitedTo: orNull(LimitView, 'Null for all stations that its owner may see'),
    createdAt: Type.String({ description: 'ISO 8601, UTC' }),
    expiresAt: orNull(Type.String(), 'ISO 8601, UTC; null for never'),
    lastUsedAt: orNull(Type.String(), 'ISO 8601, UTC, to the minute; null while it was not used'),
  },
  { title: 'ApiKey' },
)

export const limitOf = (
  limit: { readonly stations?: readonly string[]; readonly labels?: readonly string[] } | null | undefined,
): StationLimit | undefined => (limit ? { stations: limit.stations ?? [], labels: limit.labels ?? [] } : undefined)

const limitView = (limit: StationLimit | undefined) =>
  limit === undefined ? null : { stations: [...limit.stations], labels: [...limit.labels] }

export const userView = ({ name, role, limitedTo, isDisabled, createdAt }: User) => ({
  name,
  role,
  limitedTo: limitView(limitedTo),
  isDisabled,
  createdAt,
})

export const apiKeyView = ({ id, name, prefix, owner, scopes, limitedTo, createdAt, expiresAt, lastUsedAt }: ApiKey) => ({
  id,
  name,
  prefix,
  owner: owner?.userName ?? null,
  scopes: [...scopes],
  limitedTo: limitView(limitedTo),
  createdAt,
  expiresAt: expiresAt ?? null,
  lastUsedAt: lastUsedAt ?? null,
})
