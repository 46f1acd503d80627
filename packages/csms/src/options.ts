import { type Clock, type ErrorPlace, type Protocol, systemClock } from '@ocpp-kit/rpc'
import type { ListenOptions } from '@ocpp-kit/rpc/ws'
import { checkListenerNames, listenerNames } from './connection/listener-names.js'
import {
  type ConnectionOptions,
  defaultAcceptRate,
  type ResolvedConnectionOptions,
  resolveConnectionOptions,
} from './connection/options.js'
import type { Token } from './features/authorization/token.js'
import { checkToken } from './features/authorization/token-check.js'
import type { DataTransferHandlers } from './features/data-transfer/data-transfer.js'
import { checkScope } from './features/local-list/list-check.js'
import type { ListScope } from './features/local-list/list-state.js'
import type { Acceptance } from './features/provisioning/provisioning.js'
import { registrations } from './features/provisioning/station-record.js'
import { type ClosingPolicy, type ResolvedClosingPolicy, resolveClosing } from './features/transactions/closing.js'
import type { MaxPower } from './features/transactions/recorder.js'
import { type QuarantineBounds, type QuarantineOptions, resolveQuarantine } from './ledger/quarantine-options.js'
import { type ResolvedSpoolOptions, resolveSpoolOptions, type SpoolOptions } from './ledger/spool/options.js'
import { checkNames, type NamesOf } from './option-names.js'
import { createMemoryStore } from './store/sql/memory.js'
import type { Store } from './store/store.js'
import type { WebhookOptions } from './webhooks/api.js'

/** Options of `createCsms`, and beside them those of `listen()` in `@ocpp-kit/rpc/ws`, which are handed on as they are. */
export interface CsmsOptions<P extends Protocol = Protocol> extends ListenOptions<P>, ConnectionOptions {
  /** Where everything is kept. Default: in memory, gone with the process. The program closes a store of its own. */
  readonly store?: Store | undefined
  /**
   * A folder where transaction messages are kept while the store does not take them: they are answered, and stored when it does.
   * Default: none; the connection closes then (1013), and the station keeps its message.
   */
  readonly spool?: string | SpoolOptions | undefined
  /** How much is kept of transaction messages that stations were refused, each content once. Default: see {@link QuarantineOptions}. */
  readonly quarantine?: QuarantineOptions | undefined
  /** The longest that a transaction message waits for the store, ms; well below the time that stations wait for an answer. Default 5,000. */
  readonly storeTimeoutMs?: number | undefined
  /** Name of the tenant whose stations connect here. Default `default`. */
  readonly tenantId?: string | undefined
  /**
   * What a station that no operator has decided about is told when it boots, each time: one answer, or a rule that knows what the station
   * says of itself. Default: as `unknownStations` says.
   */
  readonly acceptance?: Acceptance | undefined
  /** Seconds between two heartbeats of an accepted station, 0 for the station's own choice. Default 300. */
  readonly heartbeatIntervalSeconds?: number | undefined
  /** Seconds until a station that is Pending or Rejected boots again, 0 for the station's own choice. Default 60. */
  readonly retryIntervalSeconds?: number | undefined
  /**
   * Whether a station is asked for a full report of its variables on first contact and after a change of its firmware or hardware
   * (B07.FR.14; 1.6: for all its configuration keys), half a minute later at most. Default `automatic`.
   */
  readonly fullReports?: 'automatic' | 'onDemand' | undefined
  /** Seconds that the next part of a report is waited for, before the report is asked for again, twice at most. Default 60. */
  readonly reportTimeoutSeconds?: number | undefined
  /** Seconds that a station's clock may be wrong before `station.clockDrift` tells of it. Default 60. */
  readonly clockDriftThresholdSeconds?: number | undefined
  /**
   * Tokens to put into the store at the start; while it is away the start does not wait, and they are put in before a token is judged.
   * Default: none.
   */
  readonly tokens?: readonly Token[] | undefined
  /** What becomes of a token that the store does not have. Default `refuse`. */
  readonly unknownTokens?: 'accept' | 'refuse' | undefined
  /**
   * Which tokens the local authorization lists of stations hold, kept in sync by itself, where nothing else is said of a station. Default
   * `off`: whatever list a station has is left alone, and stations ask.
   */
  readonly localList?: ListScope | undefined
  /** ms that changes of tokens are waited for that follow each other, before stations are told. Default 2,000. */
  readonly localListDelayMs?: number | undefined
  /**
   * Whether stations clear their authorization caches after a token that was known before was changed or deleted. Default `false`: a station
   * learns of it with its next transaction, which the csms refuses, and a cache that is cleared knows nobody while it is offline.
   */
  readonly clearCacheOnChange?: boolean | undefined
  /** How webhooks are sent: `timeoutMs` (default 10,000) for the answer, `allowsHttp` (default false) to other machines than this. */
  readonly webhooks?: { readonly timeoutMs?: number | undefined; readonly allowsHttp?: boolean | undefined } | undefined
  /** When transactions are ended that their stations never end; `false` for never. Default: see {@link ClosingPolicy}. */
  readonly closing?: ClosingPolicy | false | undefined
  /**
   * The most that a connector delivers, W: a register that shows more is flagged, and that is not billed. A function knows it by station
   * and EVSE. Default 1,000,000.
   */
  readonly maxPowerW?: MaxPower | undefined
  /** Answers DataTransfer by vendor id. Default: every vendor is unknown. */
  readonly dataTransfer?: DataTransferHandlers | undefined
}

