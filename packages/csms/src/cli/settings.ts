import { InvalidArgumentError, Option } from 'commander'
import { ConfigError } from './config-error.js'
import { type LogLevel, logLevels } from './log.js'
import {
  addressOrNetwork,
  adminToken,
  idToken,
  notEmpty,
  origin,
  passwordKey,
  urlPath,
  type VersionName,
  versionList,
  versionNames,
  whole,
} from './values.js'

/*
 * Every setting of the program, once: each is a flag, an environment variable and a key of a config file by the same name
 * (`--http-port`, `OCPP_CSMS_HTTP_PORT`, `http-port`), and is read from a text by the same function.
 */

/** What the settings come to; times and intervals in the units of their names. */
export interface Settings {
  readonly port: number
  readonly host: string
  readonly path: string | undefined
  readonly httpPort: number
  readonly httpHost: string | undefined
  readonly database: string
  readonly schema: string | undefined
  readonly nodeId: string | undefined
  readonly versions: readonly VersionName[]
  readonly unknownStations: 'pending' | 'accept' | 'refuse'
  readonly token: readonly string[]
  readonly unknownTokens: 'accept' | 'refuse'
  readonly securityProfile: 0 | 1 | 2 | 3 | undefined
  readonly tlsCert: readonly string[]
  readonly tlsKey: readonly string[]
  readonly tlsCa: string | undefined
  readonly operatorName: readonly string[]
  readonly passwordKey: string | undefined
  readonly acceptRate: number
  readonly heartbeat: number
  readonly retry: number
  readonly spool: string | undefined
  readonly keepTransactions: number | undefined
  readonly keepMessages: number
  readonly adminToken: string | undefined
  readonly corsOrigin: readonly string[]
  readonly trustedProxy: readonly string[]
  readonly rateLimit: number
  readonly logFormat: 'text' | 'json'
  readonly logLevel: LogLevel
}

export interface Setting {
  /** As a flag without its dashes, and as a key of the config file. */
  readonly name: string
  /** What stands for the value in the help. */
  readonly value: string
  readonly meaning: string
  readonly fallback?: unknown
  /** How the default reads in the help, where it does not say enough. */
  readonly fallbackMeaning?: string
  readonly choices?: readonly string[]
  /** @throws InvalidArgumentError saying what it must be */
  readonly read?: (text: string) => unknown
  /** It may be given several times, or as a list with commas. */
  readonly isList?: boolean
  /** A config file may have it as a number; of a text the zeros before a number and the digits behind its 15th would be lost. */
  readonly isNumber?: boolean
  /** It is not repeated where it is wrong. */
  readonly isSecret?: boolean
}

/** The longest interval that fits a station's timer. */
const maxSeconds = 2_147_483

