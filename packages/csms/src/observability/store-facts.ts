import type { Durability } from '../store/sql/engine.js'
import type { CommitFigures } from '../store/sql/group-commit.js'
import type { Store } from '../store/store.js'

/** What a store of a database has beside its parts; a store of one's own may lack it. */
interface DatabaseFacts {
  readonly durability: Durability
  readonly figures: CommitFigures
  check(): Promise<void>
}

const factsOf = (store: Store): Partial<DatabaseFacts> => store as Store & Partial<DatabaseFacts>

export const storeFigures = (store: Store): CommitFigures | undefined => factsOf(store).figures

export const storeDurability = (store: Store): Durability | undefined => factsOf(store).durability

/** Resolves if the store answers; one that cannot be asked counts as well. */
export const checkStore = async (store: Store): Promise<void> => factsOf(store).check?.()
