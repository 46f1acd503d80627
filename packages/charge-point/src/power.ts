import type { BootReason } from './features/boot/boot.js'
import type { StationTime } from './time.js'

/** What turning the switch comes to. */
export interface PowerSteps {
  readonly up: (reason: BootReason) => void
  readonly down: () => Promise<void>
}

/** The switch of a station. Its last turn counts: what was planned before, such as the end of a restart, no longer happens. */
export class Power {
  isOn = false
  private turns = 0
  private falling: Promise<void> | undefined

  constructor(
    private readonly time: StationTime,
    private readonly steps: PowerSteps,
  ) {}

  /** At once; where the station is still going down, as soon as it is down. */
  on(reason: BootReason): void {
    this.isOn = true
    const isStillWanted = this.plan()
    if (this.falling === undefined) return this.steps.up(reason)
    const go = (): void => {
      if (isStillWanted()) this.steps.up(reason)
    }
    void this.falling.then(go, go)
  }

  off(): Promise<void> {
    this.isOn = false
    this.turns += 1
    return this.fall()
  }

  /** The mains fail: nothing that was planned happens any more. */
  cut(): void {
    this.isOn = false
    this.turns += 1
  }

  /** Off, and on again after a pause, unless somebody turns the switch meanwhile. */
  async cycle(reason: BootReason, pauseMs: number): Promise<void> {
    const isStillWanted = this.plan()
    await this.fall()
    if (isStillWanted()) this.time.after('reboot', pauseMs, () => this.steps.up(reason))
  }

  /** For what takes its time: asks later whether the station is on and nobody has planned anything else since. */
  plan(): () => boolean {
    this.turns += 1
    const { turns } = this
    return () => this.isOn && turns === this.turns
  }

  /** One fall after the other, so that the station is down when the last of them is over. */
  private fall(): Promise<void> {
    const { down } = this.steps
    const falling = (this.falling === undefined ? down() : this.falling.then(down, down)).finally(() => {
      if (this.falling === falling) this.falling = undefined
    })
    this.falling = falling
    return falling
  }
}
