import { createCsms } from '../csms.js'
import { isCsmsError } from '../errors.js'
import type { AnyVersion } from '../version.js'
import { createJsonLog, createTextLog, follow, messageOf, type WriteLine } from './log.js'
import { type CliOptions, registrationOf } from './options.js'

export const exitCodes = {
  /** Ended by Ctrl-C or SIGTERM. */
  ok: 0,
  /** It could not start, e.g. because the port is taken, or something unexpected went wrong. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** A second Ctrl-C did not wait for the end. */
  impatient: 130,
} as const

/** The drain and the closing handshakes together stay under 2 s. */
const drainMs = 500
const closeTimeoutMs = 1_000

/** Runs a csms until somebody stops it; resolves with the exit code. */
export async function run(options: CliOptions, versions: readonly AnyVersion[]): Promise<number> {
  const log = createLog(options)
  const csms = createCsms({
    versions,
    port: options.port,
    host: options.host,
    acceptance: registrationOf[options.accept],
    tokens: options.token.map((idToken) => ({ idToken })),
    unknownTokens: options.unknownTokens,
    heartbeatIntervalSeconds: options.heartbeat,
    retryIntervalSeconds: options.retry,
    closeTimeoutMs,
    onError: (error, { connection, action, event }) =>
      log({ level: 'error', event: 'error', identity: connection?.identity, text: `${action ?? event}: ${messageOf(error)}` }),
  })
  follow(csms, { write: log, spoken: options.versions })
  // Whoever reads that it listens may end it at once.
  const signal = untilSignal()
  try {
    await csms.start()
  } catch (error) {
    const hint = isCsmsError(error) && error.code === 'PORT_TAKEN' ? '; choose another with --port' : ''
    process.stderr.write(`ocpp-csms: ${messageOf(error)}${hint}\n`)
    return exitCodes.failed
  }
  const spoken = options.versions.join(', ')
  log({
    level: 'info',
    event: 'listening',
    text: `listening on ${csms.url} for OCPP ${spoken}`,
    data: { url: csms.url, versions: options.versions },
  })
  if (options.accept === 'pending') {
    log({ level: 'info', event: 'hint', text: 'stations are held as Pending; --accept accepted lets them in' })
  }
  await signal
  await csms.stop({ drainMs })
  log({ level: 'info', event: 'stopped', text: 'stopped' })
  return exitCodes.ok
}

function createLog({ json, logLevel: level }: CliOptions): WriteLine {
  const write = (text: string): void => {
    process.stdout.write(text)
  }
  const hasColour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
  return json ? createJsonLog({ write, level, hasColour }) : createTextLog({ write, level, hasColour })
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
