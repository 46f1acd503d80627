import { systemClock } from '@ocpp-kit/rpc'
import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { checkObject } from '../checks.js'
import { ChargePointError } from '../errors.js'
import type { ChargePointEvents } from '../events.js'
import { Pauses } from '../pauses.js'
import type { StationVersion } from '../version.js'
import { type FleetTemplate, resolveFleet } from './options.js'
import { type BlackoutOptions, type HerdOptions, type RampOptions, type RollingRestartOptions, Shapes } from './shapes.js'

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

/** Many stations of one kind in one process. */
export class Fleet<V extends StationVersion = StationVersion> {
  readonly stations: readonly ChargePoint<V>[]
  private readonly pauses: Pauses
  private readonly shapes: Shapes<ChargePoint<V>>

  /** Made by {@link createFleet}. */
  constructor(template: FleetTemplate<V>, count: number) {
    this.stations = resolveFleet(template, count).map((options) => createChargePoint(options))
    const clock = template.clock ?? systemClock
    this.pauses = new Pauses(clock)
    this.shapes = new Shapes(this.stations, clock, this.pauses)
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
  start(options: RampOptions = {}): Promise<void> {
    return heeded(this.shapes.ramp(options, (station) => station.start()))
  }

  /**
   * All stations lose their connections at the same moment, and come back together. Resolves when those that were connected are so
   * again; need not be awaited.
   * @throws ChargePointError `STOPPED` the fleet, or a station of it, was stopped before that
   * @throws TypeError an option is wrong
   */
  herd(options: HerdOptions = {}): Promise<void> {
    return heeded(this.shapes.herd(options))
  }

  /**
   * Restarts the stations that are on, batch by batch, each once the csms has accepted the one before. Resolves when the last is accepted;
   * need not be awaited.
   * @throws ChargePointError `NOT_ACCEPTED` a batch has not come back in time; the rest is left alone · `STOPPED`
   * @throws TypeError an option is wrong
   */
  rollingRestart(options: RollingRestartOptions = {}): Promise<void> {
    return heeded(this.shapes.rollingRestart(options))
  }

  /** The mains fail all stations that are on. */
  powerCut(): void {
    this.shapes.powerCut()
  }

  /**
   * Power is back for those that the mains failed, one after the other over a time. Resolves when the csms has accepted every one; need
   * not be awaited.
   * @throws ChargePointError `STOPPED` the fleet, or a station of it, was stopped before that
   */
  powerRestored(options: RampOptions = {}): Promise<void> {
    return heeded(this.shapes.powerRestored(options))
  }

  /** A power cut everywhere, for a time, and the recovery from it: the two above in one. */
  blackout(options: BlackoutOptions = {}): Promise<void> {
    return heeded(this.shapes.blackout(options))
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
}

/** A promise that nobody needs to wait for. */
function heeded(promise: Promise<void>): Promise<void> {
  promise.catch(() => {})
  return promise
}

/**
 * Makes many stations after one template; nothing happens until they are started.
 * @param count 1 to 60,000
 * @throws TypeError an option is wrong
 */
export const createFleet = <V extends StationVersion>(template: FleetTemplate<V>, count: number): Fleet<V> =>
  new Fleet(checkObject('template', template), count)
