import { type Clock, type ConnectionOptions, checkFaultRules, type FaultRule, systemClock } from '@ocpp-kit/rpc'
import type { BodyPlan, EvsePlan } from './body/index.js'
import { chanceOf, checkSeed } from './chance.js'
import { checkFunction, checkList, checkNumber, checkObject, checkOneOf, checkText, checkTruth, checkWhole } from './checks.js'
import { backOffSettings, resolveCertificates, resolveNetwork } from './connection-options.js'
import type { StationFacts } from './core.js'
import { createDialTransport, type StationSocketOptions } from './dial-transport.js'
import { type BatterySwapOptions, resolveSwapOptions, type SwapPlan, swapStation } from './features/battery-swap/options.js'
import type { FactoryCertificates } from './features/certificates/store.js'
import type { DisplayTraits } from './features/display/message.js'
import { type DisplayOptions, resolveDisplayTraits } from './features/display/options.js'
import { networkTransfer } from './features/files/network.js'
import type { FileTransfer } from './features/files/transfer.js'
import { type FirmwareOptions, resolveFirmwareOptions } from './features/firmware/options.js'
import { type LogOptions, resolveLogOptions } from './features/logs/options.js'
import type { NetworkProfile } from './features/network/profile.js'
import { type Limits, resolveLimits } from './limits.js'
import { checkQuirks } from './quirks/check.js'
import type { QuirkName } from './quirks/profiles.js'
import type { Quirk } from './quirks/quirk.js'
import { checkSettings } from './setting-rules.js'
import { defaultSettings, type Settings } from './settings.js'
import { createMemoryStateStore } from './state/memory.js'
import type { StateStore } from './state/store.js'
import type { CreateTransport } from './transport.js'
import type { StationVersion } from './version.js'
import { checkPolicy } from './wire/validation.js'

/** How a connector is when the station is first switched on. */
export interface ConnectorOptions {
  /** Default `Available`. */
  readonly initialStatus?: 'Available' | 'Unavailable' | 'Reserved' | 'Faulted' | undefined
  /** The kind of plug, as 2.x names it; at most 20 characters. Default `sType2` for AC, `cCCS2` for DC. */
  readonly type?: string | undefined
  /** Whether the station can hold the plug; false for a cable that is fixed to it. Default true. */
  readonly hasLock?: boolean | undefined
  /** Whether a shutter, or a lock of the socket, keeps plugs out until somebody is let in. Default false. */
  readonly hasShutter?: boolean | undefined
}

export interface EvseOptions {
  /** How many connectors, or what each is like. One car at a time uses one of them. Default 1. */
  readonly connectors?: number | readonly ConnectorOptions[] | undefined
  /** Default `AC`. */
  readonly kind?: 'AC' | 'DC' | undefined
  /** Default 3 for AC; always 1 for DC. */
  readonly phases?: 1 | 3 | undefined
  /** Between phase and neutral; for DC at the plug. Default 230, DC 400. */
  readonly voltageV?: number | undefined
  /** What it can deliver at most. Default 22,000, DC 150,000. */
  readonly maxPowerW?: number | undefined
  /** Where the energy register stands. Default 0. */
  readonly energyWh?: number | undefined
}

