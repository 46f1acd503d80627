import { type ChargePoint, createFleet, type Fleet } from '@ocpp-kit/charge-point'
import { ocpp16 } from '@ocpp-kit/charge-point/ocpp16'
import { ocpp21 } from '@ocpp-kit/charge-point/ocpp21'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'

const versions = { CP16: ocpp16, CP201: ocpp201, CP21: ocpp21 } as const

export interface FleetPlan {
  readonly stations: number
  readonly csmsUrl: string
  readonly sampleIntervalS: number
  readonly seed: number | string
  /** How much of what is said comes twice, and how many answers never. */
  readonly faultShare: number
}

/** What wires do by themselves: messages arrive twice, and answers never, so that facts are sent again under new ids. */
const faultsOf = (probability: number) =>
  [
    { do: 'duplicate', when: { direction: 'out', messageType: 'CALL', probability } },
    { do: 'drop', when: { direction: 'in', messageType: 'CALLRESULT', probability } },
  ] as const

/** Stations of every version in turn, none of which ever gives a message up. */
export function createStations({ stations, csmsUrl, sampleIntervalS, seed, faultShare }: FleetPlan): readonly Fleet[] {
  const names = Object.keys(versions) as (keyof typeof versions)[]
  return names.flatMap((name, at) => {
    const count = Math.floor((stations + names.length - 1 - at) / names.length)
    if (count === 0) return []
    const template = {
      version: versions[name],
      identity: name,
      csmsUrl,
      seed,
      evses: [{ maxPowerW: 1_000_000 }, { kind: 'DC' as const, maxPowerW: 1_000_000 }],
      rebootMs: 300,
      callTimeoutMs: 2_000,
      socket: { reconnect: { waitMinimumMs: 150, randomRangeMs: 400, repeatTimes: 2 } },
      settings: {
        sampleIntervalS,
        messageAttempts: 10_000,
        messageAttemptIntervalS: 1,
        offlineTxForUnknownId: true,
        stopTxOnInvalidId: false,
      },
      faults: faultsOf(faultShare),
    }
    return [createFleet(template, count) as unknown as Fleet]
  })
}

export const stationsOf = (fleets: readonly Fleet[]): readonly ChargePoint[] => fleets.flatMap(({ stations }) => stations)
