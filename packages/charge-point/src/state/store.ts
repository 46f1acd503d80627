/**
 * What a station keeps through a power cut, as plain JSON values by section and key: messages that wait, settings, meters.
 * Synchronous: a value is safe once `put` returns.
 */
export interface StateStore {
  /** Everything in a section, in the order in which the keys were first put. */
  load(section: string): ReadonlyMap<string, unknown>
  /** Adds a value, or replaces the one under its key. It must not change afterwards. */
  put(section: string, key: string, value: unknown): void
  /** Removes a value; one that is not there is no error. */
  remove(section: string, key: string): void
  /**
   * Makes the changes that `run` makes all of them or, if the power goes meanwhile, none. May be called within itself.
   * Default: one change after the other, so that a power cut in between may leave a transaction message behind that is unknown to the rest.
   */
  batch?(run: () => void): void
  /** Lets go of what the store holds open; called once its station is stopped for good. */
  close?(): void
}