export interface ChargePointOptions<V extends StationVersion = StationVersion> {
  /** The version it speaks, from `@ocpp-kit/charge-point/ocpp16`, `/ocpp201` or `/ocpp21`. */
  readonly version: V
  /** Address of the csms without the identity, e.g. `ws://127.0.0.1:9000`. */
  readonly csmsUrl: string
  /** The station's own name, the last part of the URL it connects to. At most 48 characters, in 2.x without `:`. */
  readonly identity: string
  /** For HTTP Basic authentication. Default: none is sent. */
  readonly password?: string | Uint8Array | undefined
  /**
   * Certificates that it comes with, PEM. Those of `socket.tls` (`ca`, `cert`, `key`) count as well. They are put into the state
   * once; afterwards the csms rules. Default: none, so that a server is checked against the roots that Node has.
   */
  readonly certificates?: FactoryCertificates | undefined
  /** Default: one EVSE with one connector. */
  readonly evses?: readonly EvseOptions[] | undefined
  /** Makes it a station that swaps batteries, with a slot for each EVSE (2.1 S). See {@link BatterySwapOptions}. */
  readonly batterySwap?: BatterySwapOptions | undefined
  /** What all EVSEs together may take from the grid. Default: the sum of theirs. */
  readonly maxPowerW?: number | undefined
  /** Default `ocpp-kit`. */
  readonly vendor?: string | undefined
  /** Default `Virtual`. */
  readonly model?: string | undefined
  readonly serialNumber?: string | undefined
  readonly firmwareVersion?: string | undefined
  /** Where the configuration differs from {@link defaultSettings}. */
  readonly settings?: Partial<Settings> | undefined
  /** How long a restart takes, ms. Default 2,000. */
  readonly rebootMs?: number | undefined
  /** Time to wait for the answer to a message, ms. Default 30,000. */
  readonly callTimeoutMs?: number | undefined
  /** How strictly payloads are held to their schemas. Default: `enforce`. May change: {@link StationControl.setValidation}. */
  readonly validation?: ConnectionOptions['validation']
  /** Faults of the wire, in the words of `withFaults` of `@ocpp-kit/rpc`. Default: none. May change: {@link StationControl.setFaults}. */
  readonly faults?: readonly FaultRule[] | undefined
  /** What it gets wrong, by names or as data. Default: nothing. May change: {@link StationControl.setQuirks}. */
  readonly quirks?: readonly (QuirkName | Quirk)[] | undefined
  /**
   * What survives a power cut: messages that wait, settings, meters, cars and transactions. Default: kept in memory, for as long as the process lives;
   * see {@link createFileStateStore}.
   */
  readonly state?: StateStore | undefined
  /** How long an update of the firmware takes, and what it needs. See {@link FirmwareOptions}. */
  readonly firmware?: Optional<FirmwareOptions>
  /** Where the display can do less than the version has words for. */
  readonly display?: DisplayOptions | undefined
  /** What the station writes down for its diagnostics. See {@link LogOptions}. */
  readonly log?: Optional<LogOptions>
  /** How firmware is fetched and logs are delivered. Default: by HTTP(S) and FTP(S), over the network. */
  readonly files?: FileTransfer | undefined
  /** How much the station can hold and say at once; what is not named keeps its default. */
  readonly limits?: { readonly [K in keyof Limits]?: Limits[K] | undefined } | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Makes all that is left to chance follow from it, ids and faults as well; another identity makes other luck. Default: another each time. */
  readonly seed?: number | string | undefined
  /** From 0 up to 1. Default: as `seed` has it, else `Math.random`. */
  readonly random?: (() => number) | undefined
  /** Makes message and transaction ids, at most 36 characters, never the same twice. Default: UUIDs, random or as `seed` has it. */
  readonly createId?: (() => string) | undefined
  /**
   * The WebSocket: reconnecting, TLS, security profile, pings, compression. Default: as `dial()` of `@ocpp-kit/rpc/ws` has it, with the
   * security profile that fits the address, the password and the certificate.
   */
  readonly socket?: StationSocketOptions | undefined
  /** How the csms is reached. Default: a WebSocket that reconnects by itself. */
  readonly createTransport?: CreateTransport | undefined
}

/** One for all stations. */
const none: readonly never[] = []

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined } | undefined

export interface ResolvedOptions {
  readonly version: StationVersion
  readonly network: NetworkProfile
  readonly password: string | Uint8Array | undefined
  readonly certificates: FactoryCertificates | undefined
  readonly facts: StationFacts
  readonly body: Omit<BodyPlan, 'rules'>
  readonly batterySwap: SwapPlan | undefined
  readonly settings: Settings
  readonly rebootMs: number
  readonly connection: ConnectionOptions
  readonly faults: readonly FaultRule[]
  readonly quirks: readonly (QuirkName | Quirk)[]
  readonly seed: number | string | undefined
  readonly firmware: FirmwareOptions
  readonly display: DisplayTraits
  readonly log: LogOptions
  readonly files: FileTransfer
  readonly limits: Limits
  readonly state: StateStore
  readonly clock: Clock
  readonly random: () => number
  readonly createId: () => string
  readonly createTransport: CreateTransport
}