export interface ResolvedCsmsOptions {
  readonly store: Store
  readonly spool: ResolvedSpoolOptions | undefined
  readonly quarantine: QuarantineBounds
  readonly storeTimeoutMs: number
  readonly tenantId: string
  /** Undefined where `unknownStations` decides. */
  readonly acceptance: Acceptance | undefined
  readonly connection: ResolvedConnectionOptions
  readonly heartbeatIntervalSeconds: number
  readonly retryIntervalSeconds: number
  readonly fullReports: 'automatic' | 'onDemand'
  readonly reportTimeoutSeconds: number
  readonly clockDriftThresholdSeconds: number
  readonly tokens: readonly Token[]
  readonly unknownTokens: 'accept' | 'refuse'
  readonly localList: ListScope
  readonly localListDelayMs: number
  readonly clearCacheOnChange: boolean
  readonly dataTransfer: DataTransferHandlers
  readonly webhooks: WebhookOptions
  readonly closing: ResolvedClosingPolicy
  readonly maxPowerW: MaxPower | undefined
  readonly clock: Clock
  /** As `listen()` has it, which checks it. */
  readonly callTimeoutMs: number
  readonly random: () => number
  readonly onError: (error: unknown, place: ErrorPlace) => void
}

const names: NamesOf<CsmsOptions> = {
  ...listenerNames,
  unknownStations: true,
  operatorName: true,
  passwordKey: true,
  shortPasswords: true,
  nodeId: true,
  messageLog: true,
  store: true,
  spool: true,
  quarantine: true,
  storeTimeoutMs: true,
  tenantId: true,
  acceptance: true,
  heartbeatIntervalSeconds: true,
  retryIntervalSeconds: true,
  fullReports: true,
  reportTimeoutSeconds: true,
  clockDriftThresholdSeconds: true,
  tokens: true,
  unknownTokens: true,
  localList: true,
  localListDelayMs: true,
  clearCacheOnChange: true,
  webhooks: true,
  closing: true,
  maxPowerW: true,
  dataTransfer: true,
}

/**
 * Fills the defaults and checks the ranges of the csms's own options; `listen()` checks the others.
 * @throws TypeError naming the option that is wrong
 */
export function resolveOptions<P extends Protocol>(options: CsmsOptions<P>): { own: ResolvedCsmsOptions; door: ListenOptions<P> } {
  if (typeof options !== 'object' || options === null) throw new TypeError('createCsms takes an object with at least "versions"')
  checkNames(options, names)
  checkListenerNames(options)
  if (!Array.isArray(options.versions) || options.versions.length === 0) {
    throw new TypeError('versions must be a list of at least one version, such as ocpp16 of @ocpp-kit/csms/ocpp16')
  }
  const {
    store,
    spool,
    quarantine,
    storeTimeoutMs,
    tenantId,
    acceptance,
    heartbeatIntervalSeconds,
    retryIntervalSeconds,
    tokens,
    unknownTokens,
    dataTransfer,
    localList,
    localListDelayMs,
    clearCacheOnChange,
    webhooks,
    closing,
    maxPowerW,
    fullReports,
    reportTimeoutSeconds,
    clockDriftThresholdSeconds,
    ...others
  } = options
  const { unknownStations, operatorName, passwordKey, shortPasswords, nodeId, messageLog, ...door } = others
  const connection = { unknownStations, operatorName, passwordKey, shortPasswords, nodeId, messageLog }
  const own: ResolvedCsmsOptions = {
    store: checkStore(store),
    spool: resolveSpoolOptions(spool),
    quarantine: resolveQuarantine(quarantine),
    storeTimeoutMs: checkMs('storeTimeoutMs', storeTimeoutMs ?? 5000, 1),
    tenantId: checkText('tenantId', tenantId ?? 'default'),
    acceptance: acceptance === undefined ? undefined : checkAcceptance(acceptance),
    connection: resolveConnectionOptions(connection, door as ListenOptions, acceptance !== undefined),
    heartbeatIntervalSeconds: checkSeconds('heartbeatIntervalSeconds', heartbeatIntervalSeconds, 300),
    retryIntervalSeconds: checkSeconds('retryIntervalSeconds', retryIntervalSeconds, 60),
    tokens: (tokens ?? []).map((token, at) => checkToken(token, `tokens[${at}]`)),
    fullReports: checkOneOf('fullReports', fullReports ?? 'automatic', ['automatic', 'onDemand']),
    reportTimeoutSeconds: checkSeconds('reportTimeoutSeconds', reportTimeoutSeconds, 60),
    clockDriftThresholdSeconds: checkSeconds('clockDriftThresholdSeconds', clockDriftThresholdSeconds, 60),
    unknownTokens: checkOneOf('unknownTokens', unknownTokens ?? 'refuse', ['accept', 'refuse']),
    localList: checkScope('localList', localList ?? 'off'),
    localListDelayMs: checkMs('localListDelayMs', localListDelayMs ?? 2_000),
    clearCacheOnChange: checkOneOf('clearCacheOnChange', clearCacheOnChange ?? false, [true, false]),
    dataTransfer: checkVendors(dataTransfer ?? {}),
    webhooks: checkWebhooks(webhooks ?? {}),
    closing: resolveClosing(closing),
    maxPowerW: checkPower(maxPowerW),
    clock: options.clock ?? systemClock,
    callTimeoutMs: options.callTimeoutMs ?? defaultCallTimeoutMs,
    random: options.random ?? Math.random,
    onError: options.onError ?? console.error,
  }
  // TC_B_58_CSMS is mandatory for a csms, and expects no upgrade where no version is in common.
  return { own, door: { noSubprotocol: 'refuse', acceptRate: defaultAcceptRate, ...withoutUndefined(door) } as ListenOptions<P> }
}

