import { type FaultRule, faultKinds, type ValidationPolicy } from '@ocpp-kit/rpc'
import { type TSchema, Type } from 'typebox'
import { type QuirkName, quirkNames } from '../quirks/profiles.js'
import type { Quirk } from '../quirks/quirk.js'
import type { Settings } from '../settings.js'
import { batteryFields } from './battery-fields.js'

/* What a station to be made is like, and what of it may change later: the plain data among the options of the library. */

const strict = { additionalProperties: false }
const maybe = Type.Optional
const text = (description: string) => Type.String({ description })
const maybeText = (description: string) => maybe(text(description))
const maybeNumber = (description: string) => maybe(Type.Number({ description }))
const maybeTruth = (description: string) => maybe(Type.Boolean({ description }))

/** One of some texts. */
const word = <const T extends string>(values: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...(description === undefined ? {} : { description }) })

const texts = (description: string) => maybe(Type.Array(Type.String(), { description }))

/** Data whose rules the library checks itself, with errors that name the path. */
const checkedLater = <T>(schema: TSchema) => Type.Unsafe<T>(schema)

const mode = word(['enforce', 'report', 'off'])
const modes = { incoming: maybe(mode), outgoing: maybe(mode) }

export const Validation = checkedLater<ValidationPolicy>(
  Type.Object(
    {
      ...modes,
      actions: maybe(Type.Record(Type.String(), Type.Union([mode, Type.Object(modes, strict)]), { description: 'Of single actions' })),
    },
    { ...strict, title: 'Validation', description: 'How strictly payloads are held to their schemas. Default: enforce' },
  ),
)

export const Faults = checkedLater<readonly FaultRule[]>(
  Type.Array(Type.Object({ do: word(faultKinds, 'What is done to the frame') }, { additionalProperties: true, title: 'Fault' }), {
    title: 'Faults',
    description: 'Rules as the README of @ocpp-kit/rpc has them; `in` is from the csms',
  }),
)

export const Quirks = checkedLater<readonly (QuirkName | Quirk)[]>(
  Type.Array(Type.Union([word(quirkNames), Type.Object({}, { additionalProperties: true })]), {
    title: 'Quirks',
    description: 'What the station gets wrong, by names or as data',
  }),
)

export const SettingsPatch = checkedLater<Partial<Settings>>(
  Type.Object({}, { additionalProperties: true, description: 'By the names of the library' }),
)

const connector = Type.Object(
  {
    initialStatus: maybe(word(['Available', 'Unavailable', 'Reserved', 'Faulted'], 'Default Available')),
    type: maybeText('The kind of plug, as 2.x names it. Default sType2 for AC, cCCS2 for DC'),
    hasLock: maybeTruth('Whether the station can hold the plug. Default true'),
    hasShutter: maybeTruth('Whether plugs are kept out until somebody is let in. Default false'),
  },
  strict,
)

const evse = Type.Object(
  {
    connectors: maybe(Type.Union([Type.Integer(), Type.Array(connector)], { description: 'How many, or what each is like. Default 1' })),
    kind: maybe(word(['AC', 'DC'], 'Default AC')),
    phases: maybe(Type.Union([Type.Literal(1), Type.Literal(3)], { description: 'Default 3 for AC' })),
    voltageV: maybeNumber('Between phase and neutral; for DC at the plug. Default 230, DC 400'),
    maxPowerW: maybeNumber('Default 22,000, DC 150,000'),
    energyWh: maybeNumber('Where the register stands. Default 0'),
  },
  { ...strict, title: 'Evse' },
)

const batterySwap = Type.Object(
  {
    batteries: maybe(
      Type.Array(Type.Object({ evseId: Type.Integer({ minimum: 1 }), ...batteryFields }, strict), { description: 'Default: none' }),
    ),
    setSize: maybe(Type.Integer({ minimum: 1, description: 'How many are swapped at once. Default 1' })),
  },
  { ...strict, description: 'Makes it a station that swaps batteries, a slot for each EVSE (2.1)' },
)

const pem = maybe(Type.Union([Type.String(), Type.Array(Type.String())], { description: 'PEM' }))

const certificates = Type.Object(
  {
    csmsRoots: pem,
    manufacturerRoots: pem,
    v2gRoots: pem,
    moRoots: pem,
    station: maybe(Type.Object({ cert: Type.String(), key: Type.String() }, { ...strict, description: 'Its own for the csms, PEM' })),
  },
  { ...strict, description: 'What it leaves the factory with. Default: none' },
)

