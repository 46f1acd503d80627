import type { StationKey } from '../identifier.js'
import type { Page, PageQuery } from '../store/page.js'
import type { Command, CommandState } from './command.js'
import type { CommandEvent, Reduction } from './reduce.js'

/** A command that has no id yet. */
export interface NewCommand {
  readonly command: Omit<Command, 'id'>
  /** Whether those that wait with the same supersede key are cancelled. */
  readonly supersedes: boolean
  /** Commands of the station that may wait. */
  readonly maxLive: number
}

/** What became of a new command. */
export type Inserted =
  | { readonly outcome: 'new'; readonly command: Command; readonly superseded: readonly Reduction[] }
  /** There is one with that idempotency key, which stands. */
  | { readonly outcome: 'known'; readonly command: Command }
  | { readonly outcome: 'full' }

/** Filters, all of which have to hold. */
export interface CommandQuery {
  readonly tenantId: string
  readonly station?: StationKey | undefined
  readonly state?: CommandState | undefined
  readonly action?: string | undefined
}

/** A command that has to be looked at. */
export interface DueCommand {
  readonly identity: string
  readonly dueAt: string
  readonly id: string
}

export interface CommandStore {
  insert(command: NewCommand): Promise<Inserted>
  /**
   * Moves a command on and stores it, as one step; `undefined` where there is none. Effects are the caller's to perform. A `take` for a
   * connection that is not the newest of its station any more changes nothing, and is told as `isFenced` (G11).
   */
  apply(tenantId: string, id: string, event: CommandEvent): Promise<Reduction | undefined>
  find(tenantId: string, id: string): Promise<Command | undefined>
  findByKey(tenantId: string, idempotencyKey: string): Promise<Command | undefined>
  /** Those of a station that may still change, oldest first. */
  live(station: StationKey): Promise<readonly Command[]>
  /** Those whose time has come, by that time, 500 at most; `after` is the last of the ones before. */
  due(tenantId: string, now: string, after?: DueCommand): Promise<readonly DueCommand[]>
  /** When the next has to be looked at. */
  nextDue(tenantId: string): Promise<string | undefined>
  /** How many have not ended, over all stations. */
  countLive(tenantId: string): Promise<number>
  /** Newest first. */
  page(query: CommandQuery & PageQuery): Promise<Page<Command>>
}
