import type { Logger } from 'pino'
import { type Csms, createCsms } from '../csms.js'
import { type AnswerRecord, type Api, startApi } from '../http/index.js'
import { openStore, type SqlStore } from '../store/sql/open.js'
import type { AnyVersion } from '../version.js'
import { optionsOf } from './csms-options.js'
import { exitCodes } from './exit-codes.js'
import { type Place, portFailureOf } from './failure.js'
import { follow } from './follow.js'
import { createLog, messageOf } from './log.js'
import type { Settings } from './settings.js'

/** Together with `closeTimeoutMs` under 2 s. */
const drainMs = 500

/** Runs a csms until somebody stops it; resolves with the exit code. */
export async function run(settings: Settings, versions: readonly AnyVersion[]): Promise<number> {
  const log = logOf(settings)
  const options = optionsOf(settings, log)
  const store = await openStoreOf(settings, log)
  try {
    return await serve(settings, createCsms({ ...options, versions, store }), store, log)
  } finally {
    await store.close()
  }
}

async function serve(settings: Settings, csms: Csms<AnyVersion>, store: SqlStore, log: Logger): Promise<number> {
  const { host, httpPort, httpHost = host, adminToken, corsOrigin, trustedProxy, rateLimit } = settings
  follow(csms, { log, spoken: settings.versions })
  // Whoever reads that it listens may end it at once.
  const signal = untilSignal()
  await opens({ portOption: '--port', host }, () => csms.start())
  let api: Api | undefined
  try {
    api = await opens({ portOption: '--http-port', host: httpHost }, () =>
      startApi(csms, {
        port: httpPort,
        host: httpHost,
        adminToken,
        corsOrigins: corsOrigin,
        trustedProxies: trustedProxy,
        rateLimit: { requestsPerSecond: rateLimit, burst: 4 * rateLimit },
        onAnswer: logAnswer(log),
      }),
    )
    tellWhatRuns(settings, { url: csms.url, apiUrl: api.url }, store, log)
    if (api.firstToken !== undefined) showFirstToken(api.firstToken, api.url)
    await signal
  } finally {
    await api?.close()
    await csms.stop({ drainMs })
  }
  log.info({ event: 'stopped' }, 'stopped')
  return exitCodes.ok
}

/** @throws Error saying which option chooses another port, or address */
async function opens<T>(place: Place, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    throw portFailureOf(error, place)
  }
}

/** To whoever sits in front of it, and not to the log, which is kept (G18). */
function showFirstToken(token: string, url: string): void {
  process.stderr.write(
    `There is no user yet. Until the first one is made (POST /v1/users) this token may do everything; it is shown this once:

  ${token}

Give it to "Authorize" on ${url}/docs, or try: curl -H "Authorization: Bearer ${token}" ${url}/v1/stations

`,
  )
}

const logAnswer =
  (log: Logger) =>
  ({ method, route = '', status, tookMs, ...record }: AnswerRecord): void =>
    log.debug({ event: 'api.request', method, route, status, tookMs, ...record }, `${method} ${route} ${status} ${Math.round(tookMs)} ms`)

interface Addresses {
  readonly url: string
  readonly apiUrl: string
}

function tellWhatRuns(
  { database, versions, unknownStations, host, securityProfile, tlsCert, tlsTerminated }: Settings,
  { url, apiUrl }: Addresses,
  { durability }: SqlStore,
  log: Logger,
): void {
  log.info({ event: 'listening', url, versions }, `listening on ${url}${everywhere(host)} for OCPP ${versions.join(', ')}`)
  log.info({ event: 'api', url: apiUrl }, `operator API on ${apiUrl}/v1, described at ${apiUrl}/docs`)
  const lasts = durability.isDurable ? 'what is stored survives a power cut' : 'what is stored does not survive a power cut'
  log[durability.isDurable ? 'info' : 'warn']({ event: 'database', durability }, `database ${withoutPassword(database)}: ${lasts}`)
  if (unknownStations === 'pending') {
    log.info({ event: 'hint' }, 'unknown stations are held as Pending; --unknown-stations accept lets them in')
  }
  if (!isLoopback(host) && (securityProfile ?? (tlsTerminated === 'yes' ? 2 : 0)) === 0 && tlsCert.length === 0) {
    log.warn({ event: 'hint' }, 'stations need no password (security profile 0); --security-profile 1 asks for one, --tls-cert for TLS too')
  }
}

const everywhere = (host: string): string => (host === '0.0.0.0' || host === '::' ? ' and all other addresses of this machine' : '')

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

const openStoreOf = ({ database, schema, keepTransactions, keepMessages }: Settings, log: Logger): Promise<SqlStore> =>
  openStore(database, {
    schema,
    retention: { transactionDays: keepTransactions, ...(keepMessages > 0 && { messageDays: keepMessages }) },
    onError: (error) => log.error({ event: 'store' }, `the store: ${messageOf(error)}`),
  })

function withoutPassword(database: string): string {
  if (!URL.canParse(database)) return database
  const shown = new URL(database)
  shown.password = ''
  return shown.href
}

function logOf({ logFormat: format, logLevel: level }: Settings): Logger {
  const write = (lines: string): void => {
    process.stdout.write(lines)
  }
  const hasColour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
  return createLog({ format, level, hasColour, write })
}

/** The first signal ends the wait; a second one, or a reader of the log that has gone, ends the process. */
function untilSignal(): Promise<void> {
  process.stdout.on('error', () => process.exit(exitCodes.failed))
  return new Promise((resolve) => {
    let isStopping = false
    const onSignal = (): void => {
      if (isStopping) process.exit(exitCodes.impatient)
      isStopping = true
      resolve()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}
