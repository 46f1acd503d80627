import type { Transaction } from '../../../features/transactions/transaction.js'
import type { RowFacts } from './transaction-rows.js'

/** A transaction as this node wrote it last. */
export interface KnownTransaction {
  /** The text of its key. */
  readonly name: string
  readonly transaction: Transaction
  readonly facts: RowFacts
}

/** The most that are remembered: those that were written last. */
const maxKnown = 10_000

/**
 * Running transactions as this node wrote them last, so that the next event of each needs no look at the tables. What is taken is gone
 * until it is kept again after the COMMIT, so whatever goes wrong in between is forgotten; what another node writes meanwhile shows in
 * the revision.
 */
export class KnownTransactions {
  private readonly known = new Map<string, KnownTransaction>()

  take(name: string): KnownTransaction | undefined {
    const one = this.known.get(name)
    if (one !== undefined) this.known.delete(name)
    return one
  }

  keep(all: readonly KnownTransaction[]): void {
    for (const one of all) this.known.set(one.name, freeze(one))
    // The first of a map is what was put in first.
    for (const name of this.known.keys()) {
      if (this.known.size <= maxKnown) return
      this.known.delete(name)
    }
  }
}

/** Listeners see the same transaction as the next fold begins with, so none of them may change it. */
export function freeze<T extends object>(object: T): T {
  Object.freeze(object)
  for (const member of Object.values(object)) if (typeof member === 'object' && member !== null && !Object.isFrozen(member)) freeze(member)
  return object
}