/** That of `listen()`. */
const defaultCallTimeoutMs = 30_000

const webhookNames: NamesOf<WebhookOptions> = { timeoutMs: true, allowsHttp: true }

function checkWebhooks(webhooks: NonNullable<CsmsOptions['webhooks']>): WebhookOptions {
  checkNames(webhooks, webhookNames, 'webhooks')
  const { timeoutMs = 10_000, allowsHttp = false } = webhooks
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000)
    throw new TypeError(`webhooks.timeoutMs must be a whole number from 1 to 600000, not ${String(timeoutMs)}`)
  return { timeoutMs, allowsHttp: checkOneOf('webhooks.allowsHttp', allowsHttp, [true, false]) }
}

const withoutUndefined = (options: object): object => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

const storeParts = [
  'provisioning',
  'authorization',
  'transactions',
  'metering',
  'availability',
  'localList',
  'commands',
  'credentials',
  'connections',
  'attempts',
  'messages',
  'variables',
  'reports',
  'webhooks',
  'identity',
  'audit',
  'idempotency',
] as const satisfies readonly (keyof Store)[]

function checkStore(store: Store | undefined): Store {
  if (store === undefined) return createMemoryStore()
  if (typeof store?.id !== 'function') throw new TypeError('store must have a method "id", as Store describes it')
  for (const part of storeParts) {
    if (typeof store?.[part] !== 'object') throw new TypeError(`store must have a part "${part}", as Store describes it`)
  }
  return store
}

/** The longest that fits a signed 32-bit number of ms, so that no timer of a station overflows. */
const maxSeconds = 2_147_483

function checkSeconds(option: string, value: number | undefined, fallback: number): number {
  const seconds = value ?? fallback
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= maxSeconds) return seconds
  throw new TypeError(`${option} must be a whole number of seconds from 0 to ${maxSeconds}, not ${String(value)}`)
}

function checkMs(option: string, value: number, least = 0): number {
  if (Number.isInteger(value) && value >= least && value <= maxSeconds * 1000) return value
  throw new TypeError(`${option} must be a whole number of ms from ${least} to ${maxSeconds * 1000}, not ${String(value)}`)
}

function checkText(option: string, value: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${option} must be a text that is not empty, not ${JSON.stringify(value)}`)
}

function checkOneOf<T>(option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value
  throw new TypeError(`${option} must be one of ${allowed.map(String).join(', ')}, not ${String(value)}`)
}

const checkAcceptance = (acceptance: Acceptance): Acceptance =>
  typeof acceptance === 'function' ? acceptance : checkOneOf<Acceptance>('acceptance', acceptance, registrations)

function checkPower(maxPowerW: MaxPower | undefined): MaxPower | undefined {
  if (maxPowerW === undefined || typeof maxPowerW === 'function' || (Number.isFinite(maxPowerW) && maxPowerW > 0)) return maxPowerW
  throw new TypeError(`maxPowerW must be a number above 0, or a function, not ${String(maxPowerW)}`)
}

function checkVendors(vendors: DataTransferHandlers): DataTransferHandlers {
  if (typeof vendors !== 'object' || vendors === null) throw new TypeError('dataTransfer must be an object of functions by vendor id')
  for (const [vendor, handler] of Object.entries(vendors)) {
    if (typeof handler !== 'function')
      throw new TypeError(`dataTransfer[${JSON.stringify(vendor)}] must be a function, not ${typeof handler}`)
  }
  return vendors
}
