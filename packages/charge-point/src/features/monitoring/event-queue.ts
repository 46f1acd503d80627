import { isConnectionError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { MonitorEvent, MonitoringAdapter } from './adapter.js'

const section = 'events'
const timer = 'events'

/** How many events one message tells of. */
const eventsPerMessage = 50

/** How many wait at most; then the oldest give way. */
const mostWaiting = 1_000

/** Events on their way to the csms, in order; those that matter enough wait while it is out of reach (N07.FR.04, N08.FR.03). */
export class EventQueue {
  private waiting: MonitorEvent[]
  private nextId: number
  private isBusy = false

  constructor(
    private readonly core: Core,
    private readonly adapter: MonitoringAdapter,
  ) {
    this.waiting = [...core.state.load(section).values()] as MonitorEvent[]
    this.nextId = this.waiting.reduce((highest, { eventId }) => Math.max(highest, eventId), 0) + 1
  }

  /** Takes in an event and numbers it. What follows from a request follows its answer. */
  add(event: Omit<MonitorEvent, 'eventId'>): number {
    const { link } = this.core
    const numbered = { ...event, eventId: this.nextId }
    this.nextId += 1
    if (link.maySpeak) queueMicrotask(() => this.wake())
    else if (!this.isWorthKeeping(numbered)) return numbered.eventId
    else this.write(numbered)
    this.waiting.push(numbered)
    if (this.waiting.length > mostWaiting) this.forget(this.waiting.slice(0, 1))
    return numbered.eventId
  }

  /** Sends what may be sent; called whenever the station comes online or is accepted. */
  wake(): void {
    const { link, time } = this.core
    if (this.isBusy || this.waiting.length === 0 || !link.maySpeak) return
    this.isBusy = true
    const batch = this.waiting.slice(0, eventsPerMessage)
    link.call(this.adapter.notifyEvent(batch, time.iso())).then(
      () => this.settled(batch),
      (error: unknown) => this.failed(batch, error),
    )
  }

  /** What does not matter enough is not told later (N07.FR.04). */
  disconnected(): void {
    if (this.waiting.length > 0) this.keep()
  }

  private settled(batch: readonly MonitorEvent[]): void {
    this.isBusy = false
    this.forget(batch)
    this.wake()
  }

  private failed(batch: readonly MonitorEvent[], error: unknown): void {
    const isLost = error instanceof ChargePointError || (isConnectionError(error) && error.code !== 'CALL_TIMEOUT')
    if (isLost) {
      this.isBusy = false
      this.keep()
      // The next connection wakes the queue; a full socket gets a moment's rest.
      if (this.core.link.maySpeak) this.core.time.after(timer, 1_000, () => this.wake())
      return
    }
    this.core.events.emit('error', { error, during: 'NotifyEvent' })
    this.settled(batch)
  }

  private keep(): void {
    this.waiting = this.waiting.filter((event) => this.isWorthKeeping(event))
    for (const event of this.waiting) this.write(event)
  }

  private isWorthKeeping({ severity }: MonitorEvent): boolean {
    return severity <= this.core.settings.values.offlineQueuingSeverity
  }

  private write(event: MonitorEvent): void {
    this.core.state.put(section, String(event.eventId), event)
  }

  private forget(events: readonly MonitorEvent[]): void {
    const gone = new Set(events.map(({ eventId }) => eventId))
    for (const eventId of gone) this.core.state.remove(section, String(eventId))
    this.waiting = this.waiting.filter(({ eventId }) => !gone.has(eventId))
  }
}
