import type { DuplicatePolicy } from '@ocpp-kit/rpc/ws'
import type { ListScope } from '../features/local-list/list-state.js'
import { type LogLevel, logLevels } from './log.js'
import type { Setting } from './setting.js'
import {
  addressOrNetwork,
  adminToken,
  idToken,
  listScope,
  notEmpty,
  numberOrOff,
  origin,
  passwordKey,
  urlPath,
  type VersionName,
  versionList,
  versionNames,
  whole,
  type YesNo,
  yesNo,
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
  readonly duplicates: DuplicatePolicy | undefined
  readonly token: readonly string[]
  readonly unknownTokens: 'accept' | 'refuse'
  readonly localList: ListScope
  readonly clearCacheOnChange: YesNo
  readonly closeReplacedAfter: number | false
  readonly closeRebootedAfter: number | false
  readonly closeIdleAfter: number | false
  readonly closeStartlessAfter: number | false
  readonly closeSilentAfter: number | false
  readonly maxPower: number
  readonly securityProfile: 0 | 1 | 2 | 3 | undefined
  readonly tlsCert: readonly string[]
  readonly tlsKey: readonly string[]
  readonly tlsCa: string | undefined
  readonly tlsTerminated: YesNo
  readonly operatorName: readonly string[]
  readonly passwordKey: string | undefined
  readonly shortPasswords: 'refuse' | 'allow'
  readonly webhooksHttp: 'refuse' | 'allow'
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
        fallbackMeaning: './ocpp-kit.spool; off with :memory:',
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
      {
        name: 'duplicates',
        value: 'answer',
        meaning:
          'a station that connects while it is connected replaces its older connection, is refused with 503, or the older one is probed',
        fallbackMeaning: 'replace; probe where connections of a station keep replacing each other',
        choices: ['replace', 'refuse', 'probe'],
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
      {
        name: 'local-list',
        value: 'tokens',
        meaning:
          'which tokens local lists of stations hold, kept in sync: off leaves lists alone, empty, all, or those with a label (label=fleet)',
        fallback: 'off',
        read: listScope,
      },
      {
        name: 'clear-cache-on-change',
        value: 'answer',
        meaning: 'whether stations clear their caches after a known token was changed or deleted',
        fallback: 'no',
        choices: yesNo,
      },
    ],
  },
  {
    heading: 'Transactions that their stations never end',
    settings: [
      {
        name: 'close-replaced-after',
        value: 'minutes',
        meaning: 'minutes after another transaction of the same EVSE, begun later, became known; off for never',
        fallback: 60,
        isNumber: true,
        read: numberOrOff,
      },
      {
        name: 'close-rebooted-after',
        value: 'minutes',
        meaning: 'minutes after its connector was told Available by a station that has booted since; off for never',
        fallback: 60,
        isNumber: true,
        read: numberOrOff,
      },
      {
        name: 'close-idle-after',
        value: 'hours',
        meaning: 'hours after its connector was told Available, with no word of the transaction since; off for never',
        fallback: 24,
        isNumber: true,
        read: numberOrOff,
      },
      {
        name: 'close-startless-after',
        value: 'hours',
        meaning: 'hours after the last word of a transaction whose start is not known; off for never',
        fallback: 24,
        isNumber: true,
        read: numberOrOff,
      },
      {
        name: 'close-silent-after',
        value: 'hours',
        meaning: 'hours since anything was heard of a station that is not connected; off for never',
        fallback: 72,
        isNumber: true,
        read: numberOrOff,
      },
    ],
  },
  {
    heading: 'Metering',
    settings: [
      {
        name: 'max-power',
        value: 'watts',
        meaning: 'the most that a connector delivers, W; a register that shows more is flagged, and that is not billed',
        fallback: 1_000_000,
        isNumber: true,
        read: whole(1, 1_000_000_000),
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
        fallbackMeaning: '2 with --tls-cert or --tls-terminated, else 0',
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
        name: 'tls-terminated',
        value: 'answer',
        meaning: 'whether TLS ends at a proxy in front, so that profile 2 is possible without --tls-cert',
        fallback: 'no',
        choices: yesNo,
      },
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
        name: 'short-passwords',
        value: 'answer',
        meaning: 'what becomes of passwords of stations with fewer than 16 characters, against A00.FR.205',
        fallback: 'refuse',
        choices: ['refuse', 'allow'],
      },
      {
        name: 'webhooks-http',
        value: 'answer',
        meaning: 'what becomes of webhooks by http:// to other machines than this',
        fallback: 'refuse',
        choices: ['refuse', 'allow'],
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
