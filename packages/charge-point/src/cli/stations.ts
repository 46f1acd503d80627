import { join } from 'node:path'
import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { resolveFleet } from '../fleet/options.js'
import { createFileStateStore } from '../state/file.js'
import type { StateStore } from '../state/store.js'
import type { StationVersion } from '../version.js'
import type { CliOptions } from './options.js'

/** The stations that the command line asks for: one by its own name, or several numbered ones. */
export function createStations(options: CliOptions, version: StationVersion): readonly ChargePoint[] {
  const common = {
    version,
    csmsUrl: options.csms,
    password: options.password,
    vendor: options.vendor,
    model: options.model,
    serialNumber: options.serial,
    firmwareVersion: options.firmware,
    evses: Array.from({ length: options.evses }, () => ({ connectors: options.connectors, maxPowerW: options.power })),
    settings: options.sample === undefined ? {} : { sampleIntervalS: options.sample },
  }
  if (options.count === 0) return []
  if (options.count === 1) {
    return [createChargePoint({ ...common, identity: options.id, state: stateOf(options, options.id), log: wholeLog })]
  }
  const fleet = resolveFleet({ ...common, identity: options.id, seed: options.seed }, options.count)
  return fleet.map((one) => createChargePoint({ ...one, state: stateOf(options, one.identity) }))
}

/** One station can afford to write down everything. */
const wholeLog = { lines: 1_000, messages: true }

/** A file for each station, named after it. */
const stateOf = ({ state }: CliOptions, identity: string): StateStore | undefined =>
  state === undefined ? undefined : createFileStateStore(join(state, `${encodeURIComponent(identity)}.jsonl`))
