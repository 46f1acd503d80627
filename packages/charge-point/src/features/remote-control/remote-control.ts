import { type EvseState, isSameToken, isUsable, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Authorizer } from '../authorization/authorization.js'
import type { Decision } from '../decision.js'
import type { Reservations } from '../reservations/reservations.js'
import type { Arrival, SmartCharging } from '../smart-charging/smart-charging.js'
import type { Transactions } from '../transactions/transactions.js'

const rejected: Decision = { status: 'Rejected' }

export interface RemoteStart {
  readonly token: Token
  readonly evseId: number | undefined
  /** The connector asked for (1.6 §5.11); 2.x names the EVSE alone. */
  readonly connectorId?: number | undefined
  readonly remoteStartId?: number | undefined
  /** The charging profile that came along, once it is clear for which EVSE. */
  readonly profileAt?: ((evseId: number) => Arrival) | undefined
}

/** Sessions that begin and end because the csms says so. */
export class RemoteControl {
  constructor(
    private readonly core: Core,
    private readonly authorizer: Authorizer,
    private readonly smartCharging: SmartCharging,
    private readonly transactions: Transactions,
    private readonly reservations: Reservations,
  ) {}

  start({ token, evseId, connectorId, remoteStartId, profileAt }: RemoteStart): Decision {
    const { link, body, events } = this.core
    // No transactions before the station is accepted (B02.FR.05).
    if (link.registration !== 'Accepted') return rejected
    if (evseId !== undefined && !body.state.evses.some((evse) => evse.evseId === evseId)) return rejected
    const evse = this.authorizer.choose(token, evseId)
    if (evse === undefined || evse.authorization !== undefined || !isUsable(evse, connectorId)) return rejected
    if (this.reservations.claim(evse.evseId, token, connectorId) === 'kept' || this.isAnothers(evse, token)) return rejected
    // A station without smart charging does not look at the profile (K05.FR.04); any other refuses a bad one (K05.FR.05).
    const arrival = this.smartCharging.isEnabled ? profileAt?.(evse.evseId) : undefined
    const refusal = arrival && this.smartCharging.checkForStart(arrival.profile)
    if (refusal !== undefined) return { status: 'Rejected', reason: refusal.reason }
    return {
      status: 'Accepted',
      transactionId: this.transactions.recordAt(evse.evseId)?.transactionId,
      run: () => {
        events.emit('remoteStartRequested', { evseId: evse.evseId, connectorId, token })
        if (arrival !== undefined) this.smartCharging.setForStart(arrival)
        this.authorizer
          .startRemotely({ evseId: evse.evseId, connectorId, token, remoteStartId })
          .then(({ outcome }) => {
            if (outcome !== 'started') this.smartCharging.forgetWaiting(evse.evseId)
          })
          .catch((error: unknown) => events.emit('error', { error, during: 'remote start' }))
      },
    }
  }

  stop(transactionId: string): Decision {
    const { link, body } = this.core
    const record = this.transactions.find(transactionId)
    if (link.registration !== 'Accepted' || record === undefined) return rejected
    const { evseId } = record
    return { status: 'Accepted', run: () => body.apply({ type: 'authorizationEnded', evseId, cause: 'remoteStop' }) }
  }

  /** A transaction stays with its driver, also once he may not charge any more (C01.FR.23). */
  private isAnothers({ transaction }: EvseState, token: Token): boolean {
    return transaction?.driver !== undefined && !isSameToken(transaction.driver, token)
  }
}
