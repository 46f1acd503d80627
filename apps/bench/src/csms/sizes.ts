/** What a run of `pnpm bench csms` does. */
export interface CsmsSizes {
  readonly rounds: number
  /** Stations that are connected; the smaller fleets are part of them. */
  readonly stations: number
  /** Fleets that send as fast as they are answered. */
  readonly fleets: readonly number[]
  /** Events a second that all stations offer together, whether answered or not. */
  readonly rates: readonly number[]
  readonly warmMs: number
  /** Length of each measure. */
  readonly spellMs: number
  /** What stands in the tables for the measure with full tables; 0 leaves it out. */
  readonly fill: { readonly transactions: number; readonly samples: number }
  /** Stations that do nothing but be there, and come back at once; 0 leaves it out. */
  readonly idle: number
  /** Stations let in per second when all come back. */
  readonly acceptRate: number
}

/** Some ten minutes, four of which fill tables. */
export const fullCsms: CsmsSizes = {
  rounds: 3,
  stations: 500,
  fleets: [50, 200, 500],
  rates: [1_000, 2_800],
  warmMs: 3_000,
  spellMs: 5_000,
  fill: { transactions: 100_000, samples: 10_000_000 },
  idle: 10_000,
  acceptRate: 400,
}

export const quickCsms: CsmsSizes = {
  rounds: 1,
  stations: 20,
  fleets: [5, 20],
  rates: [50],
  warmMs: 200,
  spellMs: 500,
  fill: { transactions: 200, samples: 2_000 },
  idle: 40,
  acceptRate: 400,
}
