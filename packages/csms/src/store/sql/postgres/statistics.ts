import type pg from 'pg'

/** Commits after which the tables are looked at, each time; then the server has done so by itself. */
const milestones: readonly number[] = [20, 100, 500, 2500, 12_500]

/**
 * Has the server count the rows of tables that grow from nothing. Until it has, it takes one index to be as good as another, and reads
 * all events of a station to find one; its own daemon comes by once a minute, and not at all where it is switched off.
 */
export function createStatistics(pool: pg.Pool): { note(): void } {
  let commits = 0
  return {
    note: () => {
      commits += 1
      // A plan is better with it and right without it, so nobody has to hear if it fails.
      if (milestones.includes(commits)) pool.query('analyze "transaction", "transaction_event", "meter_sample", "station"').catch(() => {})
    },
  }
}
