import { fold } from '../../identifier.js'

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
  /** ISO 8601; from then on the token is `Expired`. Default: never. */
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

/** Judges a token by what is known of it at a moment; concurrency is a matter of the transaction, not of the token. */
export function judge(token: Token, nowMs: number): Authorization {
  const { status = 'Accepted', expiresAt, group } = token
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= nowMs
  return { status: status === 'Accepted' && isOver ? 'Expired' : status, expiresAt, group }
}
