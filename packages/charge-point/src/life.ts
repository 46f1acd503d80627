import type { AnyConnection } from '@ocpp-kit/rpc'
import { bodyRulesOf, concernsBody } from './body-rules.js'
import type { EventRelay } from './event-relay.js'
import type { BootReason } from './features/boot/boot.js'
import type { LogBook } from './features/logs/log-book.js'
import type { MessageWatch } from './message-watch.js'
import type { ModelledStation } from './modelled-station.js'
import type { Power } from './power.js'
import type { Program } from './program.js'
import type { Settings } from './settings.js'
import type { PoweredStore } from './state/powered-store.js'
import type { StationVersion } from './version.js'

/** What goes along with the parts of a station. */
export interface LifeParts {
  readonly station: ModelledStation
  readonly version: StationVersion
  readonly power: Power
  readonly state: PoweredStore
  readonly events: EventRelay
  readonly watch: MessageWatch
  /** Writes messages down, where it is to. */
  readonly book: LogBook | undefined
  readonly program: Program
}

/** What power and connection, as they come and go, mean to the parts of a station: who is told, and in which order. */
export class Life {
  constructor(private readonly parts: LifeParts) {
    const { settings, time, boot, availability, reservations } = parts.station
    settings.onChange((patch) => this.configured(patch))
    time.onSet((byMs) => this.timeSet(byMs))
    boot.onAccepted(() => {
      availability.accepted()
      reservations.resume()
      this.wake()
    })
  }

  up(reason: BootReason): void {
    const { station } = this.parts
    const { link, boot } = station
    station.settings.restart()
    station.securityEvents.raise(reason === 'PowerUp' ? 'StartupOfTheDevice' : 'ResetOrReboot', reason)
    boot.poweredOn(reason)
    station.transactions.recover(reason === 'Watchdog' ? 'reboot' : 'powerLoss')
    station.network.poweredOn()
    station.monitoring?.poweredOn()
    station.reservations.resume()
    station.body.apply({ type: 'timePassed' })
    link.powerOn()
    // The connection is there already where somebody used it by hand before.
    if (link.isOnline && !link.isManual) boot.connected()
    station.metering.resume()
    station.costs.poweredOn()
    station.payments.poweredOn()
    station.display.poweredOn()
    station.firmware.poweredOn()
    station.smartCharging.poweredOn()
    station.der?.poweredOn()
    station.batterySwap.poweredOn()
  }

  async down(): Promise<void> {
    const { time, reset, firmware, logs, link } = this.parts.station
    time.cancelAll()
    reset.forget()
    firmware.poweredOff()
    logs.poweredOff()
    await link.powerOff()
    if (link.connection !== undefined) this.closed(1000, 'switched off')
  }

  /** The mains fail: all that is in RAM is gone, and whoever comes late changes nothing any more. */
  cut(): void {
    const { station, state, events, power } = this.parts
    // A meter keeps its registers to the last moment.
    station.body.apply({ type: 'timePassed' })
    station.body.keep()
    state.cut()
    events.cut()
    power.cut()
    station.time.cut()
    station.firmware.poweredOff()
    station.logs.poweredOff()
    station.link.cut()
  }

  opened(connection: AnyConnection): void {
    const { station, watch, book, program, events } = this.parts
    const { link, boot, network } = station
    link.connection = connection
    watch.attach(connection)
    program.wire?.opened(connection)
    if (book !== undefined) connection.on('frame', ({ direction, text }) => book.noteFrame(direction, text))
    if (network.isStrange) boot.changedCsms()
    network.opened()
    events.emit('connected', { version: connection.version })
    if (link.isManual) return
    if (link.quirks?.bootsOnReconnect === true) link.fallSilent()
    if (link.registration !== 'Accepted') return boot.connected()
    station.availability.reconnected()
    station.reservations.tellUntold()
    this.wake()
  }

  closed(code: number, reason: string): void {
    const { station, events } = this.parts
    station.link.connection = undefined
    station.availability.disconnected()
    station.smartCharging.disconnected()
    station.outbox.disconnected()
    station.monitoring?.disconnected()
    events.emit('disconnected', { code, reason })
  }

  attemptFailed(error: unknown): void {
    this.parts.events.emit('attemptFailed', { error })
    this.parts.station.network.attemptFailed(error)
  }

  /** A new connection, and a new boot on it, while all else goes on. */
  async reconnect(reason: BootReason): Promise<void> {
    const { station, power } = this.parts
    const { link, boot } = station
    await link.powerOff()
    if (!power.isOn) return
    if (link.connection !== undefined) this.closed(1000, 'reconnecting')
    boot.poweredOn(reason)
    link.powerOn()
  }

  /** Everything may be said again. */
  private wake(): void {
    const { outbox, securityEvents, signing, iso15118, monitoring, firmware, smartCharging } = this.parts.station
    outbox.wake()
    securityEvents.wake()
    signing.wake()
    iso15118.wake()
    monitoring?.online()
    firmware.online()
    smartCharging.connected()
  }

  private configured(patch: Partial<Settings>): void {
    const { station, version } = this.parts
    station.firmware.resume()
    if (patch.webSocketPingIntervalS !== undefined) station.link.setPingInterval(patch.webSocketPingIntervalS * 1000)
    if (concernsBody(patch)) station.body.apply({ type: 'rulesChanged', rules: bodyRulesOf(version, station.settings.values) })
  }

  private timeSet(byMs: number): void {
    const { smartCharging, der, settings, securityEvents } = this.parts.station
    smartCharging.timeSet()
    der?.apply()
    if (Math.abs(byMs) > settings.values.timeAdjustmentThresholdS * 1000) securityEvents.raise('SettingSystemTime', `by ${byMs} ms`)
  }
}