const tlsVersion = maybe(word(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']))

const tls = Type.Object(
  {
    ca: pem,
    cert: maybeText('PEM'),
    key: maybeText('PEM'),
    passphrase: maybeText('Of the key'),
    ciphers: maybeText('As OpenSSL names them'),
    servername: maybeText('Default: the host of the address'),
    minVersion: tlsVersion,
    maxVersion: tlsVersion,
    rejectUnauthorized: maybeTruth('Default true'),
    allowPartialTrustChain: maybeTruth('Default false'),
  },
  strict,
)

const reconnect = Type.Object(
  {
    waitMinimumMs: maybeNumber('Default 10,000'),
    randomRangeMs: maybeNumber('Default 10,000'),
    repeatTimes: maybeNumber('How often the wait doubles. Default 5'),
    giveUpAfter: maybeNumber('Failed attempts in a row. Default: never'),
  },
  strict,
)

const socket = Type.Object(
  {
    compression: maybeTruth('Default false'),
    pingIntervalMs: maybeNumber('0 sends none. Default 60,000'),
    pongTimeoutMs: maybeNumber('Default 30,000'),
    reconnect: maybe(Type.Union([Type.Literal(false), reconnect], { description: 'false tries once' })),
    securityProfile: maybe(
      Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2), Type.Literal(3)], { description: 'Default: what fits the rest' }),
    ),
    tls: maybe(tls),
    username: maybeText('Default: the identity'),
  },
  { ...strict, description: 'The WebSocket' },
)

const firmware = Type.Object(
  {
    downloadMs: maybeNumber('The shortest time that a download takes. Default 0'),
    installMs: maybeNumber('Default 5,000'),
    whileCharging: maybe(word(['nothing', 'download', 'install'], 'Default download')),
    activation: maybe(word(['reboot', 'reconnect'], 'Default reboot')),
    cancellable: maybeTruth('Default true'),
    manufacturerRoots: texts('PEM. Default: none'),
    revokedSigners: texts('PEM of signing certificates that are not trusted any more. Default: none'),
  },
  { ...strict, description: 'How an update goes' },
)

const display = Type.Object(
  { formats: texts('Default: all'), priorities: texts('Default: all'), states: texts('Default: all') },
  { ...strict, description: 'Where the display can do less' },
)

const log = Type.Object(
  { lines: maybeNumber('Default 30'), messages: maybeTruth('Default false') },
  { ...strict, description: 'What it writes down for its diagnostics' },
)

const limits = Type.Object(
  {
    queuedMessages: maybeNumber('Default 10,000'),
    messagePauseMs: maybeNumber('Default 0'),
    meterValuesAtEnd: maybeNumber('Default 100'),
    sampledValuesPerMessage: maybeNumber('Default 200'),
  },
  { ...strict, description: 'How much it can hold and say at once' },
)

/** A station to be made. What a field may hold is checked when it is made, by the same rules as in the library. */
export const StationSpec = Type.Object(
  {
    identity: text('The name at the end of its URL'),
    version: text('1.6, 2.0.1 or 2.1'),
    csmsUrl: text('Address of the csms without the identity'),
    password: maybeText('For HTTP Basic authentication'),
    certificates: maybe(certificates),
    evses: maybe(Type.Array(evse, { description: 'Default: one with one connector' })),
    batterySwap: maybe(batterySwap),
    maxPowerW: maybeNumber('What all EVSEs together may take. Default: the sum of theirs'),
    vendor: maybeText('Default ocpp-kit'),
    model: maybeText('Default Virtual'),
    serialNumber: maybeText('Default: none'),
    firmwareVersion: maybeText('Default: none'),
    settings: maybe(SettingsPatch),
    rebootMs: maybeNumber('How long a restart takes. Default 2,000'),
    callTimeoutMs: maybeNumber('Time to wait for an answer. Default 30,000'),
    validation: maybe(Validation),
    faults: maybe(Faults),
    quirks: maybe(Quirks),
    seed: maybe(Type.Union([Type.Number(), Type.String()], { description: 'Makes what is left to chance follow from it' })),
    firmware: maybe(firmware),
    display: maybe(display),
    log: maybe(log),
    limits: maybe(limits),
    socket: maybe(socket),
  },
  { ...strict, title: 'StationSpec' },
)
