import { join } from 'node:path'
import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { resolveFleet } from '../fleet/options.js'
import type { ChargePointOptions } from '../options.js'
import { createFileStateStore } from '../state/file.js'
import type { StateStore } from '../state/store.js'
import type { StationVersion } from '../version.js'
import type { CliOptions } from './options.js'

/** The stations that the command line asks for: one by its own name, or several numbered ones. */
export async function createStations(options: CliOptions, version: StationVersion): Promise<readonly ChargePoint[]> {
  const common = {
    version,
    csmsUrl: options.csms,
    password: options.password,
    vendor: options.vendor,
    model: options.model,
    serialNumber: options.serial,
    firmwareVersion: options.firmware,
    evses: Array.from({ length: options.evses }, () => ({ connectors: options.connectors, maxPowerW: options.power })),
    seed: options.seed,
    ...(await wireOf(options)),
    settings: options.sample === undefined ? {} : { sampleIntervalS: options.sample },
  }
  if (options.count === 0) return []
  if (options.count === 1) {
    return [createChargePoint({ ...common, identity: options.id, state: stateOf(options, options.id), log: wholeLog })]
  }
  const fleet = resolveFleet({ ...common, identity: options.id }, options.count)
  return fleet.map((one) => createChargePoint({ ...one, state: stateOf(options, one.identity) }))
}

/** What goes wrong on purpose. @throws TypeError the file of the faults is wrong */
export async function wireOf({ faults, quirks, validation }: CliOptions): Promise<WireOptions> {
  if (faults === undefined) return { quirks, validation }
  const { readFaults } = await import('./faults-file.js')
  return { faults: readFaults(faults), quirks, validation }
}

type WireOptions = Pick<ChargePointOptions, 'faults' | 'quirks' | 'validation'>

/** One station can afford to write down everything. */
const wholeLog = { lines: 1_000, messages: true }

/** A file for each station, named after it. */
const stateOf = ({ state }: CliOptions, identity: string): StateStore | undefined =>
  state === undefined ? undefined : createFileStateStore(join(state, `${encodeURIComponent(identity)}.jsonl`))
