import type { RuleBreach } from '../wire/verdicts.js'

/** Who broke which rule, at which station. */
export interface LoggedVerdict extends RuleBreach {
  /** ISO 8601. */
  readonly at: string
  readonly station: string
}

/** So many are kept, the newest. */
const maxKept = 1_000

/** What stations and their csms broke. */
export class VerdictLog {
  private kept: LoggedVerdict[] = []

  add(station: string, breach: RuleBreach): void {
    this.kept.push({ at: new Date().toISOString(), station, ...breach })
    if (this.kept.length >= 2 * maxKept) this.kept = this.kept.slice(-maxKept)
  }

  /** Oldest first. */
  list({ station }: { readonly station?: string | undefined } = {}): readonly LoggedVerdict[] {
    return this.kept.slice(-maxKept).filter((one) => station === undefined || one.station === station)
  }
}
