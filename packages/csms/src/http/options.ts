import { maxSessionDays } from '../identity/limits.js'
import { checkNames, type NamesOf } from '../option-names.js'

export interface ApiOptions {
  /** Port to listen on; 0 takes any that is free. Default 8080. */
  readonly port?: number | undefined
  /** Address to listen on. Default `127.0.0.1`, for this machine alone. */
  readonly host?: string | undefined
  /**
   * A token of 16 characters at least that may do everything, for as long as it is given here. Default: none; where there is no user yet,
   * a token that stands in for the first one is made (`Api.firstToken`).
   */
  readonly adminToken?: string | undefined
  /** Hours until somebody who logged in has to do so again, at most 744. Default 12. */
  readonly sessionHours?: number | undefined
  /** Origins of web pages that may use the API, such as `https://operator.example`. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined
  /** Requests that one address, of IPv6 one /64, may make: so many at once, and so many a second for long. Default 200 and 50. */
  readonly rateLimit?: { readonly burst: number; readonly requestsPerSecond: number } | undefined
  /** Longest body, bytes. Default 1,048,576. */
  readonly maxBodyBytes?: number | undefined
  /** Proxies whose `X-Forwarded-For` is believed, as addresses or networks such as `10.0.0.0/8`. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Told of every request that was answered, for a log: names of routes and never what was asked. */
  readonly onAnswer?: ((record: AnswerRecord) => void) | undefined
}

/** A request that was answered. */
export interface AnswerRecord {
  readonly requestId: string
  readonly method: string
  /** The pattern of the path; missing where there is no such route. */
  readonly route: string | undefined
  readonly status: number
  readonly tookMs: number
  readonly address: string
  /** Who asked, as the audit log names it; missing where nobody knows. */
  readonly actorId: string | undefined
}

export interface ResolvedApiOptions {
  readonly port: number
  readonly host: string
  readonly adminToken: string | undefined
  readonly sessionHours: number
  readonly corsOrigins: readonly string[]
  readonly rateLimit: { readonly burst: number; readonly requestsPerSecond: number }
  readonly maxBodyBytes: number
  readonly trustedProxies: readonly string[]
  readonly onAnswer: ((record: AnswerRecord) => void) | undefined
}

const minTokenLength = 16

const names: NamesOf<ApiOptions> = {
  port: true,
  host: true,
  adminToken: true,
  sessionHours: true,
  corsOrigins: true,
  rateLimit: true,
  maxBodyBytes: true,
  trustedProxies: true,
  onAnswer: true,
}

const rateNames: NamesOf<NonNullable<ApiOptions['rateLimit']>> = { burst: true, requestsPerSecond: true }

/** @throws TypeError naming the option that is wrong */
export function resolveApiOptions(options: ApiOptions): ResolvedApiOptions {
  checkNames(options, names)
  const { host = '127.0.0.1', adminToken, corsOrigins = [], trustedProxies = [], onAnswer } = options
  const rateLimit = options.rateLimit ?? { burst: 200, requestsPerSecond: 50 }
  checkNames(rateLimit, rateNames, 'rateLimit')
  if (typeof host !== 'string' || host === '') throw new TypeError(`host must be an address, not ${JSON.stringify(host)}`)
  // The message does not repeat it: it may be a secret with a slip in it.
  if (adminToken !== undefined && !(typeof adminToken === 'string' && isToken.test(adminToken)))
    throw new TypeError(`adminToken must be a text of at least ${minTokenLength} printable ASCII characters without a space`)
  for (const origin of corsOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new TypeError(`corsOrigins must be origins such as https://operator.example, not ${JSON.stringify(origin)}`)
  }
  return {
    port: checkWhole('port', options.port ?? 8080, 0, 65_535),
    host,
    adminToken,
    sessionHours: checkNumber('sessionHours', options.sessionHours ?? 12, 24 * maxSessionDays),
    corsOrigins,
    rateLimit: {
      burst: checkWhole('rateLimit.burst', rateLimit.burst, 1, 1_000_000),
      requestsPerSecond: checkNumber('rateLimit.requestsPerSecond', rateLimit.requestsPerSecond, 1_000_000),
    },
    maxBodyBytes: checkWhole('maxBodyBytes', options.maxBodyBytes ?? 1_048_576, 1, 1_073_741_824),
    trustedProxies,
    onAnswer,
  }
}

const isToken = new RegExp(`^[\\x21-\\x7e]{${minTokenLength},}$`)

function checkWhole(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new TypeError(`${option} must be a whole number from ${least} to ${most}, not ${String(value)}`)
}

function checkNumber(option: string, value: number, most: number): number {
  if (Number.isFinite(value) && value > 0 && value <= most) return value
  throw new TypeError(`${option} must be a number above 0 and at most ${most}, not ${String(value)}`)
}
