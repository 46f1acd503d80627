import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import { createCsms } from '../csms.js'
import { isCsmsError } from '../errors.js'
import { type AnswerRecord, type Api, startApi } from '../http/index.js'
import type { CsmsOptions } from '../options.js'
import { openStore, type SqlStore } from '../store/sql/open.js'
import type { AnyVersion } from '../version.js'
import { exitCodes } from './exit-codes.js'
import { follow } from './follow.js'
import { createLog, messageOf } from './log.js'
import type { Settings } from './settings.js'

/** The drain and the closing handshakes together stay under 2 s. */
const drainMs = 500
const closeTimeoutMs = 1_000

/** Runs a csms until somebody stops it; resolves with the exit code. */
export async function run(settings: Settings, versions: readonly AnyVersion[]): Promise<number> {
  const log = logOf(settings)
  const store = await openStoreOf(settings, log)
  try {
    return await serve(settings, versions, store, log)
  } finally {
    await store.close()
  }
}

async function serve(settings: Settings, versions: readonly AnyVersion[], store: SqlStore, log: Logger): Promise<number> {
  const csms = createCsms({ ...optionsOf(settings, log), versions, store })
  follow(csms, { log, spoken: settings.versions })
  // Whoever reads that it listens may end it at once.
  const signal = untilSignal()
  const isOpen = await opens('--port', () => csms.start())
  if (!isOpen) return exitCodes.failed
  let api: Api | undefined
  try {
    const { httpPort, httpHost = settings.host, adminToken, corsOrigin } = settings
    const isApiOpen = await opens('--http-port', async () => {
      api = await startApi(csms, { port: httpPort, host: httpHost, adminToken, corsOrigins: corsOrigin, onAnswer: logAnswer(log) })
    })
    if (!isApiOpen) return exitCodes.failed
    tellWhatRuns(settings, { url: csms.url, apiUrl: api?.url ?? '' }, store, log)
    if (api?.firstToken !== undefined) showFirstToken(api.firstToken)
    await signal
  } finally {
    await api?.close()
    await csms.stop({ drainMs })
  }
  log.info({ event: 'stopped' }, 'stopped')
  return exitCodes.ok
}

/** Says so where a port is taken, and which option chooses another. */
async function opens(option: string, open: () => Promise<void>): Promise<boolean> {
  try {
    await open()
    return true
  } catch (error) {
    if (!isCsmsError(error)) throw error
    process.stderr.write(`ocpp-csms: ${messageOf(error)}${error.code === 'PORT_TAKEN' ? `; choose another with ${option}` : ''}\n`)
    return false
  }
}

/** To whoever sits in front of it, and not to the log, which is kept (G18). */
function showFirstToken(token: string): void {
  process.stderr.write(
    `There is no user yet. This token may do everything until the first user is made (POST /v1/users), and is shown this once:\n\n  ${token}\n\n`,
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
  { database, versions, unknownStations }: Settings,
  { url, apiUrl }: Addresses,
  { durability }: SqlStore,
  log: Logger,
): void {
  log.info({ event: 'listening', url, versions }, `listening on ${url} for OCPP ${versions.join(', ')}`)
  log.info({ event: 'api', url: apiUrl }, `operator API on ${apiUrl}/v1, described at ${apiUrl}/docs`)
  const lasts = durability.isDurable ? 'what is stored survives a power cut' : 'what is stored does not survive a power cut'
  log[durability.isDurable ? 'info' : 'warn']({ event: 'database', durability }, `database ${withoutPassword(database)}: ${lasts}`)
  if (unknownStations === 'pending') {
    log.info({ event: 'hint' }, 'unknown stations are held as Pending; --unknown-stations accept lets them in')
  }
}

const openStoreOf = ({ database, schema, keepTransactions, keepMessages }: Settings, log: Logger): Promise<SqlStore> =>
  openStore(database, {
    schema,
    retention: { transactionDays: keepTransactions, ...(keepMessages > 0 && { messageDays: keepMessages }) },
    onError: (error) => log.error({ event: 'store' }, `the store: ${messageOf(error)}`),
  })

/** What `createCsms` is told, beside versions and store. */
function optionsOf(settings: Settings, log: Logger): Omit<CsmsOptions<AnyVersion>, 'versions' | 'store'> {
  return {
    port: settings.port,
    host: settings.host,
    path: settings.path,
    tls: tlsOf(settings),
    acceptRate: { requestsPerSecond: settings.acceptRate, burst: settings.acceptRate },
    unknownStations: settings.unknownStations,
    securityProfile: settings.securityProfile,
    operatorName: settings.operatorName.length === 0 ? undefined : settings.operatorName,
    passwordKey: settings.passwordKey,
    messageLog: settings.keepMessages > 0,
    tokens: settings.token.map((idToken) => ({ idToken })),
    unknownTokens: settings.unknownTokens,
    heartbeatIntervalSeconds: settings.heartbeat,
    spool: settings.spool === 'off' ? undefined : settings.spool,
    retryIntervalSeconds: settings.retry,
    closeTimeoutMs,
    onError: (error, { connection, action, messageId, event }) =>
      log.error({ event: 'error', identity: connection?.identity, messageId }, `${action ?? event}: ${messageOf(error)}`),
  }
}

/** @throws TypeError where a key is missing; Error of the operating system where a file cannot be read */
function tlsOf({ tlsCert, tlsKey, tlsCa }: Settings): CsmsOptions<AnyVersion>['tls'] {
  if (tlsCert.length === 0 && tlsKey.length === 0 && tlsCa === undefined) return undefined
  if (tlsCert.length === 0 || tlsCert.length !== tlsKey.length)
    throw new TypeError('TLS needs a --tls-key for each --tls-cert, in the same order')
  const certificates = tlsCert.map((cert, at) => ({ cert: readFileSync(cert), key: readFileSync(tlsKey[at] ?? '') }))
  return { certificates, ...(tlsCa !== undefined && { clientCa: readFileSync(tlsCa) }) }
}

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
