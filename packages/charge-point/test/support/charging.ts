import type { FakeClock } from '@ocpp-kit/rpc/testing'
import type { ChargePointOptions, StationVersion } from '../../src/index.js'
import { type Payload, type Setup, settle, setUp, type TestCsms } from './csms.js'

/** A car that takes what it gets, for hours. */
export const bigEv = { batteryCapacityWh: 1_000_000, socPercent: 10, maxPowerW: 22_000, taperFromPercent: 100 }

/** A station that is accepted by a csms whose clock runs, and which nothing disturbs for a day. */
export async function setUpCharging<V extends StationVersion>(version: V, options: Partial<ChargePointOptions<V>> = {}): Promise<Setup<V>> {
  const setup = await setUp(version, { ...options, settings: { sampleIntervalS: 0, ...options.settings } })
  runClock(setup.csms)
  await setup.station.start()
  await settle()
  setup.csms.forget()
  return setup
}

export function runClock(csms: TestCsms): void {
  csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.now(), interval: 86_400 })
  csms.answers['Heartbeat'] = () => ({ currentTime: csms.now() })
}

/** So many seconds from now, as messages write it. */
export const inS = (csms: TestCsms, seconds: number): string => new Date(Date.parse(csms.now()) + seconds * 1000).toISOString()

/** Periods as `[startPeriod, limit]`, one phase after the other as the EVSE has them. */
export type Steps = readonly (readonly [number, number])[]

const periods = (steps: Steps): object[] => steps.map(([startPeriod, limit]) => ({ startPeriod, limit }))

/** A profile of 2.x; `at` is added to it, `schedule` to its only schedule. */
export const profile2 = (
  id: number,
  steps: Steps,
  { schedule = {}, ...at }: { readonly schedule?: object; readonly [field: string]: unknown } = {},
): Payload => ({
  id,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: periods(steps), ...schedule }],
  ...at,
})

/** …and of 1.6. */
export const profile16 = (
  chargingProfileId: number,
  steps: Steps,
  { schedule = {}, ...at }: { readonly schedule?: object; readonly [field: string]: unknown } = {},
): Payload => ({
  chargingProfileId,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: periods(steps), ...schedule },
  ...at,
})

/** A composite schedule as steps. */
export function stepsOf(schedule: unknown): Steps {
  const { chargingSchedulePeriod } = schedule as { chargingSchedulePeriod: readonly { startPeriod: number; limit: number }[] }
  return chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit])
}

/** The timers that are started from now on and still run. */
export function watchTimers(clock: FakeClock): ReadonlySet<unknown> {
  const running = new Set<unknown>()
  const { setTimeout, clearTimeout } = clock
  Object.assign(clock, {
    setTimeout: (run: () => void, ms: number) => {
      const timer = setTimeout(() => {
        running.delete(timer)
        run()
      }, ms)
      running.add(timer)
      return timer
    },
    clearTimeout: (timer: unknown) => {
      running.delete(timer)
      clearTimeout(timer)
    },
  })
  return running
}
