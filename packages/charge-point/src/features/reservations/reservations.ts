import { type BodyEffect, evseOf, type Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'
import { belongTogether } from '../authorization/token-info.js'
import type { TokenKnowledge } from '../authorization/token-knowledge.js'
import type { Decision } from '../decision.js'
import { needed, served, type Wishes, without } from './holds.js'
import { fitting, type Place, type PlaceState, placeState } from './places.js'

/** A place kept for a driver. Plain data: it survives a power cut. */
export interface Reservation extends Place {
  readonly id: number
  readonly token: Token
  /** Anybody of this group may use it, too. */
  readonly groupId: string | undefined
  readonly expiresAtMs: number
  /** When it was asked for; it may have to be paid for from then on (2.1 I12.FR.07). */
  readonly reservedAtMs: number
}

export type ReservationStatus = 'Accepted' | 'Faulted' | 'Occupied' | 'Rejected' | 'Unavailable'

/** What became of a reservation without the csms having said so. */
export type ReservationUpdate = 'Expired' | 'Removed' | 'NoTransaction'

export interface ReservationAdapter {
  /** What uses a reservation up: holding up the card (H03.FR.09), or the transaction (1.6 §5.13). */
  readonly usedBy: 'authorization' | 'transaction'
  /** The message about it, where the version has one. */
  statusUpdate(reservationId: number, update: ReservationUpdate): Outgoing | undefined
}

/**
 * How a place stands for a driver: free for all; the reservation he comes by; kept for others; or kept for a group that may or
 * may not be his.
 */
export type Claim = 'free' | 'kept' | 'unknownGroup' | Reservation

const section = 'reservations'
const untoldSection = 'reservationUpdates'
const timer = 'reservation'

const refusals: Readonly<Record<Exclude<PlaceState, 'free'>, ReservationStatus>> = {
  occupied: 'Occupied',
  unavailable: 'Unavailable',
  faulted: 'Faulted',
}

/** Places that are kept for drivers to come (block H, 1.6 §5.13). */
export class Reservations {
  private all: readonly Reservation[]

  /** @param isReservedFromStart connectors that left the factory reserved stay so */
  constructor(
    private readonly core: Core,
    private readonly adapter: ReservationAdapter,
    private readonly knowledge: TokenKnowledge,
    private readonly isReservedFromStart: (evseId: number, connectorId: number) => boolean,
  ) {
    this.all = [...core.state.load(section).values()] as Reservation[]
    core.body.perform((effect) => this.perform(effect))
    this.hold()
  }

  get list(): readonly Reservation[] {
    return this.all
  }

  /** Keeps a place, in exchange for what was kept under the same id (H01.FR.02). */
  reserve(asked: Omit<Reservation, 'reservedAtMs'>): Decision<ReservationStatus> {
    const wish: Reservation = { ...asked, reservedAtMs: this.core.time.nowMs() }
    const status = this.statusOf(wish)
    if (status !== 'Accepted') return { status }
    return { status, run: () => this.set([...this.others(wish.id), wish]) }
  }

  cancel(id: number): Decision {
    if (!this.all.some((one) => one.id === id)) return { status: 'Rejected' }
    return { status: 'Accepted', run: () => this.set(this.others(id)) }
  }

  /** How a place stands for a driver, for one connector where that is named. */
  claim(evseId: number, token: Token | undefined, connectorId?: number): Claim {
    const evse = evseOf(this.core.body.state, evseId)
    if (evse === undefined) return 'free'
    const named = this.all.filter((one) => one.evseId === evseId)
    const open = this.all.filter((one) => one.evseId === undefined && fitting(evse, one).length > 0)
    const known = token && this.withGroup(token)
    // A place that is promised by name is not for those who may have any.
    const promises = named.length > 0 ? named : open
    const own = known && promises.find((one) => belongTogether(known, { ...one.token, groupId: one.groupId }))
    if (own !== undefined) return own
    const wanted = evse.connectors.filter((one) => connectorId === undefined || one.connectorId === connectorId)
    const isKept = named.length > 0 || wanted.every(({ isReserved }) => isReserved)
    if (!isKept) return 'free'
    const mayBeOfGroup = known?.groupId === undefined && promises.some(({ groupId }) => groupId !== undefined)
    return mayBeOfGroup ? 'unknownGroup' : 'kept'
  }

  /** The driver has come. */
  presented({ id }: Reservation): void {
    if (this.adapter.usedBy === 'authorization') this.set(this.others(id))
  }

  /** On the way up, and whenever the clock has been set. */
  resume(): void {
    this.expire()
    this.tellUntold()
  }

  /** Says what could not be said when it happened. */
  tellUntold(): void {
    if (!this.core.link.maySpeak) return
    for (const [id, update] of this.core.state.load(untoldSection)) {
      this.core.state.remove(untoldSection, id)
      this.tell(Number(id), update as ReservationUpdate)
    }
  }

  private statusOf(wish: Reservation): ReservationStatus {
    const { settings, time, body } = this.core
    const { reservationEnabled, reserveAnyEvse } = settings.values
    const isOpen = wish.evseId === undefined
    if (!reservationEnabled || (isOpen && !reserveAnyEvse) || wish.expiresAtMs <= time.nowMs()) return 'Rejected'
    const candidates = body.state.evses.filter((evse) => fitting(evse, wish).length > 0)
    if (candidates.length === 0) return 'Rejected'
    const states = candidates.map((evse) => placeState(evse, fitting(evse, wish)))
    if (states.includes('free')) return this.hasRoomFor(wish) ? 'Accepted' : 'Occupied'
    return refusals[states.includes('occupied') ? 'occupied' : states.includes('unavailable') ? 'unavailable' : 'faulted']
  }

  /** Whether all that is promised can still be kept. */
  private hasRoomFor(wish: Reservation): boolean {
    const others = this.others(wish.id)
    const free = this.freeFor(others)
    const wishes = this.wishesOf(others)
    const before = served(wishes, free)
    if (wish.evseId !== undefined) return free.has(wish.evseId) && served(wishes, without(free, wish.evseId)) === before
    return served([...wishes, ...this.wishesOf([wish])], free) > before
  }

  private others(id: number): readonly Reservation[] {
    return this.all.filter((one) => one.id !== id)
  }

  /** EVSEs that are free, and not promised by name. */
  private freeFor(reservations: readonly Reservation[]): ReadonlySet<number> {
    const free = this.core.body.state.evses.filter(
      (evse) =>
        !reservations.some((one) => one.evseId === evse.evseId) &&
        !evse.connectors.every(({ connectorId }) => this.isReservedFromStart(evse.evseId, connectorId)) &&
        placeState(evse, evse.connectors) === 'free',
    )
    return new Set(free.map(({ evseId }) => evseId))
  }

  private wishesOf(reservations: readonly Reservation[]): Wishes {
    const { evses } = this.core.body.state
    return reservations
      .filter(({ evseId }) => evseId === undefined)
      .map((one) => evses.filter((evse) => fitting(evse, one).length > 0).map(({ evseId }) => evseId))
  }

  private withGroup(token: Token): Token {
    return token.groupId === undefined ? { ...token, groupId: this.knowledge.find(token)?.info.groupId } : token
  }

  private set(reservations: readonly Reservation[]): void {
    const { state } = this.core
    for (const { id } of this.all) if (!reservations.some((one) => one.id === id)) state.remove(section, String(id))
    for (const one of reservations) if (!this.all.includes(one)) state.put(section, String(one.id), one)
    this.all = reservations
    this.hold()
    this.schedule()
  }

  /** Marks the connectors that are kept, and no others. */
  private hold(): void {
    const { body } = this.core
    const must = needed(this.wishesOf(this.all), this.freeFor(this.all))
    for (const evse of body.state.evses) {
      for (const { connectorId, isReserved } of evse.connectors) {
        const isNamed = this.all.some(
          (one) => one.evseId === evse.evseId && (one.connectorId === undefined || one.connectorId === connectorId),
        )
        const isToBe = isNamed || must.has(evse.evseId) || this.isReservedFromStart(evse.evseId, connectorId)
        if (isToBe !== isReserved) body.apply({ type: 'reservationChanged', evseId: evse.evseId, connectorId, isReserved: isToBe })
      }
    }
  }

  private perform(effect: BodyEffect): void {
    if (effect.type === 'authorizationLapsed') this.lapsed(effect.authorization.reservationId)
    if (this.all.length === 0) return
    if (effect.type === 'transactionStarted' || effect.type === 'transactionUpdated') this.begun(effect.authorization?.reservationId)
    else if (effect.type === 'statusChanged') {
      if (effect.status === 'Faulted' || effect.status === 'Unavailable') this.removeLost()
      this.hold()
    }
  }

  private begun(id: number | undefined): void {
    if (id !== undefined && this.all.some((one) => one.id === id)) this.set(this.others(id))
  }

  /** The driver came, and began no transaction (H03.FR.11). */
  private lapsed(id: number | undefined): void {
    if (id !== undefined && this.adapter.usedBy === 'authorization') this.tell(id, 'NoTransaction')
  }

  /** What cannot be kept any more because nothing that would do works (H01.FR.16–17, 1.6 §5.13). */
  private removeLost(): void {
    const { evses } = this.core.body.state
    const lost = this.all.filter((one) =>
      evses.every((evse) => {
        const connectors = fitting(evse, one)
        return connectors.length === 0 || ['faulted', 'unavailable'].includes(placeState(evse, connectors))
      }),
    )
    this.end(lost, 'Removed')
  }

  private expire(): void {
    const nowMs = this.core.time.nowMs()
    this.end(
      this.all.filter(({ expiresAtMs }) => expiresAtMs <= nowMs),
      'Expired',
    )
    this.schedule()
  }

  private end(ended: readonly Reservation[], update: 'Expired' | 'Removed'): void {
    if (ended.length === 0) return
    this.set(this.all.filter((one) => !ended.includes(one)))
    for (const { id } of ended) {
      this.core.events.emit('reservation.ended', { reservationId: id, update })
      this.tell(id, update)
    }
  }

  private tell(id: number, update: ReservationUpdate): void {
    const { link, events, state } = this.core
    const message = this.adapter.statusUpdate(id, update)
    if (message === undefined) return
    if (!link.maySpeak) return state.put(untoldSection, String(id), update)
    link.call(message).catch((error: unknown) => events.emit('error', { error, during: 'ReservationStatusUpdate' }))
  }

  private schedule(): void {
    const { time } = this.core
    time.cancel(timer)
    if (this.all.length === 0) return
    const next = Math.min(...this.all.map(({ expiresAtMs }) => expiresAtMs))
    time.after(timer, next - time.nowMs(), () => this.expire())
  }
}
