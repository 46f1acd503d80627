import { type BodyEffect, type EvseState, evseOf } from '../../body/index.js'
import type { Core } from '../../core.js'
import type { Availability } from '../availability/availability.js'
import type { Decision } from '../decision.js'

export interface AvailabilityWish {
  /** Missing: the station as a whole. */
  readonly evseId?: number | undefined
  readonly connectorId?: number | undefined
  readonly isOperative: boolean
  /** Whether a wish for the station counts for each connector, too: 1.6 knows no states of their own (§5.2). */
  readonly isForAll?: boolean | undefined
}

type AvailabilityDecision = Decision<'Accepted' | 'Rejected' | 'Scheduled'>

const section = 'availability'
const station = 'station'
const nameOf = (evseId: number, connectorId?: number): string =>
  connectorId === undefined ? `evse ${evseId}` : `connector ${evseId}/${connectorId}`

/**
 * What the csms takes out of service and puts back (G03, G04, 1.6 §5.2). Station, EVSEs and connectors have states of their own,
 * which survive a power cut; a connector works where all three do. What is in use is taken out of service afterwards.
 */
export class ChangeAvailability {
  /** What the csms has set, made with the first wish. */
  private wishes: Map<string, boolean> | undefined

  constructor(
    private readonly core: Core,
    private readonly availability: Availability,
    /** How the station left the factory. */
    private readonly isOperativeFromStart: (evseId: number, connectorId: number) => boolean,
  ) {
    const kept = core.state.load(section)
    if (kept.size > 0) this.wishes = new Map(kept as ReadonlyMap<string, boolean>)
    core.body.perform((effect) => this.perform(effect))
    this.takeEffect()
  }

  request(wish: AvailabilityWish): AvailabilityDecision {
    const places = this.placesOf(wish)
    if (places.length === 0) return { status: 'Rejected' }
    const isWaiting = !wish.isOperative && places.some(({ evse, connectorId }) => this.mustWait(evse, connectorId, wish))
    return { status: isWaiting ? 'Scheduled' : 'Accepted', run: () => this.set(wish) }
  }

  private set(wish: AvailabilityWish): void {
    const { evseId, connectorId, isOperative, isForAll = false } = wish
    this.put(evseId === undefined ? station : nameOf(evseId, connectorId), isOperative)
    const places = this.placesOf(wish)
    if (isForAll) for (const { evse, connectorId: id } of places) this.put(nameOf(evse.evseId, id), isOperative)
    const before = new Map(places.map((place) => [place, this.statusAt(place.evse.evseId, place.connectorId)]))
    this.takeEffect()
    // A wish that changes nothing is answered with how things stand (TC_G_10, TC_G_12, TC_G_13).
    for (const [{ evse, connectorId: id }, status] of before) {
      const isDone = isOperative === this.isToBeOperative(evse.evseId, id) && !this.isBusy(evse.evseId)
      if (isDone && status === this.statusAt(evse.evseId, id) && this.core.link.maySpeak) this.availability.report(evse.evseId, id)
    }
    if (evseId === undefined && this.core.link.maySpeak) this.availability.reportStation()
  }

  private perform(effect: BodyEffect): void {
    if (this.wishes === undefined) return
    if (effect.type === 'transactionEnded' || effect.type === 'authorizationLapsed') this.takeEffect()
  }

  /** Brings the connectors to what is wished of them, except where somebody is charging. */
  private takeEffect(): void {
    if (this.wishes === undefined) return
    const { body } = this.core
    this.availability.isStationOperative = this.wishes.get(station) ?? true
    for (const { evseId, connectors } of body.state.evses) {
      for (const { connectorId, isOperative } of connectors) {
        const isToBe = this.isToBeOperative(evseId, connectorId)
        if (isToBe === isOperative || (!isToBe && this.isBusyFor(evseId, connectorId))) continue
        body.apply({ type: 'availabilityChanged', evseId, connectorId, isOperative: isToBe })
      }
    }
  }

  private isToBeOperative(evseId: number, connectorId: number): boolean {
    const { wishes } = this
    const own = wishes?.get(nameOf(evseId, connectorId)) ?? this.isOperativeFromStart(evseId, connectorId)
    return own && (wishes?.get(nameOf(evseId)) ?? true) && (wishes?.get(station) ?? true)
  }

  /** Another connector of an EVSE in use can go at once if it alone is meant; the EVSE and the station take theirs along later. */
  private isBusyFor(evseId: number, connectorId: number): boolean {
    if (!this.isBusy(evseId)) return false
    const isMeantAlone = this.wishes?.get(nameOf(evseId)) !== false && this.wishes?.get(station) !== false
    return !isMeantAlone || this.isInUse(evseId, connectorId)
  }

  /** Whether a wish has to wait for the driver at an EVSE; not where it is out of service already. */
  private mustWait(evse: EvseState, connectorId: number, { connectorId: meant }: AvailabilityWish): boolean {
    const isOut = evse.connectors.find((one) => one.connectorId === connectorId)?.isOperative === false
    if (isOut || !this.isBusy(evse.evseId)) return false
    return meant === undefined || this.isInUse(evse.evseId, connectorId)
  }

  private isBusy(evseId: number): boolean {
    const evse = evseOf(this.core.body.state, evseId)
    return evse?.transaction !== undefined || evse?.authorization !== undefined
  }

  /** The driver's place may still be open. */
  private isInUse(evseId: number, connectorId: number): boolean {
    const evse = evseOf(this.core.body.state, evseId)
    const used = evse?.transaction?.connectorId ?? evse?.authorization?.forConnectorId
    return used === undefined || used === connectorId
  }

  private placesOf({ evseId, connectorId }: AvailabilityWish): { readonly evse: EvseState; readonly connectorId: number }[] {
    return this.core.body.state.evses
      .filter((evse) => evseId === undefined || evse.evseId === evseId)
      .flatMap((evse) => evse.connectors.map((one) => ({ evse, connectorId: one.connectorId })))
      .filter((place) => connectorId === undefined || place.connectorId === connectorId)
  }

  private statusAt(evseId: number, connectorId: number): string | undefined {
    return this.availability.nameAt(evseId, connectorId)
  }

  private put(name: string, isOperative: boolean): void {
    this.wishes ??= new Map()
    this.wishes.set(name, isOperative)
    this.core.state.put(section, name, isOperative)
  }
}
