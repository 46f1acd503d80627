import { fold } from '../../identifier.js'
import type { WeekTimes } from './week.js'

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

/** What an operator may say of a token; ConcurrentTx belongs to the start of a transaction alone (1.6 §7.2). */
export type TokenStatus = Exclude<AuthorizationStatus, 'ConcurrentTx'>

export const tokenStatuses: readonly TokenStatus[] = authorizationStatuses.filter((status) => status !== 'ConcurrentTx')

/** A text for the driver (2.x MessageContentType). */
export interface PersonalMessage {
  /** At most 512 characters on 2.0.1, 1024 on 2.1. */
  readonly content: string
  /** Default `UTF8`. */
  readonly format?: string | undefined
  /** RFC 5646, at most 8 characters. */
  readonly language?: string | undefined
}

/** What a driver sees at a station, and how urgent the driver is (2.x IdTokenInfoType). */
export interface DriverInfo {
  /** −9 to 9; the station's default is 0. */
  readonly chargingPriority?: number | undefined
  /** RFC 5646, at most 8 characters (C01.FR.17). */
  readonly language1?: string | undefined
  /** Another than `language1`, and none without it (C01.FR.10, C01.FR.11). */
  readonly language2?: string | undefined
  readonly personalMessage?: PersonalMessage | undefined
}

/** A token that the csms knows. */
export interface Token extends IdToken, DriverInfo {
  /** Default `Accepted`. */
  readonly status?: TokenStatus | undefined
  /** Any time that `Date.parse` reads; before it the token is `NotAtThisTime`. Default: at once. */
  readonly validFrom?: string | undefined
  /** Any time that `Date.parse` reads; from then on the token is `Expired`. Default: never. */
  readonly expiresAt?: string | undefined
  /** Tokens of one group may end each other's transactions (parentIdTag in 1.6). What is said of the group itself holds for them too. */
  readonly group?: IdToken | undefined
  /** Transactions that may run on it at one time; one more gets ConcurrentTx. Default: any number. */
  readonly maxConcurrent?: number | undefined
  /** Where it may be used: at any of these. Default: everywhere. */
  readonly places?: readonly Place[] | undefined
  /** Types of connectors that it may be used at (`cCCS2`, `sType2` …), as far as the station's are known. Default: all. */
  readonly connectorTypes?: readonly string[] | undefined
  /** When in the week it may begin to charge. Default: at any time. */
  readonly times?: WeekTimes | undefined
  /** Seconds for which a station may believe an answer without asking again, at most until `expiresAt`. Default: until then. */
  readonly cacheSeconds?: number | undefined
  /** Words to choose tokens by, e.g. for local authorization lists. */
  readonly labels?: readonly string[] | undefined
}

/** What is said of a group as a whole; a token names it as its `group`. */
export interface TokenGroup {
  /** The groupIdToken of 2.x, the parentIdTag of 1.6; compared folded. */
  readonly groupId: string
  /** Type of the groupIdToken where the token does not say. Default `Central`. */
  readonly type?: string | undefined
  readonly name?: string | undefined
  /** Holds for each token that would be Accepted otherwise. Default `Accepted`. */
  readonly status?: TokenStatus | undefined
  readonly validFrom?: string | undefined
  readonly expiresAt?: string | undefined
  /** Whether its id is the MasterPassGroupId of the stations: its tokens end transactions and begin none (C16). */
  readonly isMasterPass?: boolean | undefined
}

/** What a station is told about a token. */
export interface Authorization extends DriverInfo {
  readonly status: AuthorizationStatus
  /** When the station is to stop believing it. */
  readonly expiresAt?: string | undefined
  readonly group?: IdToken | undefined
  /** The EVSEs that it may be used at, where it is not all of the station's (C01.FR.20). */
  readonly evseIds?: readonly number[] | undefined
}

/** Two tokens are one if value and type agree; a token without a type agrees with any. */
export const isSameToken = (left: IdToken, right: IdToken): boolean =>
  fold(left.idToken) === fold(right.idToken) && (left.type === undefined || right.type === undefined || left.type === right.type)

/** Whether it has a value and, if any, a type that are text. */
export function isIdToken(value: unknown): value is IdToken {
  if (typeof value !== 'object' || value === null) return false
  const { idToken, type } = value as { readonly idToken?: unknown; readonly type?: unknown }
  return isText(idToken) && (type === undefined || isText(type))
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What a change did, for whoever keeps a record of it. */
export interface Change<T> {
  /** Missing where there was none. */
  readonly before: T | undefined
  /** Missing where it was deleted. */
  readonly after: T | undefined
}

/** A station, or stations with a label; some of their EVSEs, or all. */
export interface Place {
  /** Identity of a station; compared folded. */
  readonly station?: string | undefined
  /** A label of stations. */
  readonly label?: string | undefined
  /** Default: all EVSEs. */
  readonly evseIds?: readonly number[] | undefined
}

/** IdTokenEnumType of 2.0.1 and IdTokenEnumStringType of 2.1, without NoAuthorization, which stands for nobody. */
export const tokenTypes: readonly string[] = [
  'Central',
  'DirectPayment',
  'eMAID',
  'EVCCID',
  'ISO14443',
  'ISO15693',
  'KeyCode',
  'Local',
  'MacAddress',
  'VIN',
]

/** The type of a token that stands for nobody. */
export const noAuthorization = 'NoAuthorization'

/** The type as OCPP spells it; one that is none as it is. */
export const spelledType = (type: string): string => tokenTypes.find((one) => fold(one) === fold(type)) ?? type
