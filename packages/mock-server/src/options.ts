import { type Clock, type FaultRule, type Protocol, randomSeed, systemClock } from '@ocpp-kit/rpc'
import type { ListenOptions, SecurityProfile } from '@ocpp-kit/rpc/ws'
import { OptionError } from './errors.js'
import type { MockServer } from './mock-server.js'
import { functionOf, list, oneOf, show, text, textsByIdentity, whole } from './option-checks.js'
import { checkFaults } from './rules/fault-check.js'
import type { Rule } from './rules/rule.js'
import type { RuleCheck } from './rules/rule-check.js'
import type { Registration, Token } from './version.js'

/** A command that every station gets that was not told Pending or Rejected. */
export interface CommandPlan {
  /** A message that a csms sends, e.g. `GetBaseReport`. */
  readonly action: string
  /** Seconds between two, the first after one period. Default: sent once after each accepted boot. */
  readonly periodSeconds?: number | undefined
  /** Default: that of the command table, which makes sense on a real station. */
  readonly payload?: object | undefined
}

/** Options of `listen()` that are the server's own to set. */
type Own =
  | 'versions'
  | 'authenticate'
  | 'verifyCertificate'
  | 'securityProfile'
  | 'identityFor'
  | 'admit'
  | 'fallback'
  | 'wrapSocket'
  | 'onError'

/** Options of the server, and beside them those of `listen()` in `@ocpp-kit/rpc/ws`, which are handed on as they are. */
export interface MockServerSettings extends Omit<ListenOptions<Protocol>, Own> {
  /** `interval` of the boot answer, seconds. Default 300. */
  readonly intervalSeconds?: number | undefined
  /** What a station is answered at its first, second … boot; the last one from then on. Default: `Accepted` always. */
  readonly boot?: readonly Registration[] | undefined
  /** Firmware versions that are let in, `*` for any characters; others are Rejected at boot. Default: all. */
  readonly firmware?: readonly string[] | undefined
  /** Id tokens with status, group and expiry. Default: none. */
  readonly tokens?: readonly Token[] | undefined
  /** What becomes of other tokens. Default: `refuse` where `tokens` are given, else `accept`. */
  readonly unknownTokens?: 'accept' | 'refuse' | undefined
  /** When/then rules, in force from the start and again after a reset. Default: none. */
  readonly rules?: readonly Rule[] | undefined
  /** Sets handlers, rules and answers in code; called with the server at the start and again after each reset. Default: nothing. */
  readonly setup?: ((server: MockServer) => unknown) | undefined
  /** Commands to every station. Default: none. */
  readonly commands?: readonly CommandPlan[] | undefined
  /** Faults of the wire, in force from the start and again after a reset. Default: none. */
  readonly faults?: readonly FaultRule[] | undefined
  /** Same seed, same faults. Default: a new one each time; see `MockServer.seed`. */
  readonly seed?: number | string | undefined
  /** Default: 3 with `tls.clientCa`, 2 or 1 with `passwords` and with or without `tls`, else 0. */
  readonly securityProfile?: SecurityProfile | undefined
  /** One for all stations, or by identity. Default: none is asked for. */
  readonly passwords?: string | Readonly<Record<string, string>> | undefined
  /**
   * Whose a client certificate is, in profile 3: `any` lets in whatever the client CA has signed, `identity` asks for the station's
   * identity as common name, and a record for the common name by identity, such as a serial number (A00.FR.405), and lets in no
   * other station. Default `any`.
   */
  readonly commonNames?: 'any' | 'identity' | Readonly<Record<string, string>> | undefined
  /** A file that every frame is appended to as one line of JSON. Default: none. */
  readonly record?: string | undefined
  /** Whether secrets and id tokens are taken out of that file. Default true. */
  readonly redact?: boolean | undefined
  /** Frames, requests, verdicts and stations that are kept in memory, of each the newest so many. Default 10,000. */
  readonly maxKept?: number | undefined
  /** Bytes of memory for them, about: so many for the frames, as many for the requests, and so on. Default 32 MiB. */
  readonly maxKeptBytes?: number | undefined
  /** Port of the HTTP control; 0 takes any free one. Default: no HTTP control. */
  readonly controlPort?: number | undefined
  /** Default `127.0.0.1`, wherever stations may come from. */
  readonly controlHost?: string | undefined
  /** Told of what a handler or a listener threw, and of own answers that break their schema. Default: `console.error`. */
  readonly onError?: ListenOptions['onError']
}

export interface ResolvedOptions {
  readonly intervalSeconds: number
  readonly boot: readonly Registration[]
  readonly firmware: readonly string[] | undefined
  readonly tokens: readonly Token[]
  readonly unknownTokens: 'accept' | 'refuse'
  readonly rules: readonly Rule[]
  readonly setup: MockServerSettings['setup']
  readonly commands: readonly CommandPlan[]
  readonly faults: readonly FaultRule[]
  readonly seed: number | string
  readonly securityProfile: SecurityProfile | undefined
  readonly passwords: string | Readonly<Record<string, string>> | undefined
  readonly commonNames: 'any' | 'identity' | Readonly<Record<string, string>>
  readonly record: string | undefined
  readonly redact: boolean
  readonly maxKept: number
  readonly maxKeptBytes: number
  readonly controlPort: number | undefined
  readonly controlHost: string
  readonly onError: ListenOptions['onError']
  readonly clock: Clock
}