export const settingGroups: readonly { readonly heading: string; readonly settings: readonly Setting[] }[] = [
  {
    heading: 'Where it listens',
    settings: [
      {
        name: 'port',
        value: 'number',
        meaning: 'port for stations; 0 takes a free one',
        fallback: 9000,
        isNumber: true,
        read: whole(0, 65_535),
      },
      {
        name: 'host',
        value: 'address',
        meaning: 'address to listen on, for stations and operators; 0.0.0.0 for all',
        fallback: '127.0.0.1',
        read: notEmpty,
      },
      {
        name: 'path',
        value: 'prefix',
        meaning: 'stations connect below this path, such as /ocpp',
        fallbackMeaning: 'any path',
        read: urlPath,
      },
      {
        name: 'http-port',
        value: 'number',
        meaning: 'port of the operator API; 0 takes a free one',
        fallback: 8080,
        isNumber: true,
        read: whole(0, 65_535),
      },
      { name: 'http-host', value: 'address', meaning: 'address of the operator API', fallbackMeaning: 'that of --host', read: notEmpty },
      { name: 'cors-origin', value: 'origin', meaning: 'web page that may use the operator API', fallback: [], isList: true, read: origin },
      {
        name: 'trusted-proxy',
        value: 'address',
        meaning: 'proxy of the operator API whose X-Forwarded-For is believed, or a network such as 10.0.0.0/8',
        fallback: [],
        isList: true,
        read: addressOrNetwork,
      },
      {
        name: 'rate-limit',
        value: 'number',
        meaning: 'requests per second to the operator API from one address (of IPv6: one /64), and four times as many at once',
        fallback: 50,
        isNumber: true,
        read: whole(1, 100_000),
      },
    ],
  },
  {
    heading: 'What it keeps',
    settings: [
      {
        name: 'database',
        value: 'place',
        meaning: 'a file, :memory:, or postgres://user@host:5432/name',
        fallback: './ocpp-kit.db',
        read: notEmpty,
      },
      { name: 'schema', value: 'name', meaning: 'schema of a PostgreSQL database', fallbackMeaning: 'ocpp_csms', read: notEmpty },
      {
        name: 'node-id',
        value: 'name',
        meaning: 'names this process among those that share the database; the same after a restart',
        fallbackMeaning: 'host name and port',
        read: notEmpty,
      },
      {
        name: 'spool',
        value: 'folder',
        meaning: 'where transaction messages wait while the database does not answer; "off" closes connections instead',
        fallback: './ocpp-kit.spool',
        read: notEmpty,
      },
      {
        name: 'keep-transactions',
        value: 'days',
        meaning: 'days that transactions are kept after their end',
        fallbackMeaning: 'for ever',
        isNumber: true,
        read: whole(1, 36_500),
      },
      {
        name: 'keep-messages',
        value: 'days',
        meaning: 'days that the message log is kept; 0 keeps none',
        fallback: 7,
        isNumber: true,
        read: whole(0, 36_500),
      },
    ],
  },
  {
    heading: 'Stations',
    settings: [
      {
        name: 'versions',
        value: 'list',
        meaning: 'versions, in order of preference',
        fallback: [...versionNames],
        fallbackMeaning: versionNames.join(','),
        isNumber: true,
        read: versionList,
      },
      {
        name: 'unknown-stations',
        value: 'answer',
        meaning: 'what becomes of stations that nobody has put in, held as Pending, let in, or refused with 404',
        fallback: 'pending',
        choices: ['pending', 'accept', 'refuse'],
      },
      {
        name: 'heartbeat',
        value: 'seconds',
        meaning: 'interval that accepted stations are told',
        fallback: 300,
        isNumber: true,
        read: whole(0, maxSeconds),
      },
      {
        name: 'retry',
        value: 'seconds',
        meaning: 'interval that other stations are told',
        fallback: 60,
        isNumber: true,
        read: whole(0, maxSeconds),
      },
      {
        name: 'accept-rate',
        value: 'number',
        meaning: 'stations let in per second; others are told to come again',
        fallback: 200,
        isNumber: true,
        read: whole(1, 100_000),
      },
    ],
  },
  {
    heading: 'Tokens',
    settings: [
      { name: 'token', value: 'idToken', meaning: 'a token that is accepted', fallback: [], isList: true, read: idToken },
      {
        name: 'unknown-tokens',
        value: 'answer',
        meaning: 'what becomes of tokens that nobody has put in',
        fallback: 'refuse',
        choices: ['accept', 'refuse'],
      },
    ],
  },
  {
    heading: 'Security',
    settings: [
      {
        name: 'security-profile',
        value: 'number',
        meaning: 'what stations must prove that have no profile of their own: 0 nothing, 1 password, 2 password over TLS, 3 certificate',
        fallbackMeaning: '2 with a --tls-cert, else 0',
        isNumber: true,
        read: whole(0, 3),
      },
      {
        name: 'tls-cert',
        value: 'file',
        meaning: 'certificate chain of the server, PEM: stations connect by wss://',
        fallback: [],
        isList: true,
        read: notEmpty,
      },
      { name: 'tls-key', value: 'file', meaning: 'its private key, PEM', fallback: [], isList: true, read: notEmpty },
      { name: 'tls-ca', value: 'file', meaning: "certificates that stations' certificates must lead to, PEM (profile 3)", read: notEmpty },
      {
        name: 'operator-name',
        value: 'name',
        meaning: "organization that stations' certificates must name; needed with --tls-ca",
        fallback: [],
        isList: true,
        read: notEmpty,
      },
      {
        name: 'password-key',
        value: 'key',
        meaning: 'key under which passwords of stations are kept',
        fallbackMeaning: 'one is made and kept in the database',
        isSecret: true,
        read: passwordKey,
      },
      {
        name: 'admin-token',
        value: 'token',
        meaning: 'bearer token of an administrator',
        fallbackMeaning: 'one is made and shown at the first start',
        isSecret: true,
        read: adminToken,
      },
    ],
  },
  {
    heading: 'Log',
    settings: [
      {
        name: 'log-format',
        value: 'format',
        meaning: 'a line for people, or an object for programs',
        fallback: 'text',
        choices: ['text', 'json'],
      },
      { name: 'log-level', value: 'level', meaning: 'how much is shown', fallback: 'info', choices: logLevels },
    ],
  },
]

export const settings: readonly Setting[] = settingGroups.flatMap(({ settings: ofGroup }) => ofGroup)

/** Beside the settings: where a config file is. */
export const configName = 'config'

export const envNameOf = (name: string): string => `OCPP_CSMS_${name.replaceAll('-', '_').toUpperCase()}`

/** The option of the command line for a setting; commander reads its environment variable as well. */
export function optionOf(setting: Setting): Option {
  const { name, value, fallback, fallbackMeaning, choices, isList = false } = setting
  const option = new Option(`--${name} <${value}>`, describe(setting)).env(envNameOf(name))
  if (fallback !== undefined && !isList) option.default(fallback, fallbackMeaning)
  if (choices !== undefined) return option.choices(choices)
  return option.argParser((text: string, before: unknown) =>
    isList
      ? [...asList(before), ...readList(setting, text)]
      : setting.isSecret === true
        ? readSecret(setting, text)
        : readOne(setting, text),
  )
}

/** What commander says of a wrong value has the value in it. */
function readSecret(setting: Setting, text: string): unknown {
  try {
    return readOne(setting, text)
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error
    throw new ConfigError(`--${setting.name}, or ${envNameOf(setting.name)}, is invalid. ${error.message}`)
  }
}

/** How the default of a setting reads; undefined where it has none. */
export const fallbackOf = ({ fallback, fallbackMeaning, isList = false }: Setting): string | undefined =>
  fallbackMeaning ?? (fallback === undefined || isList ? undefined : String(fallback))

function describe(setting: Setting): string {
  const { meaning, choices, isList = false } = setting
  const oneOf = choices === undefined ? '' : `: ${choices.join(', ')}`
  const several = isList ? '; may be given several times' : ''
  const fallback = fallbackOf(setting)
  return `${meaning}${oneOf}${several}${fallback === undefined ? '' : ` (default: ${fallback})`}`
}

/** @throws InvalidArgumentError saying what it must be */
export function readOne({ read, choices }: Setting, text: string): unknown {
  if (choices !== undefined && !choices.includes(text)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
  return read === undefined ? text : read(text)
}

export const readList = (setting: Setting, text: string): readonly unknown[] => text.split(',').map((one) => readOne(setting, one.trim()))

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
