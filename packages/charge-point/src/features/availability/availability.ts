import { type BodyEffect, type BodyState, type ConnectorState, type ConnectorStatus, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'

/** The state of one connector at one time. */
export interface StatusReport {
  readonly evseId: number
  readonly connectorId: number
  readonly status: ConnectorStatus
  readonly isPlugged: boolean
  readonly faults: readonly string[]
  readonly timestamp: string
}

/** The state of the station itself. */
export interface StationStatus {
  readonly isOperative: boolean
  readonly fault: 'LocalListConflict' | undefined
  readonly timestamp: string
}

export interface AvailabilityAdapter {
  /** The status as this version spells it; versions with fewer states give several the same name. */
  nameOf(status: ConnectorStatus, isPlugged: boolean): string
  statusNotification(report: StatusReport, body: BodyState): Outgoing
  /** What is reported of the station itself beside its connectors, e.g. connector 0 of 1.6. */
  stationStatus(report: StationStatus): Outgoing | undefined
  heartbeat(): Outgoing
  /** The time of the csms in the answer to a heartbeat. */
  readHeartbeat(response: object): string
}

const timer = 'heartbeat'

/** What the csms should know without asking: that the station lives, and what state its connectors are in. */
export class Availability {
  /** What the csms was last told, by `evse/connector`. */
  private readonly told = new Map<string, string>()
  private offlineSinceMs: number | undefined
  /** EVSEs where the csms has stopped the transaction and the car stays; watched as long as a quirk wants to know. */
  private stoppedRemotely: Set<number> | undefined
  /** Set by the csms for the station as a whole. */
  isStationOperative = true

  constructor(
    private readonly core: Core,
    private readonly adapter: AvailabilityAdapter,
  ) {
    core.body.perform((effect) => this.perform(effect))
    core.settings.onChange(({ heartbeatIntervalS }) => {
      if (heartbeatIntervalS !== undefined) this.scheduleHeartbeat()
    })
  }

  /** After a boot the status of every connector is due (B01.FR.05, 1.6 §4.9). */
  accepted(): void {
    this.told.clear()
    this.offlineSinceMs = undefined
    this.scheduleHeartbeat()
    this.reportStation()
    this.reportConnectors()
  }

  /** Back after a time offline: what changed, or everything if it was long (B04.FR.01–02). */
  reconnected(): void {
    const { time, settings } = this.core
    const offlineMs = this.offlineSinceMs === undefined ? 0 : time.monotonicMs() - this.offlineSinceMs
    this.offlineSinceMs = undefined
    if (offlineMs > settings.values.offlineThresholdS * 1000) this.told.clear()
    this.scheduleHeartbeat()
    this.reportConnectors()
  }

  disconnected(): void {
    this.offlineSinceMs ??= this.core.time.monotonicMs()
    this.core.time.cancel(timer)
  }

  /** @returns whether there is such a connector to report. */
  report(evseId: number, connectorId: number, isTriggered = false): boolean {
    const connector = this.connector(evseId, connectorId)
    if (connector === undefined) return false
    this.send(evseId, connectorId, connector.status, isTriggered)
    return true
  }

  /** What a connector's status is called in this version. */
  nameAt(evseId: number, connectorId: number): string | undefined {
    const connector = this.connector(evseId, connectorId)
    return connector && this.adapter.nameOf(connector.status, hasCable(connector))
  }

  reportAll(isTriggered = false): void {
    this.reportStation(isTriggered)
    for (const { evseId, connectors } of this.core.body.state.evses) {
      for (const { connectorId, status } of connectors) this.send(evseId, connectorId, status, isTriggered)
    }
  }

  heartbeat(isTriggered = false): void {
    const { link, time, events } = this.core
    link.call(this.adapter.heartbeat(), { isTriggered }).then(
      (response) => time.setTo(this.adapter.readHeartbeat(response)),
      (error: unknown) => events.emit('error', { error, during: 'Heartbeat' }),
    )
  }

  private perform(effect: BodyEffect): void {
    if (this.core.link.quirks?.statusAfterRemoteStop !== undefined) this.noteRemoteStop(effect)
    if (effect.type === 'lockChanged') {
      const { evseId, connectorId, isLocked } = effect
      this.core.events.emit('connector.lock', { evseId, connectorId, isLocked })
      // A cable let go after its car is the end of it; with the car there the state of the connector says the rest.
      const isFree = !isLocked && this.connector(evseId, connectorId)?.ev === undefined
      if (isFree && this.core.link.maySpeak) this.reportConnectorsOf(evseId)
    }
    // 2.x tells of the cable alone, which may come and go while a transaction waits (TC_E_27).
    if (effect.type === 'transactionUpdated' && this.core.link.maySpeak) this.reportConnectorsOf(effect.evseId)
    if (effect.type !== 'statusChanged') return
    const { evseId, connectorId, status } = effect
    this.core.events.emit('connector.status', { evseId, connectorId, status })
    const { minimumStatusDurationS } = this.core.settings.values
    if (minimumStatusDurationS === 0) return this.tell(evseId, connectorId, status)
    // What passes before it has stood for long enough is not told (1.6 §4.9).
    this.core.time.after(`status ${evseId}/${connectorId}`, minimumStatusDurationS * 1000, () =>
      this.tell(evseId, connectorId, this.connector(evseId, connectorId)?.status ?? status),
    )
  }

  private noteRemoteStop(effect: BodyEffect): void {
    const isEnd = effect.type === 'transactionEnded' || effect.type === 'transactionUpdated'
    if (isEnd && effect.cause === 'remoteStop') {
      this.stoppedRemotely ??= new Set()
      this.stoppedRemotely.add(effect.evseId)
    } else if (effect.type === 'transactionStarted' || (effect.type === 'statusChanged' && !this.isTaken(effect.evseId))) {
      this.stoppedRemotely?.delete(effect.evseId)
    }
  }

  private isTaken(evseId: number): boolean {
    return evseOf(this.core.body.state, evseId)?.connectors.some(hasCable) === true
  }

  /** What is said of a connector: what is the case, but for a quirk. */
  private said(evseId: number, connector: ConnectorState | undefined, status: ConnectorStatus): Said {
    const isPlugged = hasCable(connector)
    const isStopped = isPlugged && this.stoppedRemotely?.has(evseId) === true
    const wrong = isStopped ? this.core.link.quirks?.statusAfterRemoteStop : undefined
    if (wrong === undefined || status === 'Faulted') return { status, isPlugged }
    return { status: wrong, isPlugged: wrong !== 'Available' }
  }

  private tell(evseId: number, connectorId: number, status: ConnectorStatus): void {
    if (this.core.link.maySpeak) this.sendIfNews(evseId, connectorId, status)
  }

  /** Tells how the station itself is, beside its connectors, where the version has a word for it. */
  reportStation(isTriggered = false, fault?: StationStatus['fault']): void {
    const { link, time } = this.core
    const message = this.adapter.stationStatus({ isOperative: this.isStationOperative, fault, timestamp: time.iso() })
    if (message !== undefined) link.call(message, { isTriggered }).catch((error: unknown) => this.failed(error))
  }

  private reportConnectors(): void {
    for (const { evseId } of this.core.body.state.evses) this.reportConnectorsOf(evseId)
  }

  private reportConnectorsOf(evseId: number): void {
    for (const { connectorId, status } of evseOf(this.core.body.state, evseId)?.connectors ?? [])
      this.sendIfNews(evseId, connectorId, status)
  }

  private sendIfNews(evseId: number, connectorId: number, status: ConnectorStatus): void {
    const said = this.said(evseId, this.connector(evseId, connectorId), status)
    const name = this.adapter.nameOf(said.status, said.isPlugged)
    if (this.told.get(`${evseId}/${connectorId}`) !== name) this.send(evseId, connectorId, status, false)
  }

  private send(evseId: number, connectorId: number, actual: ConnectorStatus, isTriggered: boolean): void {
    const { body, link, time } = this.core
    const name = `${evseId}/${connectorId}`
    const connector = this.connector(evseId, connectorId)
    const { faults = [] } = connector ?? {}
    const { status, isPlugged } = this.said(evseId, connector, actual)
    const report = { evseId, connectorId, status, isPlugged, faults, timestamp: time.iso() }
    this.told.set(name, this.adapter.nameOf(status, isPlugged))
    link.call(this.adapter.statusNotification(report, body.state), { isTriggered }).catch((error: unknown) => {
      // Not told after all: the next connection tells it.
      this.told.delete(name)
      this.failed(error)
    })
  }

  private connector(evseId: number, connectorId: number): ConnectorState | undefined {
    return evseOf(this.core.body.state, evseId)?.connectors[connectorId - 1]
  }

  private failed(error: unknown): void {
    this.core.events.emit('error', { error, during: 'StatusNotification' })
  }

  private scheduleHeartbeat(): void {
    const { time, settings, link } = this.core
    const { heartbeatIntervalS } = settings.values
    time.cancel(timer)
    if (heartbeatIntervalS <= 0 || !link.maySpeak) return
    time.after(timer, heartbeatIntervalS * 1000, () => {
      this.scheduleHeartbeat()
      this.heartbeat()
    })
  }
}

interface Said {
  readonly status: ConnectorStatus
  readonly isPlugged: boolean
}

/** A cable that is held stays in, also where its other end is free (E09.FR.03). */
const hasCable = (connector: ConnectorState | undefined): boolean => connector?.ev !== undefined || connector?.lockedFor !== undefined
