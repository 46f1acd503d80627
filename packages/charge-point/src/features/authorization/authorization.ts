import { type EvseState, evseOf, isSameToken, isUsable, pluggedConnector, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { Outgoing } from '../../outgoing.js'

export interface AuthorizationAnswer {
  /** `Accepted`, or why not, as on the wire. */
  readonly status: string
  readonly groupId: string | undefined
}

export interface AuthorizationAdapter {
  authorize(token: Token): Outgoing
  readAnswer(response: object): AuthorizationAnswer
}

/** What holding up a card came to. */
export interface CardResult {
  /** `started`: let in; `stopped`: the driver's session was ended; `refused`: neither. */
  readonly outcome: 'started' | 'stopped' | 'refused'
  /** As the csms put it; `Offline` where it could not be asked. */
  readonly status: string
  readonly evseId: number | undefined
}

/** Who is to be let in where. */
export interface Admission {
  readonly evseId: number
  /** The only connector it is for; default: any of the EVSE. */
  readonly connectorId?: number | undefined
  readonly token: Token
  readonly remoteStartId?: number | undefined
}

/** Cards and remote starts: who may charge where. */
export class Authorizer {
  constructor(
    private readonly core: Core,
    private readonly adapter: AuthorizationAdapter,
    /** Told of every answer of the csms about a token. */
    private readonly onAnswer: (token: Token, response: object) => void,
  ) {}

  /** Somebody holds up a card; at an EVSE, or at the station as a whole. */
  async presentCard(token: Token, evseId?: number): Promise<CardResult> {
    const evse = this.choose(token, evseId)
    const present = evse?.authorization
    // The card that let the driver in ends the session; nobody is asked (C01.FR.03, E07.FR.01).
    if (evse !== undefined && present !== undefined && isSameToken(present.token, token)) {
      this.stop(evse.evseId, token)
      return { outcome: 'stopped', status: 'Accepted', evseId: evse.evseId }
    }
    const { status, groupId } = await this.ask(token)
    const known: Token = { ...token, groupId }
    if (status !== 'Accepted' || evse === undefined) return this.refuse(known, evse?.evseId, status)
    const { authorization } = evseOf(this.core.body.state, evse.evseId) ?? evse
    if (authorization === undefined) return this.admit({ evseId: evse.evseId, token: known }, 'card')
    if (groupId !== undefined && groupId.toLowerCase() === authorization.token.groupId?.toLowerCase()) {
      this.stop(evse.evseId, known)
      return { outcome: 'stopped', status, evseId: evse.evseId }
    }
    return this.refuse(known, evse.evseId, 'NotAtThisTime')
  }

  /** A remote start that was accepted takes effect (F01.FR.01–02). */
  async startRemotely(admission: Admission): Promise<CardResult> {
    const { settings } = this.core
    if (!settings.values.authorizeRemoteStart) return this.admit(admission, 'remote')
    const { token, evseId } = admission
    const { status, groupId } = await this.ask(token)
    if (status !== 'Accepted') return this.refuse(token, evseId, status)
    return this.admit({ ...admission, token: { ...token, groupId } }, 'remote')
  }

  /** Where a driver without a wish goes: to the own session, a waiting car, or a free place. */
  choose(token: Token | undefined, evseId: number | undefined): EvseState | undefined {
    const { evses } = this.core.body.state
    if (evseId !== undefined) {
      const evse = evseOf(this.core.body.state, evseId)
      if (evse === undefined) throw new ChargePointError('UNKNOWN_EVSE', `the station has no EVSE ${evseId}`)
      return evse
    }
    const isFree = (evse: EvseState): boolean => evse.authorization === undefined && isUsable(evse)
    const own = token && evses.find(({ authorization }) => authorization !== undefined && isSameToken(authorization.token, token))
    return (
      own ??
      evses.find((evse) => isFree(evse) && pluggedConnector(evse)?.hasFinished === false) ??
      evses.find((evse) => isFree(evse) && pluggedConnector(evse) === undefined) ??
      evses.find(isFree) ??
      evses.find(({ authorization }) => authorization !== undefined)
    )
  }

  private async ask(token: Token): Promise<AuthorizationAnswer> {
    const { link, settings, events } = this.core
    if (link.maySpeak) {
      try {
        const response = await link.call(this.adapter.authorize(token))
        this.onAnswer(token, response)
        return this.adapter.readAnswer(response)
      } catch (error) {
        events.emit('error', { error, during: 'Authorize' })
      }
    }
    return { status: settings.values.offlineTxForUnknownId ? 'Accepted' : 'Offline', groupId: undefined }
  }

  private admit({ evseId, connectorId, token, remoteStartId }: Admission, by: 'card' | 'remote'): CardResult {
    const refusal = this.core.body.apply({ type: 'authorized', evseId, token, by, remoteStartId, forConnectorId: connectorId })
    if (refusal !== undefined) return this.refuse(token, evseId, refusal)
    this.core.events.emit('authorized', { evseId, connectorId, token, by })
    return { outcome: 'started', status: 'Accepted', evseId }
  }

  private stop(evseId: number, token: Token): void {
    this.core.body.apply({ type: 'authorizationEnded', evseId, cause: 'stopAuthorized', token })
  }

  private refuse(token: Token, evseId: number | undefined, status: string): CardResult {
    this.core.events.emit('refused', { evseId, token, status })
    return { outcome: 'refused', status, evseId }
  }
}
