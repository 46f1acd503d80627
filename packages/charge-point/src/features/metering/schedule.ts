import type { Core } from '../../core.js'
import type { Settings } from '../../settings.js'
import type { MeterPlan } from './plan.js'

export interface ScheduleHooks {
  readonly periodic: (evseId: number, use: 'told' | 'kept') => void
  readonly aligned: (timestamp: string) => void
  readonly alignedEnded: (timestamp: string) => void
}

/** When the next readings of a transaction are due, on the clock of the body. */
interface Running {
  toldAtMs: number
  keptAtMs: number
}

const timer = 'meter'
const msPerDay = 86_400_000

const rhythms: ReadonlySet<keyof Settings> = new Set<keyof Settings>([
  'sampleIntervalS',
  'endedIntervalS',
  'sampledEnabled',
  'alignedIntervalS',
  'alignedEndedIntervalS',
  'alignedEnabled',
  'alignedMeasurands',
  'stopAlignedMeasurands',
])

/** The next time of day that is a multiple of the interval, counted anew from each midnight UTC. */
export function nextAlignedMs(nowMs: number, everyS: number): number {
  const midnightMs = Math.floor(nowMs / msPerDay) * msPerDay
  const everyMs = everyS * 1000
  const nextMs = midnightMs + (Math.floor((nowMs - midnightMs) / everyMs) + 1) * everyMs
  return Math.min(nextMs, midnightMs + msPerDay)
}

/** One timer for all readings of a station, and none while nothing is to be read. */
export class MeterSchedule {
  private readonly running = new Map<number, Running>()
  /** On the station's clock; infinite while there is nothing to read. */
  private alignedAtMs = Number.POSITIVE_INFINITY
  private alignedEndedAtMs = Number.POSITIVE_INFINITY

  constructor(
    private readonly core: Core,
    private readonly plan: () => MeterPlan,
    private readonly hooks: ScheduleHooks,
  ) {
    core.settings.onChange((patch) => {
      if (Object.keys(patch).some((key) => rhythms.has(key as keyof Settings))) this.resume()
    })
    core.time.onSet(() => this.realign())
  }

  start(evseId: number): void {
    this.running.set(evseId, this.fromNow())
    this.realign()
  }

  stop(evseId: number): void {
    this.running.delete(evseId)
    this.realign()
  }

  /** Everything is counted from now. */
  resume(): void {
    for (const evseId of this.running.keys()) this.running.set(evseId, this.fromNow())
    this.realign()
  }

  private fromNow(): Running {
    const nowMs = this.core.time.monotonicMs()
    const { updated, ended } = this.plan()
    return { toldAtMs: nowMs + pauseMs(updated.everyS), keptAtMs: nowMs + pauseMs(ended.everyS) }
  }

  private realign(): void {
    const { aligned, alignedEnded } = this.plan()
    const nowMs = this.core.time.nowMs()
    const next = ({ everyS, measurands }: MeterPlan['aligned'], isWanted: boolean): number =>
      isWanted && everyS > 0 && measurands.length > 0 ? nextAlignedMs(nowMs, everyS) : Number.POSITIVE_INFINITY
    this.alignedAtMs = next(aligned, true)
    this.alignedEndedAtMs = next(alignedEnded, this.running.size > 0)
    this.schedule()
  }

  private schedule(): void {
    const { time } = this.core
    const { isPowered } = this.core.link
    let inMs = Math.min(this.alignedAtMs, this.alignedEndedAtMs) - time.nowMs()
    for (const { toldAtMs, keptAtMs } of this.running.values()) inMs = Math.min(inMs, Math.min(toldAtMs, keptAtMs) - time.monotonicMs())
    if (inMs === Number.POSITIVE_INFINITY || !isPowered) time.cancel(timer)
    else time.after(timer, Math.ceil(inMs), () => this.tick())
  }

  private tick(): void {
    const { time } = this.core
    const { updated, ended } = this.plan()
    const nowMs = time.monotonicMs()
    for (const [evseId, running] of [...this.running]) {
      // What is late is read once, not once for each time that was missed.
      if (running.toldAtMs <= nowMs) {
        running.toldAtMs = following(running.toldAtMs, updated.everyS, nowMs)
        this.hooks.periodic(evseId, 'told')
      }
      if (running.keptAtMs <= nowMs) {
        running.keptAtMs = following(running.keptAtMs, ended.everyS, nowMs)
        this.hooks.periodic(evseId, 'kept')
      }
    }
    this.tickAligned()
    this.schedule()
  }

  private tickAligned(): void {
    const { aligned, alignedEnded } = this.plan()
    const nowMs = this.core.time.nowMs()
    const { alignedAtMs, alignedEndedAtMs } = this
    if (alignedEndedAtMs <= nowMs) {
      this.alignedEndedAtMs = nextAlignedMs(nowMs, alignedEnded.everyS)
      this.hooks.alignedEnded(new Date(alignedEndedAtMs).toISOString())
    }
    if (alignedAtMs <= nowMs) {
      this.alignedAtMs = nextAlignedMs(nowMs, aligned.everyS)
      this.hooks.aligned(new Date(alignedAtMs).toISOString())
    }
  }
}

const pauseMs = (everyS: number): number => (everyS > 0 ? everyS * 1000 : Number.POSITIVE_INFINITY)

const following = (dueMs: number, everyS: number, nowMs: number): number =>
  everyS > 0 ? dueMs + Math.max(1, Math.ceil((nowMs - dueMs) / (everyS * 1000))) * everyS * 1000 : Number.POSITIVE_INFINITY
