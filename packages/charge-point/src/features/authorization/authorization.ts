import { type Contract, type EvseState, evseOf, isSameToken, isUsable, pluggedConnector, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import { isUnsendable } from '../../unsendable.js'
import type { Reservation, Reservations } from '../reservations/reservations.js'
import type { DriverTariffs } from '../tariffs/driver-tariffs.js'
import type { Tariff } from '../tariffs/tariff.js'
import type { AuthorizationAdapter, ContractProof } from './adapter.js'
import { PinGuard } from './pin-guard.js'
import { belongTogether, isSameGroup, type TokenInfo } from './token-info.js'
import type { TokenKnowledge } from './token-knowledge.js'
import { judge } from './verdict.js'

/** What holding up a card came to. */
export interface CardResult {
  /** `started`: let in; `stopped`: sessions were ended; `unlocked`: a plug that was held for the driver came free; `refused`: nothing of it. */
  readonly outcome: 'started' | 'stopped' | 'unlocked' | 'refused'
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
  readonly reservationId?: number | undefined
  /** His own, as the csms has named it. */
  readonly tariff?: Tariff | undefined
}

/** Those who have to do with it when a driver comes. */
export interface Hosts {
  /** Told of every answer of the csms about a token. */
  readonly onAnswer: (token: Token, response: object) => void
  readonly tariffs: DriverTariffs
  /** Whether somebody is about to pay for the place elsewhere, so that nobody else may begin there (2.1 C25.FR.22). */
  readonly isSpokenFor: (evseId: number) => boolean
}

/** A card as it is held up. */
export interface Presented {
  readonly token: Token
  readonly evseId?: number | undefined
  /** The EVSEs whose sessions a master pass ends, as chosen on the display; default: all. */
  readonly stopAt?: readonly number[] | undefined
}

const noAuthorization: Token = { idToken: '', type: 'NoAuthorization' }
const accepted: TokenInfo = { status: 'Accepted' }

/** Cards, contracts and remote starts: who may charge where (block C, 1.6 §3.5). */
export class Authorizer {
  private pins: PinGuard | undefined

  constructor(
    private readonly core: Core,
    private readonly adapter: AuthorizationAdapter,
    private readonly knowledge: TokenKnowledge,
    private readonly reservations: Reservations,
    private readonly hosts: Hosts,
  ) {}

  get maxTokenLength(): number {
    return this.adapter.maxTokenLength
  }

  /** Somebody holds up a card; at an EVSE, or at the station as a whole. */
  async presentCard({ token, evseId, stopAt }: Presented): Promise<CardResult> {
    const evse = this.choose(token, evseId)
    const present = evse?.authorization
    // The card that let the driver in ends the session; nobody is asked (C01.FR.03, E07.FR.01).
    if (evse !== undefined && present !== undefined && isSameToken(present.token, token)) return this.stop(evse.evseId, token)
    if (evse !== undefined && this.unlock(evse, token)) return { outcome: 'unlocked', status: 'Accepted', evseId: evse.evseId }
    if (this.pins?.isBlocked(token, this.core.time.monotonicMs()) === true) return this.refuse(token, evse?.evseId, 'NotAtThisTime')
    const info = this.groupMember(token, present?.token) ?? (await this.find(this.withVehicle(token, evse), contractAt(evse, token)))
    this.guard(token, info.status === 'Accepted')
    const known: Token = { ...token, groupId: info.groupId }
    if (info.status !== 'Accepted' || evse === undefined) return this.refuse(known, evse?.evseId, info.status)
    if (isSameGroup(info.groupId, this.core.settings.values.masterPassGroupId)) return this.stopAll(known, evse.evseId, stopAt)
    const allowed = this.allowedPlace(evse, known, info, evseId === undefined)
    if (allowed === undefined) return this.refuse(known, evse.evseId, 'NotAtThisLocation')
    return this.begin(allowed.evseId, known, info.tariff)
  }

  /** What is to be thought of a token that is no driver's at an EVSE, e.g. of somebody who swaps batteries (2.1 S01). */
  verify(token: Token): Promise<TokenInfo> {
    return this.find(token)
  }

  /** A remote start that was accepted takes effect (F01.FR.01–02). */
  async startRemotely(admission: Admission): Promise<CardResult> {
    const { token, evseId, connectorId } = admission
    const needsGroup = this.reservations.claim(evseId, token, connectorId) === 'unknownGroup'
    // What the csms made up for this one start is not asked about (C03.FR.01, C05.FR.01), nor what stands for nobody (C02).
    const isGiven = token.type === 'Central' || !this.mustAsk(token)
    if (isGiven || !(this.core.settings.values.authorizeRemoteStart || needsGroup)) return this.admit(admission, 'remote')
    const info = await this.find(token)
    if (info.status !== 'Accepted') return this.refuse(token, evseId, info.status)
    if (info.evseIds?.includes(evseId) === false) return this.refuse(token, evseId, 'NotAtThisLocation')
    return this.admit({ ...admission, token: { ...token, groupId: info.groupId }, tariff: info.tariff }, 'remote')
  }

  /**
   * A car has been plugged in: it may charge on its contract (C07), or without anybody's leave where none is needed
   * (AuthEnabled false).
   */
  async carArrived(evseId: number): Promise<void> {
    const evse = evseOf(this.core.body.state, evseId)
    const { authEnabled, plugAndChargeEnabled } = this.core.settings.values
    if (evse === undefined || evse.authorization !== undefined || !this.adapter.hasTypes) return
    if (!authEnabled) {
      this.admit({ evseId, token: noAuthorization }, 'card')
      return
    }
    const contract = pluggedConnector(evse)?.ev?.contract
    if (contract === undefined || !plugAndChargeEnabled) return
    await this.presentCard({ token: { idToken: contract.emaid, type: 'eMAID' }, evseId })
  }

  /** Where a driver without a wish goes: to the own session, the place kept for him, a waiting car, or a free place. */
  choose(token: Token | undefined, evseId: number | undefined, mayUse: (evse: EvseState) => boolean = () => true): EvseState | undefined {
    const { evses } = this.core.body.state
    if (evseId !== undefined) {
      const evse = evseOf(this.core.body.state, evseId)
      if (evse === undefined) throw new ChargePointError('UNKNOWN_EVSE', `the station has no EVSE ${evseId}`)
      return evse
    }
    const claims = new Map(evses.map((evse) => [evse, this.reservations.claim(evse.evseId, token)]))
    const isFree = (evse: EvseState): boolean => evse.authorization === undefined && isUsable(evse) && mayUse(evse)
    const isOpen = (evse: EvseState): boolean => isFree(evse) && claims.get(evse) === 'free' && !this.hosts.isSpokenFor(evse.evseId)
    const own = token && evses.find(({ authorization }) => authorization !== undefined && isSameToken(authorization.token, token))
    return (
      own ??
      evses.find((evse) => isFree(evse) && typeof claims.get(evse) === 'object') ??
      evses.find((evse) => isOpen(evse) && pluggedConnector(evse)?.hasFinished === false) ??
      evses.find((evse) => isOpen(evse) && pluggedConnector(evse) === undefined) ??
      evses.find(isOpen) ??
      evses.find(isFree) ??
      evses.find(({ authorization }) => authorization !== undefined)
    )
  }

  /** The csms may want to know the vehicle to say what it may do (2.1 Q01). */
  private withVehicle(token: Token, evse: EvseState | undefined): Token {
    const vehicle = evse && this.adapter.vehicle?.(evse, this.core)
    return vehicle === undefined ? token : { ...token, additionalInfo: [...(token.additionalInfo ?? []), vehicle] }
  }

  /** A valid token of the driver's group that the station knows itself ends the session unasked (C01.FR.03, C09.FR.07). */
  private groupMember(token: Token, driver: Token | undefined): TokenInfo | undefined {
    const known = driver === undefined ? undefined : this.knowledge.find(token)
    if (known === undefined || known.hasPassed || known.info.status !== 'Accepted') return undefined
    return isSameGroup(known.info.groupId, driver?.groupId) ? known.info : undefined
  }

  private mustAsk({ type }: Token): boolean {
    const { authEnabled, authorizeDirectPayment } = this.core.settings.values
    if (!authEnabled && this.adapter.hasTypes) return false
    // The terminal has approved of the payment card; the csms need not (C18.FR.03).
    return type !== 'NoAuthorization' && (type !== 'DirectPayment' || authorizeDirectPayment)
  }

  /** What is to be thought of a token: by what the station knows, or by what the csms says. */
  private async find(token: Token, contract?: Contract): Promise<TokenInfo> {
    if (!this.mustAsk(token)) return accepted
    const { link, settings } = this.core
    const known = this.knowledge.find(token)
    const isContract = this.adapter.hasTypes && token.type === 'eMAID' && contract !== undefined
    const grounds = {
      known,
      settings: settings.values,
      contract: isContract ? { isChecked: contract.hashData !== undefined } : undefined,
    }
    const verdict = judge({ ...grounds, isOnline: link.maySpeak })
    if (verdict === 'ask') {
      const proof = isContract ? proofOf(contract, settings.values.centralContractValidation) : {}
      if (proof === undefined) return { status: 'CertChainError' }
      const answer = await this.ask(token, proof)
      if (answer !== undefined) return answer
      const offline = judge({ ...grounds, isOnline: false })
      return offline === 'ask' ? { status: 'Offline' } : offline
    }
    if (verdict.status === 'Accepted' && known !== undefined) this.knowledge.used(token)
    return verdict
  }

  /** @returns undefined where the csms gave no answer */
  private async ask(token: Token, proof: ContractProof): Promise<TokenInfo | undefined> {
    const { link, events } = this.core
    try {
      const response = await link.call(this.adapter.authorize(token, proof))
      this.hosts.onAnswer(token, response)
      const { info, certificateStatus } = this.adapter.readAnswer(response)
      this.knowledge.learn(token, info)
      const isBad = certificateStatus !== undefined && certificateStatus !== 'Accepted' && info.status === 'Accepted'
      return isBad ? { ...info, status: certificateStatus } : info
    } catch (error) {
      // A token that its version has no room for is the fault of whoever holds it up.
      if (isUnsendable(error)) throw error
      events.emit('error', { error, during: 'Authorize' })
      return undefined
    }
  }

  /** The EVSE itself or, where the driver left the choice, another that the token may be used at (C01.FR.20–21). */
  private allowedPlace(evse: EvseState, token: Token, { evseIds }: TokenInfo, isOpenChoice: boolean): EvseState | undefined {
    const isAllowed = ({ evseId }: EvseState): boolean => evseIds === undefined || evseIds.length === 0 || evseIds.includes(evseId)
    if (isAllowed(evse)) return evse
    const other = isOpenChoice ? this.choose(token, undefined, isAllowed) : undefined
    return other !== undefined && isAllowed(other) ? other : undefined
  }

  /** Begins a session, ends that of the own group, or leaves that of another alone. */
  private begin(evseId: number, token: Token, tariff: Tariff | undefined): CardResult {
    const { authorization } = evseOf(this.core.body.state, evseId) ?? {}
    if (authorization === undefined) return this.admit({ evseId, token, tariff }, 'card')
    if (isSameGroup(token.groupId, authorization.token.groupId)) return this.stop(evseId, token)
    return this.refuse(token, evseId, 'NotAtThisTime')
  }

  private admit(admission: Admission, by: 'card' | 'remote'): CardResult {
    const { evseId, token, remoteStartId } = admission
    const { link, settings } = this.core
    if (link.registration !== 'Accepted' && !settings.values.txBeforeAccepted) return this.refuse(token, evseId, 'NotAccepted')
    if (by === 'card' && this.hosts.isSpokenFor(evseId)) return this.refuse(token, evseId, 'NotAtThisTime')
    const claim = this.reservations.claim(evseId, token, admission.connectorId)
    if (claim === 'kept' || claim === 'unknownGroup') return this.refuse(token, evseId, 'Reserved')
    const reservation: Reservation | undefined = claim === 'free' ? undefined : claim
    const connectorId = admission.connectorId ?? reservation?.connectorId
    const verdict = this.hosts.tariffs.judge(admission.tariff)
    if (verdict === 'refuse') return this.refuse(token, evseId, 'TariffNotSupported')
    const isAlone = evseOf(this.core.body.state, evseId)?.authorization === undefined
    if (isAlone) this.hosts.tariffs.comes(evseId, { ...verdict, idToken: token.idToken, reservedAtMs: reservation?.reservedAtMs })
    const refusal = this.core.body.apply({
      type: 'authorized',
      evseId,
      token,
      by,
      remoteStartId,
      forConnectorId: connectorId,
      reservationId: reservation?.id,
    })
    if (refusal !== undefined) {
      if (isAlone) this.hosts.tariffs.leaves(evseId)
      return this.refuse(token, evseId, refusal === 'OTHER_DRIVER' ? 'NotAtThisTime' : refusal)
    }
    if (reservation !== undefined) this.reservations.presented(reservation)
    this.core.events.emit('authorized', { evseId, connectorId, token, by })
    return { outcome: 'started', status: 'Accepted', evseId }
  }

  private stop(evseId: number, token: Token): CardResult {
    this.core.body.apply({ type: 'authorizationEnded', evseId, cause: 'stopAuthorized', token })
    return { outcome: 'stopped', status: 'Accepted', evseId }
  }

  /** A master pass starts nothing; it ends what runs, or what was chosen of it (C16). */
  private stopAll(token: Token, evseId: number, stopAt: readonly number[] | undefined): CardResult {
    const running = this.core.body.state.evses.filter(
      (evse) => (evse.transaction !== undefined || evse.authorization !== undefined) && stopAt?.includes(evse.evseId) !== false,
    )
    if (running.length === 0) return this.refuse(token, evseId, 'MasterPass')
    for (const evse of running) this.core.body.apply({ type: 'authorizationEnded', evseId: evse.evseId, cause: 'masterPass', token })
    return { outcome: 'stopped', status: 'Accepted', evseId: running[0]?.evseId }
  }

  /** The driver whom the csms refused comes back for the cable (C15.FR.05, E05.FR.11, 1.6 errata 3.5). */
  private unlock({ evseId, connectors, authorization }: EvseState, token: Token): boolean {
    const groupId = this.knowledge.find(token)?.info.groupId
    const held = connectors.find(({ lockedFor }) => lockedFor !== undefined && belongTogether(lockedFor, { ...token, groupId }))
    if (authorization !== undefined || held === undefined) return false
    return this.core.body.apply({ type: 'unlocked', evseId, connectorId: held.connectorId }) === undefined
  }

  private guard(token: Token, wasRight: boolean): void {
    if (token.type !== 'KeyCode' || (wasRight && this.pins === undefined)) return
    this.pins ??= new PinGuard()
    this.pins.tried(token, wasRight, this.core.time.monotonicMs())
  }

  private refuse(token: Token, evseId: number | undefined, status: string): CardResult {
    this.core.events.emit('refused', { evseId, token, status })
    return { outcome: 'refused', status, evseId }
  }
}

/** The contract of the car that stands there, if the token is its own. */
const contractAt = (evse: EvseState | undefined, { idToken, type }: Token): Contract | undefined => {
  const contract = evse && pluggedConnector(evse)?.ev?.contract
  return type === 'eMAID' && contract?.emaid.toLowerCase() === idToken.toLowerCase() ? contract : undefined
}

/** What the station can check goes as hashes; what it cannot goes whole, if the csms may check it (C07.FR.02, C07.FR.06). */
function proofOf({ hashData, certificate }: Contract, isCentralAllowed: boolean): ContractProof | undefined {
  if (hashData !== undefined) return { hashData }
  return isCentralAllowed && certificate !== undefined ? { certificate } : undefined
}
