import { evseOf, lockFailure } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Decision } from '../decision.js'

export interface UnlockWish {
  readonly evseId: number
  readonly connectorId: number
  /** Whether a transaction there ends first (1.6 §5.18), or keeps the plug where it is (F05.FR.02). */
  readonly endsTransaction: boolean
}

export type UnlockDecision = Decision<
  'Unlocked' | 'UnlockFailed' | 'FixedCable' | 'OngoingAuthorizedTransaction' | 'UnknownEvse' | 'UnknownConnector'
>

/** Plugs that the csms lets go of from afar, whether or not there is one in the socket (F05, 1.6 §5.18). */
export class Unlock {
  constructor(private readonly core: Core) {}

  request({ evseId, connectorId, endsTransaction }: UnlockWish): UnlockDecision {
    const { body } = this.core
    const evse = evseOf(body.state, evseId)
    if (evse === undefined) return { status: 'UnknownEvse' }
    const connector = evse.connectors.find((one) => one.connectorId === connectorId)
    if (connector === undefined) return { status: 'UnknownConnector' }
    if (!connector.hasLock) return { status: 'FixedCable' }
    const used = evse.transaction?.connectorId ?? evse.authorization?.forConnectorId ?? connectorId
    const isInSession = evse.authorization !== undefined && used === connectorId
    if (isInSession && !endsTransaction) return { status: 'OngoingAuthorizedTransaction' }
    const hasFailed = connector.faults.includes(lockFailure)
    return { status: hasFailed ? 'UnlockFailed' : 'Unlocked', run: () => this.run(evseId, connectorId, endsTransaction) }
  }

  private run(evseId: number, connectorId: number, endsTransaction: boolean): void {
    const { body } = this.core
    const evse = evseOf(body.state, evseId)
    const { transaction, authorization } = evse ?? {}
    const isHere = (transaction?.connectorId ?? authorization?.forConnectorId ?? connectorId) === connectorId
    if (endsTransaction && isHere && (transaction !== undefined || authorization !== undefined)) {
      body.apply({ type: 'authorizationEnded', evseId, cause: 'unlockCommand' })
    }
    body.apply({ type: 'unlocked', evseId, connectorId })
  }
}
