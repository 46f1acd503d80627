import { readFile } from 'node:fs/promises'
import type { FaultRule } from '@ocpp-kit/rpc'
import type { ListenerTls } from '@ocpp-kit/rpc/ws'
import { isMockServerError, messageOf, OptionError } from '../errors.js'
import { defaultFirmware } from '../firmware.js'
import type { MockServer } from '../mock-server.js'
import type { MockServerSettings } from '../options.js'
import { createRuleCheck, type RuleCheck } from '../rules/rule-check.js'
import { RuleError } from '../rules/rule-error.js'
import { vocabularyOf } from '../rules/vocabulary.js'
import { loadFaults, readScript } from '../script/load-script.js'
import type { Script } from '../script/script.js'
import { ScriptError } from '../script/script-error.js'
import { startMockServer } from '../start.js'
import type { MockVersion } from '../version.js'
import { commandPlans } from './commands.js'
import { inFlags } from './in-flags.js'
import { createJsonLog, createTextLog, follow, type LogLine, type WriteLine } from './log.js'
import type { CliOptions } from './options.js'
import { UsageError } from './usage-error.js'

export const exitCodes = {
  /** Ended by Ctrl-C or SIGTERM. */
  ok: 0,
  /** It could not start, e.g. because the port is taken, or something unexpected went wrong. */
  failed: 1,
  /** The command line, a script or a rule cannot be understood. */
  usage: 2,
  /** A second Ctrl-C did not wait for the end. */
  impatient: 130,
} as const

/** Loads versions by their names. */
export type LoadVersions = (names: readonly string[]) => Promise<readonly MockVersion[]>

/** The closing handshakes stay under 2 s. */
const closeTimeoutMs = 1_000

/** Runs a mock server until somebody stops it; resolves with the exit code. */
export async function run(options: CliOptions, load: LoadVersions): Promise<number> {
  const log = createLog(options)
  // Heard from the beginning: whoever reads where it listens may end it at once.
  const signal = untilSignal()
  let isStarted = false
  try {
    checkTogether(options)
    const versions = await load(options.versions)
    const script = await loadScripts(options.script, createRuleCheck(vocabularyOf(versions)))
    const settings = await settingsOf(options, script)
    // Listeners are set before the first station is there: what a script does at the start is told too.
    const setup = async (server: MockServer): Promise<void> => {
      if (!isStarted) follow(server, log, options.raw)
      isStarted = true
      await script.setup?.(server)
    }
    const server = await startMockServer(versions, { ...settings, setup, onError: () => {}, closeTimeoutMs })
    announce(server, options, log)
    await signal
    await server.close()
    log({ level: 'info', event: 'stopped', text: 'stopped' })
    return exitCodes.ok
  } catch (error) {
    process.stderr.write(`ocpp-mock-server: ${describe(error, options)}\n`)
    const isUsage = [UsageError, ScriptError, OptionError, RuleError].some((kind) => error instanceof kind)
    return isUsage ? exitCodes.usage : exitCodes.failed
  }
}

function describe(error: unknown, options: CliOptions): string {
  if (error instanceof OptionError) return inFlags(error.message)
  const isTaken = isMockServerError(error) && error.code === 'PORT_TAKEN'
  return isTaken ? `${error.message}; choose another with ${optionOf(error, options)}` : messageOf(error)
}

/** Which of the two ports is taken. */
const optionOf = ({ cause }: Error, { port }: CliOptions): string =>
  (cause as { readonly port?: unknown } | undefined)?.port === port ? '--port' : '--control-port'

/** Several scripts are one: their rules in order, their functions one after another. */
async function loadScripts(paths: readonly string[], check: RuleCheck): Promise<Required<Pick<Script, 'rules' | 'faults' | 'setup'>>> {
  const scripts: Script[] = []
  for (const path of paths) scripts.push(await readScript(path, check))
  return {
    rules: scripts.flatMap(({ rules = [] }) => rules),
    faults: scripts.flatMap(({ faults = [] }) => faults),
    setup: async (server) => {
      for (const { setup } of scripts) await setup?.(server)
    },
  }
}

/** @throws UsageError two options contradict each other, or one is nothing without the other */
function checkTogether({ password, user, checkFirmware, firmware, controlHost, controlPort, clientCa, commonName }: CliOptions): void {
  if (password !== undefined && user.length > 0) throw new UsageError('--password is for all stations, --user for one: give one of them')
  if (checkFirmware === true && firmware !== undefined)
    throw new UsageError('--check-firmware has a list, and --firmware is another: give one of them')
  if (controlHost !== undefined && controlPort === undefined) throw new UsageError('--control-host needs a --control-port')
  if (commonName !== undefined && clientCa === undefined) throw new UsageError('--common-name needs a --client-ca')
}

async function settingsOf(options: CliOptions, { rules, faults }: Script): Promise<MockServerSettings> {
  const fromFile: readonly FaultRule[] = options.faults === undefined ? [] : await loadFaults(options.faults)
  const users = Object.fromEntries(options.user.map(({ identity, password }) => [identity, password]))
  return {
    port: options.port,
    host: options.host,
    intervalSeconds: options.interval,
    boot: options.boot,
    firmware: options.firmware ?? (options.checkFirmware === true ? defaultFirmware : undefined),
    tokens: options.token,
    unknownTokens: options.unknownTokens,
    rules,
    commands: await commandPlans(options),
    faults: [...(faults ?? []), ...fromFile],
    seed: options.seed,
    securityProfile: options.securityProfile,
    passwords: options.password ?? (options.user.length > 0 ? users : undefined),
    tls: await readTls(options),
    commonNames: options.commonName,
    record: options.record,
    redact: !options.raw,
    controlPort: options.controlPort,
    controlHost: options.controlHost,
  }
}

async function readTls({ tlsCert, tlsKey, clientCa }: CliOptions): Promise<ListenerTls | undefined> {
  if (tlsCert === undefined && tlsKey === undefined && clientCa === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UsageError('--tls-cert and --tls-key go together, and --client-ca needs both')
  const certificate = { cert: await readPem('--tls-cert', tlsCert), key: await readPem('--tls-key', tlsKey) }
  return { certificates: [certificate], ...(clientCa !== undefined && { clientCa: await readPem('--client-ca', clientCa) }) }
}

async function readPem(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${option} cannot be read: ${messageOf(error)}`)
  }
}

function announce(server: MockServer, options: CliOptions, log: WriteLine): void {
  const { url, controlUrl, seed } = server
  const versions = options.versions.join(', ')
  log({
    level: 'info',
    event: 'listening',
    text: `listening on ${url}/<station> for OCPP ${versions}`,
    data: { url, controlUrl, versions: options.versions },
  })
  if (controlUrl !== undefined) log({ level: 'info', event: 'control', text: `control on ${controlUrl}, described at ${controlUrl}/docs` })
  if (server.faults.length > 0) log({ level: 'info', event: 'faults', text: `faults in force, with --seed ${seed}`, data: { seed } })
}

function createLog({ json, quiet }: CliOptions): WriteLine {
  const write = (text: string): void => {
    process.stdout.write(text)
  }
  const hasColour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined
  const log = json ? createJsonLog({ write, hasColour }) : createTextLog({ write, hasColour })
  // Where to connect is said in any case: with port 0 nobody could know.
  const isShown = ({ level, event }: LogLine): boolean => !quiet || level !== 'info' || event === 'listening' || event === 'control'
  return (line) => {
    if (isShown(line)) log(line)
  }
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
