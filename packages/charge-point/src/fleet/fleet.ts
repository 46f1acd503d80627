import { type Clock, systemClock } from '@ocpp-kit/rpc'
import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { checkNumber, checkObject } from '../checks.js'
import { ChargePointError } from '../errors.js'
import type { ChargePointEvents } from '../events.js'
import { Pauses } from '../pauses.js'
import type { StationVersion } from '../version.js'
import { type FleetTemplate, resolveFleet } from './options.js'

/** How many stations of a fleet are in which state. */
export interface FleetState {
  readonly stations: number
  readonly connected: number
  /** Accepted by the csms since they were switched on. */
  readonly accepted: number
  readonly transactions: number
  /** Transaction messages that no csms has confirmed. */
  readonly queuedMessages: number
}

export interface FleetEvent<V extends StationVersion, Name extends keyof ChargePointEvents> {
  readonly station: ChargePoint<V>
  readonly event: ChargePointEvents[Name]
}

export interface RampOptions {
  /** Time over which the stations are switched on one after the other, evenly. Default 0: all at once, a herd. */
  readonly overMs?: number | undefined
}

/** Many stations of one kind in one process. */
export class Fleet<V extends StationVersion = StationVersion> {
  readonly stations: readonly ChargePoint<V>[]
  private readonly clock: Clock
  private readonly pauses: Pauses

  /** Made by {@link createFleet}. */
  constructor(template: FleetTemplate<V>, count: number) {
    this.stations = resolveFleet(template, count).map((options) => createChargePoint(options))
    this.clock = template.clock ?? systemClock
    this.pauses = new Pauses(this.clock)
  }

  get state(): FleetState {
    const states = this.stations.map(({ state }) => state)
    const count = (is: (state: (typeof states)[number]) => boolean): number => states.filter(is).length
    return {
      stations: states.length,
      connected: count(({ isConnected }) => isConnected),
      accepted: count(({ registration }) => registration === 'Accepted'),
      transactions: states.reduce((sum, { evses }) => sum + evses.filter(({ transaction }) => transaction !== undefined).length, 0),
      queuedMessages: states.reduce((sum, { queuedMessages }) => sum + queuedMessages, 0),
    }
  }

  /** Finds a station by its name. */
  find(identity: string): ChargePoint<V> | undefined {
    return this.stations.find((station) => station.identity === identity)
  }

  /**
   * Switches all stations on. Resolves when the csms has accepted every one; need not be awaited.
   * @throws ChargePointError `STOPPED` the fleet, or a station of it, was stopped before that
   */
  start({ overMs }: RampOptions = {}): Promise<void> {
    const started = this.ramp(checkNumber('overMs', overMs, 0, 0, 86_400_000))
    started.catch(() => {})
    return started
  }

  /** Switches all stations off. */
  async stop(): Promise<void> {
    this.pauses.end(new ChargePointError('STOPPED', 'the fleet was stopped'))
    await Promise.all(this.stations.map((station) => station.stop()))
  }

  /** Listens to all stations; the returned function ends it. */
  on<Name extends keyof ChargePointEvents>(name: Name, listener: (event: FleetEvent<V, Name>) => void): () => void {
    const offs = this.stations.map((station) => station.on(name, (event) => listener({ station, event })))
    return () => {
      for (const off of offs) off()
    }
  }

  private async ramp(overMs: number): Promise<void> {
    const beganMs = this.clock.monotonic()
    const accepted: Promise<void>[] = []
    for (const [index, station] of this.stations.entries()) {
      const waitMs = beganMs + (overMs * index) / this.stations.length - this.clock.monotonic()
      if (waitMs > 0) await this.pauses.pause(waitMs)
      accepted.push(station.start())
    }
    await Promise.all(accepted)
  }
}

/**
 * Makes many stations after one template; nothing happens until they are started.
 * @param count 1 to 60,000
 * @throws TypeError an option is wrong
 */
export const createFleet = <V extends StationVersion>(template: FleetTemplate<V>, count: number): Fleet<V> =>
  new Fleet(checkObject('template', template), count)
