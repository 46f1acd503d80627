import type { BodyEffect } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Station } from '../../station.js'
import type { DeviceModel, Found } from '../configuration/device-model.js'
import { EventStreams } from '../event-streams/event-streams.js'
import type { StreamParams, StreamValue } from '../event-streams/stream.js'
import type { MonitorEvent, MonitoringAdapter } from './adapter.js'
import { EventQueue } from './event-queue.js'
import { MonitorStore, type Watch } from './monitor-store.js'
import { keepReach, type MonitoringBase, reachOf } from './reach.js'
import { isBeyond, isDifferent, isPeriodic, msToNextTick } from './rules.js'

const watchTimer = 'monitors'

/** How often a monitor looks at what changes by itself, while energy flows. */
const lookMs = 10_000

const timerOf = (id: number): string => `monitor ${id}`

/** What a monitor has to tell, as long as it may still go by a stream: the stream needs its value alone. */
type Told = Omit<MonitorEvent, 'eventId'> & StreamValue

/** Looks at the variables that somebody wants watched, and tells what the monitors find (N07, N08). */
export class Monitoring {
  readonly store: MonitorStore
  /** Undefined where the version has none. */
  readonly streams: EventStreams<Told> | undefined
  private readonly queue: EventQueue
  /** The highest severity number that is told. */
  private level: number
  private hasSeenEffects = false
  /** The transactions that ended with what happened just now, by EVSE: what follows from it is still theirs. */
  private ended: Map<number, string | undefined> | undefined

  constructor(
    private readonly core: Core,
    readonly adapter: MonitoringAdapter,
    model: DeviceModel,
    private readonly station: () => Station,
  ) {
    this.store = new MonitorStore(core.state, model, adapter.builtIn, station)
    this.queue = new EventQueue(core, adapter)
    this.streams = adapter.streams && new EventStreams(core, adapter.streams, ({ value: _, ...event }) => this.queue.add(event))
    this.level = reachOf(core.state).level
    core.body.perform((effect) => this.remember(effect))
    core.body.onRest(() => {
      // As long as nothing has happened there is nothing to find, and built-in monitors need not be laid out.
      if (this.hasSeenEffects || this.store.isLaidOut) this.check()
      this.ended = undefined
    })
    core.settings.onChange(() => {
      if (this.store.isLaidOut) this.check()
    })
  }

  setLevel(severity: number): void {
    this.level = severity
    keepReach(this.core.state, 'level', severity)
  }

  /** @returns the monitors that are not there any more, or not as they were */
  setBase(base: MonitoringBase): readonly number[] {
    const before = this.store.all
    for (const id of before.keys()) this.core.time.cancel(timerOf(id))
    this.store.reset(base)
    this.resume()
    return [...before].filter(([id, watch]) => this.store.all.get(id) !== watch).map(([id]) => id)
  }

  /** A monitor was set or changed: it starts from what is the case now (N07.FR.11, N07.FR.18, N08.FR.06). */
  begin(watch: Watch, wasAlerting: boolean): void {
    const { monitor, found } = watch
    if (isPeriodic(monitor)) return this.schedule(watch)
    if (found.variable.access !== 'W') watch.reference = this.read(found)
    watch.isAlerting = wasAlerting && !this.isBeyondNow(watch)
    this.store.write(watch)
    this.look(watch)
    this.watchMeters()
  }

  /** A monitor was removed; nothing is told of it any more (N07.FR.12). */
  end({ monitor }: Watch): void {
    this.core.time.cancel(timerOf(monitor.id))
  }

  /** A monitor gets a stream, or loses it. @returns what there is to say to the csms, once that may be said */
  stream(id: number, params: StreamParams | undefined): () => void {
    return this.streams?.arrange(id, params) ?? (() => {})
  }

  /** Power is back: the csms is to hear of streams anew (N11, remark), and what runs by the clock runs again. */
  poweredOn(): void {
    this.streams?.poweredOn()
    this.resume()
  }

  private resume(): void {
    if (!this.store.hasOwn && !this.store.isLaidOut) return
    for (const watch of this.store.all.values()) if (isPeriodic(watch.monitor)) this.schedule(watch)
    this.watchMeters()
  }

  /** The csms listens again: what has changed meanwhile, and what waited. */
  online(): void {
    this.queue.wake()
    this.streams?.online((id) => this.store.all.has(id))
    if (this.store.isLaidOut) this.check()
  }

  disconnected(): void {
    this.streams?.disconnected()
    this.queue.disconnected()
  }

  /** A value was written that cannot be read back; that it was is all there is to tell (N07.FR.10). */
  written({ variable, component, name }: Found): void {
    if (variable.access !== 'W') return
    for (const watch of this.store.all.values()) {
      const { found } = watch
      const isSame = found.variable === variable && found.component.evse?.id === component.evse?.id && found.name.instance === name.instance
      if (isSame && !this.isMuted(watch)) this.tell(watch, { trigger: 'Delta', actualValue: '' })
    }
  }

  /** The firmware tells something by itself, without a monitor. */
  notify(
    event: Pick<MonitorEvent, 'component' | 'variable' | 'actualValue' | 'severity' | 'techCode' | 'techInfo' | 'transactionId'>,
  ): void {
    if (event.severity > this.level) return
    this.queue.add({ ...event, timestamp: this.core.time.iso(), trigger: 'Alerting', kind: 'HardWiredNotification' })
  }

