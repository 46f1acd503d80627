import { Emitter } from '@ocpp-kit/rpc'
import { type ChargePoint, createChargePoint } from '../charge-point.js'
import { ChargePointError } from '../errors.js'
import { type ChargePointEvents, eventNames } from '../events.js'
import type { ChargePointOptions } from '../options.js'
import type { StationVersion } from '../version.js'
import { MessageLog } from './message-log.js'
import { VerdictLog } from './verdict-log.js'

/** An event of one of the stations. */
export interface StationEvent {
  readonly station: string
  readonly name: keyof ChargePointEvents
  readonly event: object
}

/** What a station to be made is like; {@link ChargePointOptions} with the version by its name. */
export interface StationSpec extends Omit<ChargePointOptions, 'version'> {
  /** `1.6`, `2.0.1` or `2.1`. */
  readonly version: string
}

export interface StationHostOptions {
  /** The versions that stations may be made of. */
  readonly versions: readonly StationVersion[]
  /** How many of the newest messages are kept. Default 1,000; of them no more than 8 MB of text. */
  readonly maxMessages?: number | undefined
}

/** Messages have a log of their own. */
const names = eventNames.filter((name) => name !== 'message')

const fold = (identity: string): string => identity.toLowerCase()

/** The stations that are under control, by name. */
export class StationHost {
  readonly events = new Emitter<{ event: StationEvent; added: ChargePoint }>()
  readonly messages: MessageLog
  readonly verdicts: VerdictLog
  /** By folded name: names that differ in case alone are one (2.x Part 4 §3.1.1). */
  private readonly stationsByName = new Map<string, { readonly station: ChargePoint; readonly offs: readonly (() => void)[] }>()

  constructor(private readonly options: StationHostOptions) {
    this.messages = new MessageLog(options.maxMessages ?? 1_000)
    this.verdicts = new VerdictLog()
  }

  get stations(): readonly ChargePoint[] {
    return [...this.stationsByName.values()].map(({ station }) => station)
  }

  /** @throws ChargePointError `UNKNOWN_STATION` */
  get(identity: string): ChargePoint {
    const found = this.stationsByName.get(fold(identity))
    if (found === undefined) throw new ChargePointError('UNKNOWN_STATION', `there is no station ${JSON.stringify(identity)}`)
    return found.station
  }

  /**
   * Makes a station; it is not switched on.
   * @throws TypeError naming the field that is wrong
   * @throws ChargePointError `STATION_EXISTS`
   */
  create({ version: name, ...options }: StationSpec): ChargePoint {
    const version = this.options.versions.find((one) => one.version === name)
    if (version === undefined) {
      throw new TypeError(`version must be one of ${this.options.versions.map((one) => one.version).join(', ')}, not ${String(name)}`)
    }
    const station = createChargePoint({ ...options, version })
    this.add(station)
    return station
  }

  /** Takes a station made elsewhere under control. @throws ChargePointError `STATION_EXISTS` */
  add(station: ChargePoint): void {
    const { identity } = station
    if (this.stationsByName.has(fold(identity)))
      throw new ChargePointError('STATION_EXISTS', `there is a station ${JSON.stringify(identity)} already`)
    const tell = <Name extends keyof ChargePointEvents>(event: Name): (() => void) =>
      station.on(event, (what) => this.events.emit('event', { station: identity, name: event, event: what }))
    const offs = [
      ...names.map(tell),
      station.on('message', (message) => this.messages.add(identity, message)),
      station.on('verdict', (breach) => this.verdicts.add(identity, breach)),
    ]
    this.stationsByName.set(fold(identity), { station, offs })
    this.events.emit('added', station)
  }

  /** Switches a station off and forgets it. @throws ChargePointError `UNKNOWN_STATION` */
  async remove(identity: string): Promise<void> {
    const station = this.get(identity)
    for (const off of this.stationsByName.get(fold(identity))?.offs ?? []) off()
    this.stationsByName.delete(fold(identity))
    await station.stop()
  }

  /** Switches all stations off. */
  async stop(): Promise<void> {
    await Promise.all(this.stations.map((station) => station.stop()))
  }
}
