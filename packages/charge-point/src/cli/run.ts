import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { createDriver } from '../driver.js'
import type { StationVersion } from '../version.js'
import { createJsonLog, createTextLog, follow, type Log, messageOf } from './log.js'
import type { CliOptions } from './options.js'

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
} as const

/** A second Ctrl-C does not wait. */
const patienceMs = 1_500

/** Runs a station until the time is up or somebody stops it; resolves with the exit code. */
export async function run(options: CliOptions, version: StationVersion): Promise<number> {
  const write = (text: string): void => {
    process.stdout.write(text)
  }
  const log = options.json
    ? createJsonLog(write)
    : createTextLog(write, process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined)
  const station = createStation(options, version)
  follow(station, log)
  const car = { batteryCapacityWh: options.battery, socPercent: options.soc }
  const driver = options.ev === 'auto' ? createDriver(station, { ev: car }) : undefined
  const ended = untilEnd(options, station)
  const started = station.start().then(() => begin(options, station, log))
  const code = await Promise.race([ended.code, started.then((failure) => failure ?? ended.code).catch(() => ended.code)])
  ended.cancel()
  driver?.stop()
  await Promise.race([station.stop(), new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
  return code
}

const createStation = (options: CliOptions, version: StationVersion): ChargePoint =>
  createChargePoint({
    version,
    csmsUrl: options.csms,
    identity: options.id,
    password: options.password,
    vendor: options.vendor,
    model: options.model,
    serialNumber: options.serial,
    firmwareVersion: options.firmware,
    evses: Array.from({ length: options.evses }, () => ({ connectors: options.connectors, maxPowerW: options.power })),
    settings: options.sample === undefined ? {} : { sampleIntervalS: options.sample },
  })

/** What --plug and --card ask for. @returns an exit code where that failed */
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

function untilEnd(options: CliOptions, station: ChargePoint): { readonly code: Promise<number>; readonly cancel: () => void } {
  const timers: NodeJS.Timeout[] = []
  let onSignal = (): void => {}
  const code = new Promise<number>((resolve) => {
    onSignal = () => resolve(exitCodes.ok)
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    if (options.duration !== undefined) timers.push(setTimeout(() => resolve(exitCodes.ok), options.duration))
    if (options.giveUp !== undefined) {
      let wasConnected = false
      station.on('connected', () => {
        wasConnected = true
      })
      const timer = setTimeout(() => resolve(wasConnected ? exitCodes.notAccepted : exitCodes.noConnection), options.giveUp)
      timers.push(timer)
      station.on('accepted', () => clearTimeout(timer))
    }
  })
  const cancel = (): void => {
    for (const timer of timers) clearTimeout(timer)
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  return { code, cancel }
}
