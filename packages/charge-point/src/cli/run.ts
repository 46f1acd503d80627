import { systemClock } from '@ocpp-kit/rpc'
import type { ChargePoint } from '../charge-point.js'
import type { Control, StationHost } from '../control/index.js'
import { createDriver, type Driver } from '../driver.js'
import { Shapes } from '../fleet/shapes.js'
import { Pauses } from '../pauses.js'
import { followMany } from './follow-many.js'
import { letHappen } from './happen.js'
import { createJsonLog, createTextLog, follow, type Log, messageOf } from './log.js'
import type { CliOptions, Versions } from './options.js'
import { type Records, recordLate } from './records.js'
import { runScenarios } from './run-scenarios.js'
import { createStations } from './stations.js'

export const exitCodes = {
  /** Ended as asked: by --duration or by Ctrl-C. */
  ok: 0,
  /** Something went wrong that is nobody's input. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** No connection within --give-up. */
  noConnection: 3,
  /** Connected, but not accepted within --give-up. */
  notAccepted: 4,
  /** The card given with --card was refused. */
  refused: 5,
  /** A scenario failed. */
  scenarioFailed: 6,
} as const

/** A second Ctrl-C does not wait. */
const patienceMs = 1_500

/** Runs stations until the time is up or somebody stops them; resolves with the exit code. */
export async function run(options: CliOptions, versions: Versions): Promise<number> {
  const write = (text: string): void => {
    process.stdout.write(text)
  }
  const log = options.json
    ? createJsonLog(write)
    : createTextLog(write, process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined)
  if (options.junit !== undefined && options.scenario.length === 0) throw new TypeError('--junit: there is no --scenario to report of')
  const records = await openRecordsOf(options, log)
  if (options.scenario.length > 0) {
    const isPassed = await runScenarios(options, versions, log, records)
    await records?.close()
    return isPassed ? exitCodes.ok : exitCodes.scenarioFailed
  }
  const stations = await createStations(options, await versions[options.version]())
  for (const station of stations) await records?.add(station)
  const unfollow = followAll(stations, log)
  const control = await openControl(options, versions, { stations, log, records })
  const car = { batteryCapacityWh: options.battery, socPercent: options.soc }
  const drivers = options.ev === 'auto' ? stations.map((station): Driver => createDriver(station, { ev: car })) : []
  const ended = untilEnd(options, stations)
  const pauses = new Pauses(systemClock)
  const shapes = new Shapes(stations, systemClock, pauses)
  const begun = startAll(options, shapes, log)
  letHappen(options.shape, shapes, pauses, log)
  const code = await Promise.race([ended.code, begun.then((failure) => failure ?? ended.code)])
  ended.cancel()
  pauses.end(new Error('the stations are stopped'))
  for (const driver of drivers) driver.stop()
  unfollow()
  const closing = Promise.all([control?.close(), ...stations.map((station) => station.stop())])
  await Promise.race([closing.then(() => records?.close()), new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
  return code
}

/** One station in every detail, several as figures. */
function followAll(stations: readonly ChargePoint[], log: Log): () => void {
  if (stations.length > 1) return followMany(stations, log)
  for (const station of stations) follow(station, log)
  return () => {}
}

/** Opens the control over HTTP where it is asked for. Nothing of it is loaded otherwise. */
async function openControl(
  options: CliOptions,
  versions: Versions,
  { stations, log, records }: { readonly stations: readonly ChargePoint[]; readonly log: Log; readonly records: Records | undefined },
): Promise<Control | undefined> {
  const { controlPort: port, controlHost } = options
  if (port === undefined) return undefined
  const { StationHost: Host, startControl } = await import('../control/index.js')
  const host: StationHost = new Host({ versions: await Promise.all(Object.values(versions).map((load) => load())) })
  for (const station of stations) host.add(station)
  host.events.on('added', (station) => recordLate(records, station, log))
  const control = await startControl(host, { port, host: controlHost, onError: (error) => log.line('error', messageOf(error)) })
  log.line('control', `${control.url}, described at ${control.url}/docs`, { url: control.url })
  return { url: control.url, close: () => Promise.all([control.close(), host.stop()]).then(() => {}) }
}

/** Switches the stations on, over the ramp, and does what --plug and --card ask for. @returns an exit code where that failed */
async function startAll(options: CliOptions, shapes: Shapes<ChargePoint>, log: Log): Promise<number | undefined> {
  const codes: number[] = []
  const start = async (station: ChargePoint): Promise<void> => {
    await station.start()
    const code = await begin(options, station, log)
    if (code !== undefined) codes.push(code)
  }
  // Stopped on the ramp, or a station of it: what else went wrong is told already.
  await shapes.ramp({ overMs: options.ramp }, (station) => start(station).catch(() => {})).catch(() => {})
  return codes[0]
}

/** Opens the files of --record where it is asked for. */
async function openRecordsOf({ record: path, raw: isRaw }: CliOptions, log: Log): Promise<Records | undefined> {
  if (path === undefined) return undefined
  const { openRecords } = await import('./record.js')
  return openRecords({ path, isRaw, onError: (error) => log.line('error', `--record: ${messageOf(error)}`) })
}

async function begin(options: CliOptions, station: ChargePoint, log: Log): Promise<number | undefined> {
  try {
    if (options.plug) station.plugIn({ ev: { batteryCapacityWh: options.battery, socPercent: options.soc } })
    if (options.card === undefined) return undefined
    const { outcome } = await station.presentCard({ idToken: options.card, ...(options.plug ? { evseId: 1 } : {}) })
    return outcome === 'refused' ? exitCodes.refused : undefined
  } catch (error) {
    log.line('error', messageOf(error))
    return exitCodes.failed
  }
}

function untilEnd(options: CliOptions, stations: readonly ChargePoint[]): { readonly code: Promise<number>; readonly cancel: () => void } {
  const timers: NodeJS.Timeout[] = []
  let onSignal = (): void => {}
  const code = new Promise<number>((resolve) => {
    onSignal = () => resolve(exitCodes.ok)
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    if (options.duration !== undefined) timers.push(setTimeout(() => resolve(exitCodes.ok), options.duration))
    if (options.giveUp !== undefined) timers.push(giveUpAfter(options.giveUp, stations, resolve))
  })
  const cancel = (): void => {
    for (const timer of timers) clearTimeout(timer)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return { code, cancel }
}

/** Unless all stations are accepted by then. */
function giveUpAfter(ms: number, stations: readonly ChargePoint[], end: (code: number) => void): NodeJS.Timeout {
  let wasConnected = false
  const missing = new Set(stations)
  const timer = setTimeout(() => end(wasConnected ? exitCodes.notAccepted : exitCodes.noConnection), ms)
  for (const station of stations) {
    station.on('connected', () => {
      wasConnected = true
    })
    station.on('accepted', () => {
      missing.delete(station)
      if (missing.size === 0) clearTimeout(timer)
    })
  }
  return timer
}
