import { type Clock, createRandom, type Random, randomInteger, randomSeed, systemClock } from '@ocpp-kit/rpc'
import type { EvOptions } from '../body/index.js'
import type { ChargePoint } from '../charge-point.js'
import { checkFunction, checkList, checkNumber, checkObject } from '../checks.js'
import { isChargePointError } from '../errors.js'
import type { Fleet } from './fleet.js'

export interface TrafficOptions {
  /** Mean time from the leaving of a car to the coming of the next at an EVSE, ms. Default 1 h. */
  readonly meanPauseMs?: number | undefined
  /** Mean time that a car stays, ms; it leaves then, full or not. Default 2 h. */
  readonly meanStayMs?: number | undefined
  /** The cards of the drivers, taken at random. Default `DRIVER-01` to `DRIVER-20`. */
  readonly idTokens?: readonly string[] | undefined
  /** The next car. Default: 40 to 90 kWh, 10 to 70 % full, 7 to 22 kW. */
  readonly ev?: ((random: Random) => EvOptions) | undefined
  /** Makes comings and goings follow from it. Default: other ones each time. */
  readonly seed?: number | string | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
}

export interface Traffic {
  /** No more cars come, and those that are there stay. */
  stop(): void
}

/**
 * Cars that come and go at every EVSE of a fleet: each plugs in, holds up a card, stays its time and leaves.
 * A driver who is refused leaves at once.
 * @throws TypeError an option is wrong
 */
export function createTraffic(fleet: Pick<Fleet, 'stations'>, options: TrafficOptions = {}): Traffic {
  const plan = resolveTraffic(checkObject('options', options))
  const visits = fleet.stations.flatMap((station) =>
    station.state.evses.map(({ evseId }) => new Visits(station, evseId, plan, createRandom(`${plan.seed}/${station.identity}/${evseId}`))),
  )
  for (const visit of visits) visit.awaitNext()
  return {
    stop: () => {
      for (const visit of visits) visit.stop()
    },
  }
}

interface TrafficPlan {
  readonly meanPauseMs: number
  readonly meanStayMs: number
  readonly idTokens: readonly string[]
  readonly ev: (random: Random) => EvOptions
  readonly seed: number | string
  readonly clock: Clock
}

const someCar = (random: Random): EvOptions => ({
  batteryCapacityWh: randomInteger(random, 40, 90) * 1000,
  socPercent: randomInteger(random, 10, 70),
  maxPowerW: randomInteger(random, 7, 22) * 1000,
})

const someTokens = Array.from({ length: 20 }, (_, index) => `DRIVER-${String(index + 1).padStart(2, '0')}`)

function resolveTraffic(options: TrafficOptions): TrafficPlan {
  const idTokens = checkList('idTokens', options.idTokens, someTokens)
  const wrong = idTokens.find((token) => typeof token !== 'string' || token === '')
  if (idTokens.length === 0 || wrong !== undefined)
    throw new TypeError('idTokens must be a list of texts, at least one, none of them empty')
  return {
    meanPauseMs: checkNumber('meanPauseMs', options.meanPauseMs, 3_600_000, 1, 86_400_000),
    meanStayMs: checkNumber('meanStayMs', options.meanStayMs, 7_200_000, 1, 86_400_000),
    idTokens,
    ev: checkFunction('ev', options.ev) ?? someCar,
    seed: options.seed ?? randomSeed(),
    clock: options.clock ?? systemClock,
  }
}

/** One car after the other at one EVSE. */
class Visits {
  private timer: unknown
  private isStopped = false

  constructor(
    private readonly station: ChargePoint,
    private readonly evseId: number,
    private readonly plan: TrafficPlan,
    private readonly random: Random,
  ) {}

  awaitNext(): void {
    this.after(this.plan.meanPauseMs, () => void this.come())
  }

  stop(): void {
    this.isStopped = true
    this.plan.clock.clearTimeout(this.timer)
  }

  private async come(): Promise<void> {
    const { evseId, plan, random, station } = this
    const idToken = plan.idTokens[randomInteger(random, 0, plan.idTokens.length - 1)] ?? ''
    try {
      await station.startCharging({ evseId, idToken, ev: plan.ev(random) })
    } catch (error) {
      if (!isChargePointError(error)) throw error
      return this.leave()
    }
    if (!this.isStopped) this.after(plan.meanStayMs, () => void this.finish())
  }

  private async finish(): Promise<void> {
    try {
      await this.station.stopCharging({ evseId: this.evseId })
    } catch (error) {
      // Ended by others meanwhile: the csms, a fault, a restart.
      if (!isChargePointError(error)) throw error
    }
    this.leave()
  }

  private leave(): void {
    const evse = this.station.state.evses.find(({ evseId }) => evseId === this.evseId)
    if (evse?.connectors.some(({ isPlugged }) => isPlugged) === true) this.station.unplug({ evseId: this.evseId })
    if (!this.isStopped) this.awaitNext()
  }

  /** Waiting times without memory, as those of arrivals are. */
  private after(meanMs: number, run: () => void): void {
    this.timer = this.plan.clock.setTimeout(run, Math.round(-meanMs * Math.log(1 - this.random())))
  }
}
