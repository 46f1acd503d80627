import { type TSchema, Type } from 'typebox'
import { orNull } from '../../http/described.js'
import { fold } from '../../identifier.js'
import { check } from '../../invalid-member.js'
import { maxCacheSeconds } from './judge.js'
import { noAuthorization, spelledType, tokenStatuses, tokenTypes } from './token.js'
import { days } from './week.js'

/* What the API says and takes of tokens; token-check.ts has the last word. */

/** In a path, of tokens that have no type and agree with any. */
export const anyType = 'any'

const aboutType = `${tokenTypes.join(', ')}, whatever the case; \`any\` for a token that has none, or another`
const type = Type.String({ minLength: 1, maxLength: 20, description: aboutType })
/** As they stand in the path of a token, where what they must be is said by those who check them. */
export const typeInPath = Type.String({ description: aboutType })
export const valueInPath = Type.String({ description: 'From 1 to 255 characters, compared whatever their case' })

/**
 * The type that an operator names; `any` is none.
 * @throws InvalidMember
 */
export function readType(text: string, where: string): string | undefined {
  if (fold(text) === anyType) return undefined
  const spelled = spelledType(text)
  check(spelled === noAuthorization || tokenTypes.includes(spelled), where, `one of ${[anyType, ...tokenTypes].join(', ')}`)
  return spelled
}

export const value = Type.String({ minLength: 1, maxLength: 255, description: 'Compared whatever its case' })
const status = Type.Enum([...tokenStatuses], { description: 'What stations are told of it. Default Accepted' })

const object = <P extends Record<string, TSchema>>(members: P) => Type.Object(members, { additionalProperties: false })
const text = Type.String({ minLength: 1, maxLength: 255 })
const texts = Type.Array(text, { minItems: 1, maxItems: 200 })
const language = Type.String({ minLength: 2, maxLength: 8, description: 'RFC 5646' })

export const Group = object({ idToken: value, type: Type.Optional(type) })

const Place = object({
  station: Type.Optional(Type.String({ minLength: 1, maxLength: 48, description: 'Identity of a station' })),
  label: Type.Optional(text),
  evseIds: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 200, description: 'Default: all' })),
})

const Window = object({
  days: Type.Optional(Type.Array(Type.Enum([...days]), { minItems: 1, maxItems: 7, description: 'On which it begins. Default: all' })),
  from: Type.String({ pattern: '^\\d\\d:\\d\\d$' }),
  until: Type.String({ pattern: '^\\d\\d:\\d\\d$', description: 'Not after `from` means on the day after' }),
})

const Times = object({
  timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name. Default UTC' })),
  windows: Type.Array(Window, { minItems: 1, maxItems: 50 }),
})

const PersonalMessage = object({
  content: Type.String({ minLength: 1, maxLength: 1024, description: 'Stations of 2.0.1 are told up to 512 characters' }),
  format: Type.Optional(Type.Enum(['ASCII', 'HTML', 'URI', 'UTF8', 'QRCODE'], { description: 'Default UTF8' })),
  language: Type.Optional(language),
})

const validFrom = orNull(Type.String({ maxLength: 64 }), 'ISO 8601; before it the token is NotAtThisTime. Default: at once')
const expiresAt = orNull(
  Type.String({ maxLength: 64 }),
  'ISO 8601, also one that has passed; from then on the token is Expired. Default: never',
)

/** Members of a token beside its name; null is the same as missing. */
const members = {
  validFrom,
  expiresAt,
  group: orNull(Group, 'Tokens of one group may end each other’s transactions. Default: none'),
  maxConcurrent: orNull(
    Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    'Transactions that may run on it at one time. Judged when a transaction begins with the token (StartTransaction, Started), never by Authorize; one that a running transaction is given later is not refused by it. Default: any number',
  ),
  places: orNull(Type.Array(Place, { minItems: 1, maxItems: 1000 }), 'Where it may be used: at any of these. Default: everywhere'),
  connectorTypes: orNull(texts, 'Types of connectors that it may be used at, as far as those of a station are known. Default: all'),
  times: orNull(Times, 'When in the week it may begin to charge. Default: at any time'),
  cacheSeconds: orNull(
    Type.Integer({ minimum: 0, maximum: maxCacheSeconds }),
    'For how long a station may believe an answer. Default: until expiresAt',
  ),
  chargingPriority: orNull(Type.Integer({ minimum: -9, maximum: 9 }), 'Default: that of the station, 0'),
  language1: orNull(language, 'Default: none'),
  language2: orNull(language, 'Another than language1, and none without it'),
  personalMessage: orNull(PersonalMessage, 'Shown to the driver. Default: none'),
  labels: orNull(texts, 'Words to choose tokens by, e.g. for local authorization lists'),
}

type Optional<M extends Record<string, TSchema>> = { [Name in keyof M]: ReturnType<typeof Type.Optional<M[Name]>> }

const optional = <M extends Record<string, TSchema>>(all: M): Optional<M> =>
  Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, Type.Optional(schema)])) as Optional<M>

export const tokenBody = object({ status: Type.Optional(status), ...optional(members) })

export const TokenView = Type.Object({ type, idToken: Type.String(), status, ...members }, { title: 'Token' })

const groupMembers = {
  name: orNull(text, 'For people'),
  type: orNull(type, 'Of its id where its tokens do not say. Default Central'),
  validFrom,
  expiresAt,
}

export const groupBody = object({
  status: Type.Optional(status),
  isMasterPass: Type.Optional(Type.Boolean({ description: 'Its tokens end transactions and begin none (C16). Default false' })),
  ...optional(groupMembers),
})

export const GroupView = Type.Object(
  { groupId: Type.String(), status, isMasterPass: Type.Boolean(), ...groupMembers },
  { title: 'TokenGroup' },
)

/** The members that have a value. */
export const given = <T extends object>(body: T): { [Name in keyof T]?: Exclude<T[Name], null | undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, one]) => one !== null && one !== undefined)) as never