export const registrations: readonly Registration[] = ['Accepted', 'Pending', 'Rejected']
export const tokenStatuses: readonly NonNullable<Token['status']>[] = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx']

/** Thousands of ordinary frames, and dozens of the longest that `listen()` takes. */
const defaultKeptBytes = 32 * 1024 * 1024

/** The longest that fits a signed 32-bit number of ms, so that no timer of a station or of ours overflows. */
export const maxSeconds = 2_147_483

/**
 * Fills the defaults and checks the ranges of the server's own options; `listen()` checks the others.
 * @throws OptionError naming the option that is wrong
 */
export function resolveOptions(
  options: MockServerSettings,
  check: RuleCheck,
): { own: ResolvedOptions; door: Omit<ListenOptions<Protocol>, 'versions'> } {
  const {
    intervalSeconds,
    boot,
    firmware,
    tokens,
    unknownTokens,
    rules,
    setup,
    commands,
    faults,
    seed,
    securityProfile,
    passwords,
    commonNames,
    record,
    redact,
    maxKept,
    maxKeptBytes,
    controlPort,
    controlHost,
    onError,
    ...door
  } = options
  const own: ResolvedOptions = {
    intervalSeconds: whole('intervalSeconds', intervalSeconds ?? 300, 0, maxSeconds),
    boot: checkBoot(boot ?? ['Accepted']),
    firmware: firmware === undefined ? undefined : list('firmware', firmware, text),
    tokens: list('tokens', tokens ?? [], checkToken),
    unknownTokens: oneOf('unknownTokens', unknownTokens ?? (tokens === undefined || tokens.length === 0 ? 'accept' : 'refuse'), [
      'accept',
      'refuse',
    ]),
    rules: check.all(rules ?? []),
    setup: functionOf('setup', setup),
    commands: list('commands', commands ?? [], checkPlan),
    faults: checkFaults(faults ?? []),
    seed: checkSeed(seed ?? randomSeed()),
    securityProfile,
    passwords: textsByIdentity('passwords', passwords),
    commonNames: checkCommonNames(commonNames ?? 'any'),
    record: record === undefined ? undefined : text('record', record),
    redact: oneOf('redact', redact ?? true, [true, false]),
    maxKept: whole('maxKept', maxKept ?? 10_000, 0),
    maxKeptBytes: whole('maxKeptBytes', maxKeptBytes ?? defaultKeptBytes, 0),
    controlPort: controlPort === undefined ? undefined : whole('controlPort', controlPort, 0, 65_535),
    controlHost: text('controlHost', controlHost ?? '127.0.0.1'),
    onError,
    clock: options.clock ?? systemClock,
  }
  return { own, door: Object.fromEntries(Object.entries(door).filter(([, value]) => value !== undefined)) }
}

function checkCommonNames(names: NonNullable<MockServerSettings['commonNames']>): NonNullable<MockServerSettings['commonNames']> {
  if (typeof names === 'string') return oneOf('commonNames', names, ['any', 'identity'])
  return textsByIdentity('commonNames', names) ?? 'any'
}

function checkBoot(boot: readonly Registration[]): readonly Registration[] {
  const checked = list('boot', boot, (option, value) => oneOf(option, value, registrations))
  if (checked.length === 0) throw new OptionError('boot must name at least one of Accepted, Pending, Rejected')
  return checked
}

function checkToken(option: string, token: Token): Token {
  if (typeof token !== 'object' || token === null)
    throw new OptionError(`${option} must be an object such as { idToken: 'A1B2' }, not ${show(token)}`)
  text(`${option}.idToken`, token.idToken)
  oneOf(`${option}.status`, token.status ?? 'Accepted', tokenStatuses)
  if (token.group !== undefined) text(`${option}.group`, token.group)
  const { expiresAt } = token
  if (expiresAt === undefined || (expiresAt instanceof Date && !Number.isNaN(expiresAt.getTime()))) return token
  throw new OptionError(`${option}.expiresAt must be a Date, not ${show(expiresAt)}`)
}

function checkPlan(option: string, plan: CommandPlan): CommandPlan {
  if (typeof plan !== 'object' || plan === null)
    throw new OptionError(`${option} must be an object such as { action: 'Reset' }, not ${show(plan)}`)
  text(`${option}.action`, plan.action)
  if (plan.periodSeconds !== undefined) whole(`${option}.periodSeconds`, plan.periodSeconds, 1, maxSeconds)
  if (plan.payload !== undefined && (typeof plan.payload !== 'object' || plan.payload === null || Array.isArray(plan.payload))) {
    throw new OptionError(`${option}.payload must be an object, not ${show(plan.payload)}`)
  }
  return plan
}

function checkSeed(seed: number | string): number | string {
  if (typeof seed === 'number' || typeof seed === 'string') return seed
  throw new OptionError(`seed must be a number or a text, not ${show(seed)}`)
}
