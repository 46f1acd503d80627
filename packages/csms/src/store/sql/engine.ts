import type { Dialect } from './dialect.js'
import type { Work } from './work.js'

/** Whether what was committed survives a power cut, for readiness and for people. */
export interface Durability {
  readonly isDurable: boolean
  readonly engine: 'sqlite' | 'postgres'
  /** The settings that decide it, as the database names them. */
  readonly details: Readonly<Record<string, string | number>>
}

/** One database, of either kind. */
export interface Engine {
  readonly dialect: Dialect
  /** By the connection that was opened last. */
  readonly durability: Durability
  /** It lives in the memory of this process. */
  readonly isPrivate: boolean
  /** @throws StoreError */
  read<T>(work: () => Work<T>): Promise<T>
  /**
   * Does work in one database transaction and resolves after its COMMIT; it may be begun more than once.
   * @throws StoreError
   */
  write<T>(work: () => Work<T>): Promise<T>
  close(): Promise<void>
}
