import { type ChargePoint, type ChargePointOptions, createChargePoint, type Settings, type StationVersion } from '@ocpp-kit/charge-point'
import { ocpp16 } from '@ocpp-kit/charge-point/ocpp16'
import { ocpp21 } from '@ocpp-kit/charge-point/ocpp21'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'
import { onTestFinished } from 'vitest'
import { type Faults, watchStation } from './faults.js'

export const stationVersions: readonly (readonly [version: string, stationVersion: StationVersion])[] = [
  ['1.6', ocpp16],
  ['2.0.1', ocpp201],
  ['2.1', ocpp21],
]

export const identity = 'CS1'

/** A station that is not switched on yet, and what went wrong at it; it ends with the test. */
export interface Station {
  readonly station: ChargePoint
  readonly problems: readonly unknown[]
}

export type StationOptions = Partial<Omit<ChargePointOptions, 'version' | 'csmsUrl'>>

/** A station that is back as soon as it can be; it ends with the test. */
function makeStation(version: StationVersion, csmsUrl: string, { socket, ...options }: StationOptions = {}): ChargePoint {
  const station = createChargePoint({
    version,
    csmsUrl,
    identity,
    rebootMs: 10,
    socket: { reconnect: { waitMinimumMs: 20, randomRangeMs: 0, repeatTimes: 0 }, ...socket },
    ...options,
  })
  onTestFinished(() => station.stop())
  return station
}

export function createStation(version: StationVersion, csmsUrl: string, settings: Partial<Settings> = {}): Station {
  const station = makeStation(version, csmsUrl, { settings })
  const problems: unknown[] = []
  station.on('error', (problem) => problems.push(problem))
  station.on('messageDropped', (problem) => problems.push(problem))
  station.on('message', (message) => {
    if (message.kind === 'error' || message.kind === 'invalid') problems.push(message)
  })
  return { station, problems }
}

/** A station that both it and its csms find no fault with to the end of the test. */
export function createWatchedStation(version: StationVersion, csmsUrl: string, faults: Faults, options: StationOptions = {}): ChargePoint {
  const station = makeStation(version, csmsUrl, options)
  watchStation(station, faults)
  return station
}
