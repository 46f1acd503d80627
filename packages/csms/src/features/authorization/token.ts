import { fold } from '../../identifier.js'
import { readInstant } from '../../instant.js'

/** What a driver identifies with, as 2.x sees it; a 1.6 idTag has no type. */
export interface IdToken {
  readonly idToken: string
  readonly type?: string | undefined
}

/** Every outcome that 2.x has; 1.6 knows fewer. */
export const authorizationStatuses = [
  'Accepted',
  'Blocked',
  'ConcurrentTx',
  'Expired',
  'Invalid',
  'NoCredit',
  'NotAllowedTypeEVSE',
  'NotAtThisLocation',
  'NotAtThisTime',
  'Unknown',
] as const

export type AuthorizationStatus = (typeof authorizationStatuses)[number]

/** A token that the csms knows. */
export interface Token extends IdToken {
  /** Default `Accepted`. */
  readonly status?: AuthorizationStatus | undefined
  /** Any time that `Date.parse` reads; from then on the token is `Expired`. Default: never. */
  readonly expiresAt?: string | undefined
  /** Tokens of one group may end each other's transactions (parentIdTag in 1.6). */
  readonly group?: IdToken | undefined
  /** Transactions that may run on it at one time; one more gets ConcurrentTx. Default: any number. */
  readonly maxConcurrent?: number | undefined
}

/** What a station is told about a token. */
export interface Authorization {
  readonly status: AuthorizationStatus
  readonly expiresAt?: string | undefined
  readonly group?: IdToken | undefined
}

/** Two tokens are one if value and type agree; a token without a type agrees with any. */
export const isSameToken = (left: IdToken, right: IdToken): boolean =>
  fold(left.idToken) === fold(right.idToken) && (left.type === undefined || right.type === undefined || left.type === right.type)

/**
 * Judges a token by what is known of it at a moment; concurrency is a matter of the transaction, not of the token.
 * A store may hold what it likes, and a station must be answered: what cannot be read of a token is left out, a status nobody knows is Invalid.
 */
export function judge(token: Token, nowMs: number): Authorization {
  const expiresAt = readInstant(token.expiresAt)
  const status = isStatus(token.status ?? 'Accepted') ? (token.status ?? 'Accepted') : 'Invalid'
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
  return {
    status: status === 'Accepted' && isOver ? 'Expired' : status,
    expiresAt,
    group: isIdToken(token.group) ? token.group : undefined,
  }
}

const isStatus = (status: string): boolean => (authorizationStatuses as readonly string[]).includes(status)

/** Whether it has a value and, if any, a type that are text. */
export function isIdToken(value: unknown): value is IdToken {
  if (typeof value !== 'object' || value === null) return false
  const { idToken, type } = value as { readonly idToken?: unknown; readonly type?: unknown }
  return isText(idToken) && (type === undefined || isText(type))
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
