import type { ChargePointOptions, EvOptions, Settings } from '@ocpp-kit/charge-point'
import { ocpp16 } from '@ocpp-kit/charge-point/ocpp16'
import { ocpp21 } from '@ocpp-kit/charge-point/ocpp21'
import { ocpp201 } from '@ocpp-kit/charge-point/ocpp201'

export interface DemoStation {
  readonly plan: Omit<ChargePointOptions, 'csmsUrl'>
  readonly token: string
  readonly ev: EvOptions
  /** Until its driver comes back. */
  readonly chargesForMs: number
}

/** Values every two seconds, so that there is something to watch. */
const settings: Partial<Settings> = { sampleIntervalS: 2 }

/**
 * The three stations of the demo. Each has a toy of a battery, which is full within half a minute, so that the power can be seen
 * to fall as it fills.
 */
export const stations: readonly DemoStation[] = [
  {
    plan: { version: ocpp16, identity: 'DEMO-16', vendor: 'Acme', model: 'Wallbox', evses: [{ maxPowerW: 11_000 }], settings },
    token: 'CARD-ANNA',
    ev: { batteryCapacityWh: 100, socPercent: 35, maxPowerW: 11_000 },
    chargesForMs: 16_000,
  },
  {
    plan: { version: ocpp201, identity: 'DEMO-201', vendor: 'Volta', model: 'Street', evses: [{ maxPowerW: 22_000 }], settings },
    token: 'CARD-BEN',
    ev: { batteryCapacityWh: 160, socPercent: 50, maxPowerW: 22_000 },
    chargesForMs: 19_000,
  },
  {
    plan: {
      version: ocpp21,
      identity: 'DEMO-21',
      vendor: 'Henry',
      model: 'Highway',
      evses: [{ kind: 'DC', maxPowerW: 150_000 }],
      settings,
    },
    token: 'CARD-CLEO',
    ev: { batteryCapacityWh: 900, socPercent: 20, maxPowerW: 120_000 },
    chargesForMs: 22_000,
  },
]