/**
 * Fills the defaults and checks the ranges, once.
 * @throws TypeError naming the option that is wrong
 */
export function resolveOptions(options: ChargePointOptions): ResolvedOptions {
  const version = checkVersion(checkObject('options', options).version)
  const clock = checkObject('clock', options.clock ?? systemClock, ['now', 'monotonic', 'setTimeout', 'clearTimeout'])
  const identity = checkIdentity(version, options.identity)
  const chance = chanceOf(checkSeed(options.seed), identity)
  const random = checkFunction('random', options.random) ?? chance.random
  const createId = checkFunction('createId', options.createId) ?? chance.createId
  const isSwapStation = options.batterySwap !== undefined
  const evses = checkList('evses', options.evses, [{}]).map((evse, index) => resolveEvse(evse, index, isSwapStation))
  if (evses.length === 0) throw new TypeError('evses must have at least one element')
  const socket = checkObject('socket', options.socket ?? {})
  const password = checkPassword(options.password)
  const certificates = resolveCertificates(options.certificates, socket)
  const callTimeoutMs = checkWhole('callTimeoutMs', options.callTimeoutMs, 30_000, 1, 2_147_483_647)
  const sum = evses.reduce((total, { maxPowerW }) => total + maxPowerW, 0)
  return {
    version,
    network: resolveNetwork(checkUrl(options.csmsUrl), socket, { password, certificates, callTimeoutMs }),
    password,
    certificates,
    facts: {
      identity,
      vendor: checkText('vendor', options.vendor ?? 'ocpp-kit', 20),
      model: checkText('model', options.model ?? 'Virtual', 20),
      serialNumber: options.serialNumber && checkText('serialNumber', options.serialNumber, 25),
      firmwareVersion: options.firmwareVersion && checkText('firmwareVersion', options.firmwareVersion, 50),
    },
    batterySwap: resolveSwapOptions(options.batterySwap, version, evses.length),
    body: { evses, maxPowerW: checkNumber('maxPowerW', options.maxPowerW, sum, 0, 100_000_000) },
    settings: {
      ...defaultSettings,
      ...backOffSettings(socket),
      messageTimeoutS: Math.ceil(callTimeoutMs / 1000),
      ...(socket.pingIntervalMs === undefined ? {} : { webSocketPingIntervalS: Math.round(socket.pingIntervalMs / 1000) }),
      ...version.settings,
      ...(isSwapStation ? swapStation.settings : {}),
      ...checkSettings(options.settings ?? {}),
    },
    rebootMs: checkNumber('rebootMs', options.rebootMs, 2_000, 0, 86_400_000),
    connection: {
      clock,
      callTimeoutMs,
      validation: checkValidation(options.validation, version),
      createMessageId: createId,
    },
    faults: options.faults === undefined ? none : checkFaultRules(options.faults, 'faults'),
    quirks: options.quirks === undefined ? none : checkQuirks(options.quirks),
    seed: options.seed,
    firmware: resolveFirmwareOptions(options.firmware),
    display: resolveDisplayTraits(options.display, version.display),
    log: resolveLogOptions(options.log),
    files: checkObject('files', options.files ?? networkTransfer, ['download', 'upload']),
    limits: resolveLimits(options.limits),
    state: checkObject('state', options.state ?? createMemoryStateStore(), ['load', 'put', 'remove']),
    clock,
    random,
    createId,
    createTransport: checkFunction('createTransport', options.createTransport) ?? createDialTransport(socket, random),
  }
}

const initialStatuses: readonly NonNullable<ConnectorOptions['initialStatus']>[] = ['Available', 'Unavailable', 'Reserved', 'Faulted']

