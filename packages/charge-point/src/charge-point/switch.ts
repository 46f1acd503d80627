import { checkOneOf } from '../checks.js'
import { ChargePointError } from '../errors.js'
import type { ChargePointEvents } from '../events.js'
import type { ResolvedOptions } from '../options.js'
import { checkSettings } from '../setting-rules.js'
import type { Settings } from '../settings.js'
import { type ChargePointState, snapshot } from '../snapshot.js'
import { furnish, insideOf } from './inside.js'

/** A station, its switch, its mains and how it stands. */
export class StationSwitch {
  /** Made by {@link createChargePoint}. */
  constructor(options: ResolvedOptions) {
    furnish(this, options)
  }

  get identity(): string {
    return insideOf(this).station.facts.identity
  }

  get state(): ChargePointState {
    return snapshot(insideOf(this).station)
  }

  get settings(): Settings {
    return insideOf(this).station.settings.values
  }

  /**
   * Changes the configuration as a technician would, at the station itself; all of it or, if anything is wrong, nothing.
   * @throws TypeError naming the setting that is wrong
   */
  configure(settings: Partial<Settings>): void {
    insideOf(this).station.settings.change(checkSettings(settings))
  }

  /**
   * Switches the station on. It connects, boots, and keeps trying for as long as it takes.
   * Resolves when the csms has accepted it; need not be awaited.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  start(): Promise<void> {
    const inside = insideOf(this)
    if (inside.isStarted) return Promise.resolve()
    inside.isStarted = true
    return inside.switchOn('accepted', false)
  }

  /** Switches the station off, and closes the connection. What it was doing stays as it is. */
  stop(): Promise<void> {
    return insideOf(this).switchOff()
  }

  /**
   * Opens the connection and leaves everything else to you: nothing is sent but by `call` and the `send…` methods, no boot, no
   * status, no heartbeat. Requests of the csms are answered as ever. `start()` makes it a station again.
   * Resolves when the connection is open; it comes back by itself after a loss.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  connect(): Promise<void> {
    const inside = insideOf(this)
    if (inside.isStarted || inside.station.link.isManual) return Promise.resolve()
    return inside.switchOn('connected', true)
  }

  /** Closes the connection that `connect()` or `start()` opened. */
  disconnect(): Promise<void> {
    return this.stop()
  }

  /**
   * The mains fail, in the middle of whatever it is. All that the station has in RAM is gone; what `state` holds survives, and so do the
   * listeners and handlers of the program. People and cars can come and go meanwhile, and the station notices it once it has power again.
   * Does nothing where it is off.
   * @throws TypeError `cause` is neither of the two
   * @param options.cause `Reboot`: not the mains but the station failed, and its watchdog restarts it. Default `PowerLoss`
   */
  powerCut({ cause = 'PowerLoss' }: { readonly cause?: 'PowerLoss' | 'Reboot' | undefined } = {}): void {
    insideOf(this).cutPower(checkOneOf('cause', cause, ['PowerLoss', 'Reboot'], 'PowerLoss') === 'Reboot')
  }

  /**
   * Power is back: the station boots. Transactions that the power cut interrupted end with reason PowerLoss or, in 2.1 and within
   * `txResumptionTimeoutS`, go on (E17). Resolves when the csms has accepted it, as {@link start} does.
   * @throws ChargePointError `STOPPED` it was stopped before that
   */
  powerRestored(): Promise<void> {
    return this.start()
  }

  /**
   * Somebody restarts the station by hand. What runs ends first, for the reason Reboot. Resolves when the csms has accepted it again.
   * @param options.when `idle`: not before nothing runs any more. Default `now`
   * @throws ChargePointError `STOPPED` it is off, or was stopped before that
   */
  reboot({ when }: { readonly when?: 'now' | 'idle' | undefined } = {}): Promise<void> {
    const inside = insideOf(this)
    const { reset, link } = inside.station
    const wanted = checkOneOf<'now' | 'idle'>('when', when, ['now', 'idle'], 'now')
    if (!inside.isOn) return Promise.reject(new ChargePointError('STOPPED', 'reboot: the station is off'))
    const done = inside.until(link.isManual ? 'connected' : 'accepted')
    reset.byHand(wanted)
    return done
  }

  /** Adds a listener; the returned function removes it. */
  on<Name extends keyof ChargePointEvents>(name: Name, listener: (event: ChargePointEvents[Name]) => void): () => void {
    return insideOf(this).on(name, listener)
  }

  /** Resolves with the next such event. */
  once<Name extends keyof ChargePointEvents>(name: Name): Promise<ChargePointEvents[Name]> {
    return new Promise((resolve) => {
      const off = this.on(name, (event) => {
        off()
        resolve(event)
      })
    })
  }
}
