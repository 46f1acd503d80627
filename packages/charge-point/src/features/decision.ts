/** What a request comes to: the status to answer with, and what is to be done once the answer is out. */
export interface Decision<Status extends string = 'Accepted' | 'Rejected'> {
  readonly status: Status
  readonly run?: (() => void) | undefined
  /** A transaction that runs there already, e.g. since the cable was plugged in (F01.FR.13). */
  readonly transactionId?: string | undefined
  /** Why not, where the version can say so. */
  readonly reason?: string | undefined
}
