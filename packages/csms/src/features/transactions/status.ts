/** What a station says about a transaction, or about all of them (GetTransactionStatus, E14). */
export interface TransactionStatus {
  /**
   * Whether it still runs there; missing where no transaction was named. False is also said of a transaction that the station does not
   * know any more (E14.FR.01).
   */
  readonly isOngoing?: boolean | undefined
  /** Whether the station has messages about it that it has not delivered yet. */
  readonly messagesInQueue: boolean
}
