import type { Clock } from './clock.js'
import type { FaultDirection } from './fault-rules.js'

/** A frame on its way that has not arrived yet. */
export interface HeldFrame {
  readonly direction: FaultDirection
  readonly text: string
  /** When it arrives at the latest, on the monotonic clock. */
  readonly dueAt: number
  /** Whether it is lost, rather than hurried, when the socket closes. */
  readonly isLost: boolean
  /** Later frames of its direction that go first; Infinity where only time counts. */
  framesLeft: number
}

/** Frames that wait, under one timer. */
export class HeldFrames {
  private readonly frames: HeldFrame[] = []
  private timer: unknown
  private timerDueAt = Number.POSITIVE_INFINITY

  constructor(
    private readonly clock: Clock,
    /** Lets a frame arrive; it is held no longer. */
    private readonly release: (frame: HeldFrame) => void,
  ) {}

  /** Characters that wait in a direction. */
  size(direction: FaultDirection): number {
    let size = 0
    for (const frame of this.frames) if (frame.direction === direction) size += frame.text.length
    return size
  }

  /** Whether a frame of this direction waits for others to go first. */
  isReordering(direction: FaultDirection): boolean {
    return this.frames.some((frame) => frame.direction === direction && Number.isFinite(frame.framesLeft))
  }

  hold(frame: HeldFrame): void {
    this.frames.push(frame)
    this.arm()
  }

  /** A frame has arrived: those that waited for it follow. */
  passed(direction: FaultDirection): void {
    for (const frame of [...this.frames]) {
      if (frame.direction !== direction || !Number.isFinite(frame.framesLeft)) continue
      frame.framesLeft -= 1
      if (frame.framesLeft <= 0 && this.remove(frame)) this.release(frame)
    }
    this.arm()
  }

  /** Ends the waiting in a direction, in the order in which the frames came; those that would be too late anyway are lost. */
  hurry(direction: FaultDirection): void {
    for (const frame of [...this.frames]) {
      if (frame.direction === direction && this.remove(frame) && !frame.isLost) this.release(frame)
    }
    this.arm()
  }

  /** Loses what waits in a direction. */
  lose(direction: FaultDirection): void {
    for (const frame of [...this.frames]) if (frame.direction === direction) this.remove(frame)
    this.arm()
  }

  private remove(frame: HeldFrame): boolean {
    const at = this.frames.indexOf(frame)
    if (at >= 0) this.frames.splice(at, 1)
    return at >= 0
  }

  private earliest(): HeldFrame | undefined {
    let first: HeldFrame | undefined
    for (const frame of this.frames) if (first === undefined || frame.dueAt < first.dueAt) first = frame
    return first
  }

  private arm(): void {
    const dueAt = this.earliest()?.dueAt ?? Number.POSITIVE_INFINITY
    if (dueAt === this.timerDueAt) return
    this.clock.clearTimeout(this.timer)
    this.timer = undefined
    this.timerDueAt = dueAt
    if (dueAt < Number.POSITIVE_INFINITY)
      this.timer = this.clock.setTimeout(this.tick, Math.max(0, Math.ceil(dueAt - this.clock.monotonic())))
  }

  private readonly tick = (): void => {
    this.timerDueAt = Number.POSITIVE_INFINITY
    this.timer = undefined
    const now = this.clock.monotonic()
    for (let frame = this.earliest(); frame !== undefined && frame.dueAt <= now; frame = this.earliest()) {
      this.remove(frame)
      this.release(frame)
    }
    this.arm()
  }
}
