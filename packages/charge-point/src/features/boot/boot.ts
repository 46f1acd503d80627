import type { Core, StationFacts } from '../../core.js'
import type { Registration } from '../../link.js'
import type { Outgoing } from '../../outgoing.js'

/** Why the station started, in the words of 2.x; 1.6 does not say. */
export type BootReason =
  | 'PowerUp'
  | 'RemoteReset'
  | 'ScheduledReset'
  | 'LocalReset'
  | 'Triggered'
  | 'FirmwareUpdate'
  | 'Unknown'
  | 'Watchdog'

export interface BootAnswer {
  readonly currentTime: string
  readonly interval: number
  readonly status: 'Accepted' | 'Pending' | 'Rejected'
}

export interface BootAdapter {
  /** What requests get while the station is rejected: 2.x SecurityError (B03.FR.08), 1.6 no answer at all (§4.2). */
  readonly whileRejected: 'SecurityError' | 'ignore'
  request(facts: StationFacts, reason: BootReason): Outgoing
  readAnswer(response: object): BootAnswer
}

const timer = 'boot'
const firstBackOffMs = 10_000
const longestBackOffMs = 600_000

/** From power-on to acceptance: the one thing a station says before it may say anything else (B01–B03, 1.6 §4.2). */
export class Boot {
  private reason: BootReason = 'PowerUp'
  private failures = 0
  private isAsking = false
  private readonly onAcceptedListeners: (() => void)[] = []

  constructor(
    private readonly core: Core,
    private readonly adapter: BootAdapter,
  ) {}

  onAccepted(listener: () => void): void {
    this.onAcceptedListeners.push(listener)
  }

  /** The station has been switched on; the next boot says why. */
  poweredOn(reason: BootReason): void {
    this.reason = reason
    this.failures = 0
    this.isAsking = false
  }

  /** Acceptance survives a reconnect (OCPP-J 1.6 §5.4, 2.x Part 4 §5.3), and so does the time to wait. */
  connected(): void {
    const { link, time } = this.core
    if (link.registration === 'Accepted' || time.isRunning(timer)) return
    void this.notify(this.reason)
  }

  /** Another csms, which has not heard of the station: what the last one said counts no more (B10.FR.10). */
  changedCsms(): void {
    const { link, time } = this.core
    if (link.registration !== 'none') this.reason = 'Unknown'
    link.registration = 'none'
    time.cancel(timer)
  }

  /** The csms asks for a BootNotification now, before the interval is over. */
  triggered(): void {
    void this.notify('Triggered')
  }

  private async notify(reason: BootReason): Promise<void> {
    const { link, time, facts, events } = this.core
    if (this.isAsking) return
    this.isAsking = true
    time.cancel(timer)
    const { connection } = link
    try {
      const answer = this.adapter.readAnswer(await link.call(this.adapter.request(facts, reason)))
      this.isAsking = false
      this.answered(answer)
    } catch (error) {
      this.isAsking = false
      events.emit('error', { error, during: 'BootNotification' })
      if (!link.isOnline) return
      if (link.connection === connection) this.retryIn(this.backOffMs())
      else void this.notify(reason)
    }
  }

  private answered({ status, interval, currentTime }: BootAnswer): void {
    const { link, time, settings, events } = this.core
    link.registration = status satisfies Registration
    time.setTo(currentTime)
    if (status === 'Accepted') {
      this.failures = 0
      // An interval of 0 leaves the choice to the station (B01.FR.04).
      if (interval > 0) settings.change({ heartbeatIntervalS: interval })
    } else {
      this.retryIn(interval > 0 ? interval * 1000 : this.backOffMs())
    }
    events.emit('registered', { status, interval })
    if (status !== 'Accepted') return
    events.emit('accepted', { interval })
    for (const listener of this.onAcceptedListeners) listener()
  }

  private retryIn(ms: number): void {
    const { link, time } = this.core
    time.after(timer, ms, () => {
      if (link.isOnline) void this.notify(this.reason)
    })
  }

  /** The station's own pause where the csms names none (B02.FR.07): doubled each time, spread by a fifth. */
  private backOffMs(): number {
    const ms = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(this.failures, 10))
    this.failures += 1
    return ms * (1 + this.core.random() / 5)
  }
}
