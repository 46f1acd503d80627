import { BoundedMap } from '../../../bounded-map.js'
import type { Bookmark } from '../../../features/transactions/bookmark.js'
import { freeze } from './known-transactions.js'

/** Where late events of a transaction come in, as this node folded it last. */
export interface KnownBookmark {
  /** The text of its key. */
  readonly name: string
  /** Of the transaction, and of its row as it was written then. */
  readonly id: string
  readonly revision: number
  readonly bookmark: Bookmark
}

/** The most that are remembered, each of them with up to 20 events: those of the transactions that were written last. */
const maxKnown = 500

/** Bookmarks of transactions that late events came to. What is written of one without its bookmark shows in the revision. */
export class KnownBookmarks {
  private readonly known = new BoundedMap<string, KnownBookmark>(maxKnown)

  find(name: string, { id, revision }: Pick<KnownBookmark, 'id' | 'revision'>): Bookmark | undefined {
    const one = this.known.get(name)
    return one?.id === id && one.revision === revision ? one.bookmark : undefined
  }

  keep(all: readonly KnownBookmark[]): void {
    for (const one of all) {
      freeze(one.bookmark)
      this.known.set(one.name, one)
    }
  }
}