function resolveEvse(options: EvseOptions, index: number, isSlot: boolean): EvsePlan {
  const name = `evses[${index}]`
  const { connectors } = checkObject(name, options)
  const kind = checkOneOf<EvsePlan['kind']>(`${name}.kind`, options.kind, ['AC', 'DC'], 'AC')
  const isDc = kind === 'DC'
  const phases = checkOneOf<EvsePlan['phases']>(`${name}.phases`, options.phases, isDc ? [1] : [1, 3], isDc ? 1 : 3)
  const list = Array.isArray(connectors) ? (connectors as readonly ConnectorOptions[]) : undefined
  const count = checkWhole(`${name}.connectors`, list?.length ?? connectors, 1, 1, 32)
  return {
    kind,
    phases,
    voltageV: checkNumber(`${name}.voltageV`, options.voltageV, isDc ? 400 : 230, 1, 2_000),
    maxPowerW: checkNumber(`${name}.maxPowerW`, options.maxPowerW, isDc ? 150_000 : 22_000, 0, 10_000_000),
    energyWh: checkNumber(`${name}.energyWh`, options.energyWh, 0, 0, 1e12),
    connectors: Array.from({ length: count }, (_, position) => {
      const own = `${name}.connectors[${position}]`
      const { initialStatus, type, hasLock = true, hasShutter = false } = checkObject(own, list === undefined ? {} : list[position])
      const status = checkOneOf(`${own}.initialStatus`, initialStatus, initialStatuses, 'Available')
      checkTruth(`${own}.hasLock`, hasLock)
      checkTruth(`${own}.hasShutter`, hasShutter)
      return {
        plugType: checkText(`${own}.type`, type ?? (isSlot ? swapStation.plugType : isDc ? 'cCCS2' : 'sType2'), 20),
        hasLock,
        ...(hasShutter ? { hasShutter } : {}),
        isOperative: status !== 'Unavailable',
        isReserved: status === 'Reserved',
        faults: status === 'Faulted' ? ['OtherError'] : [],
      }
    }),
  }
}

function checkUrl(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || (url.protocol !== 'ws:' && url.protocol !== 'wss:')) {
    throw new TypeError(`csmsUrl must be a ws:// or wss:// address, not ${String(value)}`)
  }
  return String(value)
}

/** It is the user name of Basic authentication, which a colon ends (2.x Part 4 §3.1.1). */
function checkIdentity({ version, colonInIdentity = false }: StationVersion, value: unknown): string {
  const identity = checkText('identity', value, 48)
  if (colonInIdentity || !identity.includes(':')) return identity
  throw new TypeError(`identity must not have ":" in OCPP ${version}, as in ${JSON.stringify(identity)}`)
}

function checkValidation(value: ChargePointOptions['validation'], version: StationVersion): ChargePointOptions['validation'] {
  return value === undefined || typeof value === 'function' ? value : checkPolicy(value, version)
}

function checkPassword(value: unknown): string | Uint8Array | undefined {
  if (value === undefined || typeof value === 'string' || value instanceof Uint8Array) return value
  throw new TypeError(`password must be a text or a Uint8Array, not ${typeof value}`)
}

/** What tells a version of a station from a bare protocol, and from the version of the same name that a csms takes. */
function checkVersion(version: StationVersion): StationVersion {
  const { boot, availability, authorization, metering, reservations, smartCharging, transactions, handlers, settings } = Object(
    version,
  ) as Partial<StationVersion>
  const functions = [
    boot?.request,
    availability?.statusNotification,
    authorization?.authorize,
    metering?.meterValues,
    reservations?.statusUpdate,
    smartCharging?.parse,
    transactions?.createTransactionId,
    handlers,
  ]
  if (functions.every((one) => typeof one === 'function') && typeof settings === 'object') return version
  throw new TypeError(
    "version must be one of '@ocpp-kit/charge-point/ocpp16', '/ocpp201' or '/ocpp21', not a bare protocol or one of '@ocpp-kit/csms'",
  )
}
