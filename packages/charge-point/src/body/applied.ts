import type { Cause } from './causes.js'
import type { BodyState, Token } from './state.js'

/** What an event does at once, before transactions and states follow from it. */
export interface Applied {
  readonly state: BodyState
  /** Why what follows at an EVSE follows; for all EVSEs under 0. */
  readonly causes?: ReadonlyMap<number, Cause> | undefined
  /** Transactions on these EVSEs end whatever the stop points say. */
  readonly forced?: ReadonlySet<number> | undefined
  /** On these EVSEs a transaction begins if any start point holds, be it since long, and with energy at once. */
  readonly begun?: ReadonlySet<number> | undefined
  readonly endedBy?: Token | undefined
}
