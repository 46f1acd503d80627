import type { Clock } from '@ocpp-kit/rpc'
import { CsmsError } from '../../errors.js'
import { isOutage } from '../outage.js'
import type { SpoolFiles } from './files.js'
import type { Spool } from './spool.js'

export interface OwnershipOptions {
  readonly files: Pick<SpoolFiles, 'owner' | 'setOwner'>
  readonly spool: Pick<Spool, 'depth'>
  /** How the spool is called where something is wrong with it. */
  readonly place: string
  /** The id of the store; rejects in time where it does not answer. */
  storeId(): Promise<string>
  readonly clock: Clock
  /** ms between two questions to a store that did not answer. */
  readonly retryMs: number
  failed(error: unknown): void
}

/** ms between two times that people are told what they alone can mend. */
const tellAgainMs = 60_000

/**
 * Whose messages a spool holds. What was answered for one store must never be stored in another, so nothing goes into the spool, and
 * nothing out of it, before it is known to be that of the store in use. A spool that is empty becomes that of whoever takes it.
 */
export class Ownership {
  /** Whether the spool is that of the store, as far as it has said which it is. */
  state: 'unknown' | 'ours' | 'foreign' = 'unknown'
  private timer: unknown
  private isStopped = false

  constructor(private readonly options: OwnershipOptions) {}

  /**
   * Whether the spool is that of the store; `false` as long as the store does not say which it is.
   * @throws CsmsError `FOREIGN_SPOOL`
   */
  async settle(): Promise<boolean> {
    const { files, spool, place, storeId, failed } = this.options
    let id: string
    try {
      id = await storeId()
    } catch (error) {
      if (!isOutage(error)) throw error
      failed(error)
      return false
    }
    const owner = await files.owner()
    if (owner !== id && spool.depth > 0) {
      this.state = 'foreign'
      throw foreignSpool(place, spool.depth, owner !== undefined)
    }
    if (owner !== id) await files.setOwner(id)
    this.state = 'ours'
    return true
  }

  /** Asks again and again until the spool is that of the store. What stands in the way is told each time that somebody may read it. */
  later(settled: () => void, afterMs = this.options.retryMs): void {
    const { clock, failed } = this.options
    const again = async (): Promise<void> => {
      let waitMs = this.options.retryMs
      try {
        const isOurs = await this.settle()
        if (this.isStopped) return
        if (isOurs) return settled()
      } catch (error) {
        if (this.isStopped) return
        failed(error)
        waitMs = tellAgainMs
      }
      this.later(settled, waitMs)
    }
    this.timer = clock.setTimeout(() => void again(), afterMs)
  }

  stop(): void {
    this.isStopped = true
    this.options.clock.clearTimeout(this.timer)
  }
}

function foreignSpool(place: string, depth: number, isOwned: boolean): CsmsError {
  const waiting = `${place} holds ${depth} ${depth === 1 ? 'message' : 'messages'}`
  const whose = isOwned
    ? 'of another database: start with the database they belong to, or give another folder'
    : 'and does not say of which database: give another folder'
  return new CsmsError('FOREIGN_SPOOL', `${waiting} ${whose}`)
}