  /** A variable that the csms is to know of anyhow: told by its Delta monitor where there is one, else by the firmware itself. */
  changed(event: Parameters<Monitoring['notify']>[0]): void {
    const isSame = ({ monitor, found }: Watch): boolean =>
      monitor.type === 'Delta' && found.component.name === event.component.name && found.name.name === event.variable.name
    if ([...this.store.all.values()].some(isSame)) this.check()
    else this.notify(event)
  }

  /** Looks at everything that is watched; nothing is said where nothing has changed. */
  check(): void {
    let cause: { readonly eventId: number; readonly evseId: number | undefined } | undefined
    for (const watch of this.store.all.values()) {
      const { evseId } = watch.found.at
      const eventId = this.look(watch, cause !== undefined && cause.evseId === evseId ? cause.eventId : undefined)
      if (eventId !== undefined && watch.found.name.name === 'Problem') cause ??= { eventId, evseId }
    }
    this.watchMeters()
  }

  private look(watch: Watch, cause?: number): number | undefined {
    const { monitor, found } = watch
    if (isPeriodic(monitor) || found.variable.access === 'W' || this.isMuted(watch)) return undefined
    const actualValue = this.read(found)
    if (monitor.type === 'Delta') {
      const before = watch.reference
      if (before === undefined || !isDifferent(found.variable, monitor.value, before, actualValue)) return undefined
      watch.reference = actualValue
      this.store.write(watch)
      return this.tell(watch, { trigger: 'Delta', actualValue, cause })
    }
    const isBeyondIt = this.isBeyondNow(watch)
    if (isBeyondIt === watch.isAlerting) return undefined
    watch.isAlerting = isBeyondIt
    this.store.write(watch)
    return this.tell(watch, { trigger: 'Alerting', actualValue, cause, ...(isBeyondIt ? {} : { isCleared: true }) })
  }

  private isBeyondNow({ monitor, found }: Watch): boolean {
    const actual = this.read(found)
    const target = found.variable.others?.Target?.read(this.station(), found.at)
    return actual !== '' && isBeyond(monitor, Number(actual), target === undefined || target === '' ? undefined : Number(target))
  }

  private read({ variable, at }: Found): string {
    return variable.read(this.station(), at)
  }

  /** @returns the number of the event; what goes by a stream has none */
  private tell({ monitor, found }: Watch, what: Pick<MonitorEvent, 'trigger' | 'actualValue' | 'cause' | 'isCleared'>): number | undefined {
    const { id, kind, component, variable, severity } = monitor
    const techCode = found.variable.techCode?.(this.station(), found.at)
    const event: Omit<MonitorEvent, 'eventId'> = {
      ...what,
      timestamp: this.core.time.iso(),
      kind,
      component,
      variable,
      severity,
      monitorId: id,
      transactionId: this.transactionIdAt(found.at.evseId),
      ...(techCode === undefined ? {} : { techCode }),
    }
    if (this.streams?.take(id, { ...event, value: event.actualValue }) === true) return undefined
    return this.queue.add(event)
  }

  /**
   * Whether a monitor has nothing to say now: too unimportant for the level (N07.FR.15) or, offline, for the queue, so that it looks
   * again when the csms listens (N07, remark); or no transaction runs where it watches one.
   */
  private isMuted({ monitor, found }: Watch): boolean {
    const { link, settings } = this.core
    const { monitoringEnabled, offlineQueuingSeverity } = settings.values
    if (!monitoringEnabled || monitor.severity > this.level) return true
    if (!link.maySpeak && monitor.severity > offlineQueuingSeverity) return true
    return monitor.isTransactional && !this.isInTransaction(found.at.evseId)
  }

  private isInTransaction(evseId: number | undefined): boolean {
    return this.core.body.state.evses.some(
      (evse) =>
        (evseId === undefined || evse.evseId === evseId) && (evse.transaction !== undefined || this.ended?.has(evse.evseId) === true),
    )
  }

  private transactionIdAt(evseId: number | undefined): string | undefined {
    if (evseId === undefined) return undefined
    return this.station().transactions.recordAt(evseId)?.transactionId ?? this.ended?.get(evseId)
  }

  private remember(effect: BodyEffect): void {
    this.hasSeenEffects = true
    if (effect.type !== 'transactionEnded') return
    this.ended ??= new Map()
    this.ended.set(effect.evseId, this.station().transactions.idOf(effect.transaction.key))
  }

  private schedule(watch: Watch): void {
    const { time } = this.core
    const { id, type, value } = watch.monitor
    const ms = type === 'Periodic' ? value * 1000 : msToNextTick(time.nowMs(), value)
    const dueAtMs = time.nowMs() + ms
    time.after(timerOf(id), ms, () => {
      // A clock that was set back has yet to get there.
      const isEarly = type === 'PeriodicClockAligned' && time.nowMs() < dueAtMs
      this.schedule(watch)
      if (!isEarly && !this.isMuted(watch)) this.tell(watch, { trigger: 'Periodic', actualValue: this.read(watch.found) })
    })
  }

  /** Meters move by themselves while energy flows; only then, and only for a monitor, is there something to look at. */
  private watchMeters(): void {
    const { time, body } = this.core
    if (time.isRunning(watchTimer) || body.state.evses.every(({ offeredW }) => offeredW <= 0)) return
    if (![...this.store.all.values()].some(({ monitor, found }) => found.variable.isMeasured === true && !isPeriodic(monitor))) return
    time.after(watchTimer, lookMs, () => this.check())
  }
}
