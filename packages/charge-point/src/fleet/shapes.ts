import type { Clock } from '@ocpp-kit/rpc'
import { insideOf } from '../charge-point/inside.js'
import type { OnTheWire } from '../charge-point/on-the-wire.js'
import { checkNumber, checkObject, checkOneOf, checkWhole } from '../checks.js'
import { ChargePointError } from '../errors.js'
import type { Pauses } from '../pauses.js'

export interface RampOptions {
  /** Time over which the stations follow one another, evenly, ms. Default 0: all at once. */
  readonly overMs?: number | undefined
}

export interface HerdOptions {
  /** See `dropConnection` of a station. Default `cut` */
  readonly how?: 'cut' | 'close' | undefined
  /** How all of them come back: after the pauses that are configured, or without any. Default `atOnce` */
  readonly reconnect?: 'backOff' | 'atOnce' | undefined
}

export interface RollingRestartOptions {
  /** How many stations restart together. Default 1. */
  readonly batchSize?: number | undefined
  /** Time from the acceptance of one batch to the restart of the next, ms. Default 0. */
  readonly pauseMs?: number | undefined
  /** Time that a batch may take before the rest is left alone, ms. Default 300,000. */
  readonly timeoutMs?: number | undefined
}

export interface BlackoutOptions extends RampOptions {
  /** How long there is no power anywhere, ms. Default 10,000. */
  readonly lastsMs?: number | undefined
}

const longestMs = 86_400_000
const defaultTimeoutMs = 300_000

/** What can happen to many stations together, of whatever version. */
export class Shapes<S extends OnTheWire = OnTheWire> {
  /** Those that the mains failed. */
  private dark: readonly S[] = []

  constructor(
    private readonly stations: readonly S[],
    private readonly clock: Clock,
    private readonly pauses: Pauses,
  ) {}

  /** Does something to one station after the other. Resolves when it is done at all of them. */
  async ramp({ overMs }: RampOptions, act: (station: S) => Promise<void>, stations = this.stations): Promise<void> {
    const spanMs = checkNumber('overMs', overMs, 0, 0, longestMs)
    const beganMs = this.clock.monotonic()
    const done: Promise<void>[] = []
    for (const [index, station] of stations.entries()) {
      const waitMs = beganMs + (spanMs * index) / stations.length - this.clock.monotonic()
      if (waitMs > 0) await this.pauses.pause(waitMs)
      const one = act(station)
      one.catch(() => {})
      done.push(one)
    }
    await Promise.all(done)
  }

  async herd(options: HerdOptions): Promise<void> {
    const { how, reconnect } = checkObject('options', options)
    const drop = {
      how: checkOneOf<'cut' | 'close'>('how', how, ['cut', 'close'], 'cut'),
      reconnect: checkOneOf<'backOff' | 'atOnce'>('reconnect', reconnect, ['backOff', 'atOnce'], 'atOnce'),
    }
    const connected = this.stations.filter(({ state }) => state.isConnected)
    const back = connected.map((station) => insideOf(station).until('connected'))
    await Promise.all(connected.map((station) => station.dropConnection(drop)))
    await Promise.all(back)
  }

  async rollingRestart(options: RollingRestartOptions): Promise<void> {
    const { batchSize, pauseMs, timeoutMs } = checkObject('options', options)
    const size = checkWhole('batchSize', batchSize, 1, 1, 60_000)
    const restMs = checkNumber('pauseMs', pauseMs, 0, 0, longestMs)
    const patienceMs = checkNumber('timeoutMs', timeoutMs, defaultTimeoutMs, 1, longestMs)
    const on = this.stations.filter((station) => insideOf(station).isOn)
    for (let first = 0; first < on.length; first += size) {
      if (first > 0 && restMs > 0) await this.pauses.pause(restMs)
      await this.restart(on.slice(first, first + size), patienceMs)
    }
  }

  powerCut(): void {
    const on = this.stations.filter((station) => insideOf(station).isOn)
    for (const station of on) station.powerCut()
    this.dark = [...this.dark, ...on]
  }

  async powerRestored(options: RampOptions): Promise<void> {
    const { dark } = this
    this.dark = []
    await this.ramp(checkObject('options', options), (station) => station.powerRestored(), dark)
  }

  async blackout(options: BlackoutOptions): Promise<void> {
    const { lastsMs, overMs } = checkObject('options', options)
    checkNumber('overMs', overMs, 0, 0, longestMs)
    const waitMs = checkNumber('lastsMs', lastsMs, 10_000, 0, longestMs)
    this.powerCut()
    await this.pauses.pause(waitMs)
    await this.powerRestored({ overMs })
  }

  /** @throws ChargePointError `NOT_ACCEPTED` naming those that are not back in time */
  private async restart(batch: readonly S[], patienceMs: number): Promise<void> {
    const missing = new Set(batch)
    const done = batch.map((station) => station.reboot().then(() => missing.delete(station)))
    let timer: unknown
    const tooLate = new Promise<never>((_, reject) => {
      timer = this.clock.setTimeout(() => {
        const names = [...missing].map(({ identity }) => identity).join(', ')
        reject(new ChargePointError('NOT_ACCEPTED', `not accepted within ${patienceMs} ms of their restart: ${names}`))
      }, patienceMs)
    })
    try {
      await Promise.race([Promise.all(done), tooLate])
    } finally {
      this.clock.clearTimeout(timer)
    }
  }
}
