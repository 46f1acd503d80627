import type { ChargePoint, StationVersion } from '@ocpp-kit/charge-point'
import type { Transaction } from '@ocpp-kit/csms'
import { dataOf, type RunningCsms, startCsms, type Wanted } from './csms.js'
import type { Faults } from './faults.js'
import { createWatchedStation, type StationOptions } from './station.js'
import { createSharedTime, type SharedTime } from './time.js'

export const minuteMs = 60_000

/** A car that takes 11 kW for hours. */
export const ev = { batteryCapacityWh: 1_000_000, socPercent: 10, maxPowerW: 11_000, taperFromPercent: 100 }

/** A csms and a station that it has accepted, on a clock that the test moves. */
export interface Timed {
  readonly running: RunningCsms
  readonly station: ChargePoint
  readonly time: SharedTime
}

/** How long a station stays away that has lost its connection, ms. */
export const awayMs = 10 * minuteMs

/** Options of a csms whose time is moved: what waits for the real store is not late by it. */
const timedOptions = ({ clock }: SharedTime) => ({ clock, pingIntervalMs: 0, storeTimeoutMs: 3_600_000 })

/** Starts the csms alone; `join` brings a station. */
export const startTimedCsms = (time: SharedTime, csms: Wanted['csms'] = {}, faults?: Faults): Promise<RunningCsms> =>
  startCsms({ csms: { ...timedOptions(time), tokens: [{ idToken: 'CARD-1' }, { idToken: 'CARD-2' }], ...csms }, faults })

/** Switches a station on; resolves once it is accepted and has said all that it has to. */
export async function join(running: RunningCsms, time: SharedTime, version: StationVersion, options: StationOptions = {}): Promise<Timed> {
  const station = createWatchedStation(version, running.csms.url, running.faults, {
    clock: time.clock,
    socket: { pingIntervalMs: 0, reconnect: { waitMinimumMs: awayMs, randomRangeMs: 0, repeatTimes: 0 } },
    ...options,
    settings: { sampleIntervalS: 300, ...options.settings },
  })
  time.watch(station)
  await station.start()
  await time.quiet()
  return { running, station, time }
}

interface TimedOptions {
  readonly csms?: Wanted['csms']
  readonly station?: StationOptions
  readonly time?: SharedTime
}

export async function startTimed(version: StationVersion, { csms, station, time = createSharedTime() }: TimedOptions = {}): Promise<Timed> {
  return join(await startTimedCsms(time, csms), time, version, station)
}

/** A car is plugged in, a card shown, and energy flows; resolves once the csms has it. */
export async function beginSession({ running: { csms }, station, time }: Timed, idToken = 'CARD-1', evseId = 1): Promise<Transaction> {
  const started = csms.once('transaction.started')
  await station.startCharging({ idToken, evseId, ev })
  const { transaction } = await started
  await time.quiet()
  return transaction
}

/** The driver stops and drives away; resolves once the csms has it, with what the car got, Wh. */
export async function endSession({ running: { csms }, station, time }: Timed, evseId = 1): Promise<number> {
  const ended = csms.once('transaction.ended')
  const { deliveredWh } = await station.stopCharging({ evseId })
  station.unplug({ evseId })
  await ended
  await time.quiet()
  return deliveredWh
}

/** A transaction as operators see it. */
export const shownTransaction = ({ operator }: RunningCsms, { id }: Pick<Transaction, 'id'>) =>
  dataOf(operator.GET('/v1/transactions/{id}', { params: { path: { id } } }))
