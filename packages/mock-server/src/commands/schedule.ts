import type { Clock } from '@ocpp-kit/rpc'
import { fold } from '../identifier.js'
import type { CommandPlan } from '../options.js'

export interface ScheduleDeps {
  readonly clock: Clock
  readonly plans: readonly CommandPlan[]
  /** Settles once the command has been answered or has failed; never rejects. */
  readonly send: (station: string, plan: CommandPlan) => Promise<void>
  /** Whether the version that a station speaks has the command. */
  readonly isKnown: (station: string, action: string) => boolean
  /** Told once per station and command that the version lacks. */
  readonly onLacking: (station: string, action: string) => void
}

/** One plan of one station. */
interface Row {
  readonly plan: CommandPlan
  timer: unknown
  isUnderWay: boolean
}

/** Gives every station its commands: some once after an accepted boot, some on a period as long as it is there. */
export class Schedule {
  private readonly rows = new Map<string, Row[]>()
  /** What was told of each station already. */
  private readonly lacking = new Map<string, Set<string>>()

  constructor(private readonly deps: ScheduleDeps) {}

  /** An accepted station has booted: what is sent once is sent, periods begin anew. */
  booted(station: string): void {
    this.present(station)
    for (const plan of this.plansOf(station, (one) => one.periodSeconds === undefined)) void this.deps.send(station, plan)
  }

  /** A station is there, and may be sent commands: its periods begin anew. */
  present(station: string): void {
    this.gone(station)
    const rows = this.plansOf(station, (plan) => plan.periodSeconds !== undefined).map(
      (plan): Row => ({ plan, timer: undefined, isUnderWay: false }),
    )
    this.rows.set(fold(station), rows)
    for (const row of rows) this.arm(station, row)
  }

  /** The station has left, or was told to wait. */
  gone(station: string): void {
    for (const { timer } of this.rows.get(fold(station)) ?? []) this.deps.clock.clearTimeout(timer)
    this.rows.delete(fold(station))
  }

  /** The station is remembered no longer: what it lacks is told again. */
  forget(station: string): void {
    this.lacking.delete(fold(station))
  }

  /** Ends all periods; which stations lack what is told again. */
  clear(): void {
    for (const station of [...this.rows.keys()]) this.gone(station)
    this.lacking.clear()
  }

  private plansOf(station: string, isWanted: (plan: CommandPlan) => boolean): CommandPlan[] {
    return this.deps.plans.filter(isWanted).filter(({ action }) => {
      const isKnown = this.deps.isKnown(station, action)
      if (!isKnown) this.tellLacking(station, action)
      return isKnown
    })
  }

  private tellLacking(station: string, action: string): void {
    const told = this.lacking.get(fold(station)) ?? new Set()
    if (!told.has(action)) this.deps.onLacking(station, action)
    this.lacking.set(fold(station), told.add(action))
  }

  private arm(station: string, row: Row): void {
    row.timer = this.deps.clock.setTimeout(
      () => {
        this.arm(station, row)
        // A station that takes longer than the period is not sent the next one on top.
        if (row.isUnderWay) return
        row.isUnderWay = true
        void this.deps.send(station, row.plan).then(() => {
          row.isUnderWay = false
        })
      },
      (row.plan.periodSeconds ?? 0) * 1_000,
    )
  }
}
