import { type ChargePoint, createChargePoint, type Settings, type StationVersion } from '@ocpp-kit/charge-point'
import { ocpp16 } from '@ocpp-kit/charge-point/ocpp16'
import { ocpp21 } from '@ocpp-kit/charge-point/ocpp21'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'
import { onTestFinished } from 'vitest'

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

export function createStation(version: StationVersion, csmsUrl: string, settings: Partial<Settings> = {}): Station {
  const station = createChargePoint({
    version,
    csmsUrl,
    identity,
    settings,
    rebootMs: 10,
    socket: { reconnect: { waitMinimumMs: 20, randomRangeMs: 0, repeatTimes: 0 } },
  })
  const problems: unknown[] = []
  station.on('error', (problem) => problems.push(problem))
  station.on('messageDropped', (problem) => problems.push(problem))
  station.on('message', (message) => {
    if (message.kind === 'error' || message.kind === 'invalid') problems.push(message)
  })
  onTestFinished(() => station.stop())
  return { station, problems }
}
