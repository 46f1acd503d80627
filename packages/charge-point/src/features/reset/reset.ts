import type { Core } from '../../core.js'
import type { BootReason } from '../boot/boot.js'
import type { Decision } from '../decision.js'

export interface ResetWish {
  /** Only this EVSE; the station itself runs on. */
  readonly evseId: number | undefined
  /** `now`: stop what runs; `idle`: wait until nothing runs. */
  readonly when: 'now' | 'idle'
  /** `hard`: does not wait for the csms to hear of it (1.6 §5.14). */
  readonly manner: 'soft' | 'hard'
  /** Whether the transactions were cut off or ended in good order, as the reason tells. */
  readonly isForced: boolean
  /** Somebody at the station wants it, not the csms. */
  readonly isLocal?: boolean | undefined
}

export interface Restart {
  /** Asked later, tells whether the restart is still wanted. */
  plan(): () => boolean
  /** Off and on again; the next boot tells why. */
  cycle(reason: BootReason): Promise<void>
}

/** How long a csms gets to confirm the end of transactions before the station goes down (B12.FR.05). */
const farewellMs = 10_000

/** Restarts: transactions end first, and their messages are sent or kept (B11, B12, 1.6 §5.14). */
export class Reset {
  private waiting: ResetWish[] = []

  constructor(
    private readonly core: Core,
    private readonly restart: Restart,
  ) {
    core.body.perform((effect) => {
      // Decided after the effect, when the body and its messages have come to rest.
      if (effect.type === 'transactionEnded' || effect.type === 'authorizationLapsed') queueMicrotask(() => this.resume())
    })
  }

  request(wish: ResetWish): Decision<'Accepted' | 'Rejected' | 'Scheduled'> {
    const { evseId, when } = wish
    if (evseId !== undefined && !this.canReset(evseId)) return { status: 'Rejected' }
    if (when === 'idle' && this.isBusy(evseId)) {
      this.waiting.push(wish)
      return { status: 'Scheduled' }
    }
    return { status: 'Accepted', run: () => this.run(wish, 'RemoteReset') }
  }

  /** Somebody restarts the station by hand: at once, or when nothing runs any more. */
  byHand(when: ResetWish['when']): void {
    const wish: ResetWish = { evseId: undefined, when, manner: 'soft', isForced: when === 'now', isLocal: true }
    if (when === 'idle' && this.isBusy(undefined)) this.waiting.push(wish)
    else this.run(wish, 'LocalReset')
  }

  /** Resets that wait for idle are void once the station goes down for another reason. */
  forget(): void {
    this.waiting = []
  }

  /** Whether there is such an EVSE, and the station can reset it alone (B11.FR.09, B12.FR.09). */
  private canReset(evseId: number): boolean {
    const { body, settings } = this.core
    return settings.values.resetsEvses && body.state.evses.some((evse) => evse.evseId === evseId)
  }

  private resume(): void {
    const due = this.waiting.filter(({ evseId }) => !this.isBusy(evseId))
    this.waiting = this.waiting.filter((wish) => !due.includes(wish))
    for (const wish of due) this.run(wish, wish.isLocal === true ? 'LocalReset' : 'ScheduledReset')
  }

  private isBusy(evseId: number | undefined): boolean {
    return this.core.body.state.evses.some(
      (evse) => (evseId === undefined || evse.evseId === evseId) && (evse.transaction !== undefined || evse.authorization !== undefined),
    )
  }

  private run(wish: ResetWish, reason: BootReason): void {
    this.perform(wish, reason).catch((error: unknown) => this.core.events.emit('error', { error, during: 'Reset' }))
  }

  private async perform({ evseId, manner, isForced, isLocal }: ResetWish, reason: BootReason): Promise<void> {
    const { body, time, link, outbox } = this.core
    if (evseId !== undefined) {
      body.apply({ type: 'resetting', evseId, isForced })
      return
    }
    const isStillWanted = this.restart.plan()
    if (!isStillWanted()) return
    // The messages of a hard reset are kept, and go out after the restart (1.6 §5.14).
    if (manner === 'hard') link.fallSilent()
    body.apply(isLocal === true ? { type: 'stopped', cause: 'reboot' } : { type: 'resetting', isForced })
    this.forget()
    if (manner === 'soft') {
      const timeUp = new Promise<void>((resolve) => time.after('farewell', farewellMs, resolve))
      await Promise.race([outbox.empty(), timeUp])
      time.cancel('farewell')
    }
    if (isStillWanted()) await this.restart.cycle(reason)
  }
}
