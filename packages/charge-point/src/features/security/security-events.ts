import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import { isUnsendable } from '../../unsendable.js'
import { type SecurityEvent, type SecurityEventType, uncritical } from './event.js'

export interface SecurityEventsAdapter {
  /** Names that this version spells in its own way. */
  readonly names: Readonly<Partial<Record<SecurityEventType, string>>>
  notification(event: SecurityEvent): Outgoing
}

/** How many events the log holds; the oldest give way. */
const logLength = 200
/** How many may wait for the csms; above it the newest stay in the log alone. */
const queueLength = 1_000
const maxTechInfo = 255
const retryMs = 60_000
const timer = 'securityEvents'
const logSection = 'securityLog'
const queueSection = 'securityEvents'

/** What happens to the security of a station: a log in it, and messages that wait until the csms has them (A04). */
export class SecurityEvents {
  private isBusy = false

  constructor(
    private readonly core: Core,
    private readonly adapter: SecurityEventsAdapter,
  ) {}

  /** Writes an event down and, where it is critical, tells the csms, now or when it is in reach (A04.FR.01–02, A04.FR.04). */
  raise(type: SecurityEventType | (string & {}), techInfo?: string): void {
    const event: SecurityEvent = {
      type: this.adapter.names[type as SecurityEventType] ?? type,
      timestamp: this.core.time.iso(),
      ...(techInfo === undefined ? {} : { techInfo: techInfo.slice(0, maxTechInfo) }),
    }
    this.add(logSection, event, logLength, 'oldest')
    this.core.events.emit('securityEvent', event)
    if (uncritical.has(type)) return
    this.add(queueSection, event, queueLength, 'newest')
    this.wake()
  }

  /** The security log, oldest first. */
  get log(): readonly SecurityEvent[] {
    return [...this.core.state.load(logSection).values()] as SecurityEvent[]
  }

  /** Sends what waits; called whenever the station may speak again. */
  wake(): void {
    const { link, state, time } = this.core
    const [entry] = state.load(queueSection) as ReadonlyMap<string, SecurityEvent>
    if (entry === undefined || this.isBusy || !link.maySpeak) return
    time.cancel(timer)
    this.isBusy = true
    const [key, event] = entry
    link.call(this.adapter.notification(event)).then(
      () => this.done(key),
      (error: unknown) => this.failed(key, error),
    )
  }

  private done(key: string): void {
    this.isBusy = false
    this.core.state.remove(queueSection, key)
    this.wake()
  }

  /** Guaranteed means again and again, unless the csms will never know the message, or it cannot be sent at all (A04.FR.02). */
  private failed(key: string, error: unknown): void {
    const { events, link, time } = this.core
    this.isBusy = false
    const isUnknown = isOcppError(error) && (error.code === 'NotImplemented' || error.code === 'NotSupported')
    if (isUnknown || isUnsendable(error)) {
      events.emit('messageDropped', { action: 'SecurityEventNotification', error })
      return this.done(key)
    }
    const isLost = isConnectionError(error) && error.code !== 'CALL_TIMEOUT'
    if (link.maySpeak && !isLost) time.after(timer, retryMs, () => this.wake())
  }

  private add(section: string, event: SecurityEvent, length: number, victim: 'oldest' | 'newest'): void {
    const { state } = this.core
    const keys = [...state.load(section).keys()]
    if (keys.length >= length) {
      if (victim === 'newest') return
      state.remove(section, keys[0] as string)
    }
    state.put(section, String(Number(keys.at(-1) ?? 0) + 1), event)
  }
}
