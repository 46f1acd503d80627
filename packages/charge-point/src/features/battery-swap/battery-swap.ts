import type { Token } from '../../body/index.js'
import type { Core } from '../../core.js'
import { ChargePointError } from '../../errors.js'
import type { Outgoing } from '../../outgoing.js'
import type { CardResult } from '../authorization/authorization.js'
import type { TokenInfo } from '../authorization/token-info.js'
import type { SwapEvent } from './event.js'
import { type BatteryOptions, createBattery, type SwapPlan } from './options.js'
import { type SlotBattery, SwapSlots } from './slots.js'

export type SwapEventType = 'BatteryIn' | 'BatteryOut' | 'BatteryOutTimeout'

/** One thing that happened in a swap. */
export interface SwapReport {
  readonly type: SwapEventType
  readonly requestId: number
  readonly token: Token
  readonly batteries: readonly [SlotBattery, ...SlotBattery[]]
}

export interface BatterySwapAdapter {
  message(report: SwapReport): Outgoing
}

/** Somebody swaps batteries. Plain data: it outlives a power cut. */
interface Swap {
  readonly requestId: number
  readonly token: Token
  /** `in`: the slots are open for the empty batteries; `out`: the full ones wait to be taken. */
  readonly phase: 'in' | 'out'
  readonly evseIds: readonly number[]
  /** When it is over; undefined: never by itself. */
  readonly dueMs: number | undefined
}

/** Why no swap can begin. */
export type SwapRefusal = 'NoBatteryAvailable' | 'NoSlotAvailable' | 'SwapInProgress' | 'NoSwapStation'

const section = 'battery swap'
const timer = 'battery swap'

/** Swaps sets of empty batteries for full ones, one person after the other (2.1 S01–S04). */
export class BatterySwap {
  readonly slots: SwapSlots
  private swap: Swap | undefined

  /**
   * @param plan undefined: the station swaps no batteries
   * @param verify what is to be thought of a token
   */
  constructor(
    private readonly core: Core,
    private readonly adapter: BatterySwapAdapter | undefined,
    private readonly plan: SwapPlan | undefined,
    private readonly verify: (token: Token) => Promise<TokenInfo>,
  ) {
    this.slots = new SwapSlots(core)
    if (plan === undefined) return
    this.swap = core.state.load(section).get('swap') as Swap | undefined
    core.body.perform((effect) => {
      if (effect.type === 'transactionStarted') this.slots.limit(effect.evseId)
    })
    core.settings.onChange(({ swapMaxSocPercent, swapTargetSocPercent }) => {
      if (swapMaxSocPercent === undefined && swapTargetSocPercent === undefined) return
      for (const { evseId } of this.slots.batteries()) this.slots.limit(evseId)
    })
  }

  get isSwapStation(): boolean {
    return this.plan !== undefined
  }

  /** Slots that are open now. */
  get openSlots(): readonly number[] {
    return this.swap?.evseIds ?? []
  }

  /** The batteries charge, each in a new transaction (S04.FR.11); whoever was about to put some in has to be let in again. */
  poweredOn(): void {
    const { plan, swap, core } = this
    if (plan === undefined) return
    if (core.state.load(section).get('isStocked') !== true) {
      core.state.put(section, 'isStocked', true)
      for (const [evseId, battery] of plan.batteries) this.slots.put(evseId, battery)
    }
    for (const { evseId } of this.slots.batteries()) this.slots.wake(evseId)
    if (swap?.phase === 'in') this.abort(swap)
    else if (swap !== undefined) this.wait(swap)
  }

  /** Somebody holds up a card (S01). */
  async present(token: Token): Promise<CardResult> {
    const info = await this.verify(token)
    const refusal = info.status === 'Accepted' ? this.begin(token) : info.status
    const [evseId] = this.openSlots
    if (refusal === undefined) return { outcome: 'started', status: 'Accepted', evseId }
    this.core.events.emit('refused', { evseId: undefined, token, status: refusal })
    return { outcome: 'refused', status: refusal, evseId: undefined }
  }

  /** Slots open for a set of empty batteries (S01.FR.01, S02.FR.01). @returns why not (S02.FR.04, S03.FR.05) */
  begin(token: Token, requestId?: number): SwapRefusal | undefined {
    const { plan } = this
    if (plan === undefined) return 'NoSwapStation'
    if (this.swap !== undefined) return 'SwapInProgress'
    if (this.slots.eligible().length < plan.setSize) return 'NoBatteryAvailable'
    const empty = this.slots.empty()
    if (empty.length < plan.setSize) return 'NoSlotAvailable'
    const { swapTimeoutInS } = this.core.settings.values
    this.change({
      requestId: requestId ?? this.nextId(),
      token,
      phase: 'in',
      evseIds: empty.slice(0, plan.setSize),
      dueMs: this.dueIn(swapTimeoutInS),
    })
    return undefined
  }

  /**
   * The empty batteries are put into the open slots, in this order, and full ones are offered for them (S03.FR.01).
   * @returns the slots of those
   * @throws ChargePointError `NO_SWAP` · `NOT_AVAILABLE` a slot does not take a battery
   * @throws TypeError there are more or fewer than belong to a set
   */
  insert(batteries: readonly BatteryOptions[]): readonly number[] {
    const { swap, plan } = this
    if (swap?.phase !== 'in' || plan === undefined) throw new ChargePointError('NO_SWAP', 'no slot is open for batteries')
    if (batteries.length !== plan.setSize) throw new TypeError(`a set is of ${plan.setSize} batteries, not ${batteries.length}`)
    const made = batteries.map((battery, index) => createBattery(battery, `batteries[${index}]`))
    const offered = this.slots.eligible().slice(0, plan.setSize)
    const put = made.map((battery, index) => {
      const evseId = swap.evseIds[index] ?? 0
      return { evseId, battery, isIn: this.slots.put(evseId, battery) }
    })
    if (put.some(({ isIn }) => !isIn)) {
      for (const { evseId, isIn } of put) if (isIn) this.slots.take(evseId)
      throw new ChargePointError('NOT_AVAILABLE', 'a slot does not take the battery')
    }
    this.tell(swap, 'BatteryIn', swap.evseIds)
    const { swapTimeoutOutS } = this.core.settings.values
    const evseIds = offered.map(({ evseId }) => evseId)
    this.change({ ...swap, phase: 'out', evseIds, dueMs: this.dueIn(swapTimeoutOutS) })
    return evseIds
  }

  /**
   * The full batteries are taken (S03.FR.03).
   * @throws ChargePointError `NO_SWAP` none are offered
   */
  take(): readonly SlotBattery[] {
    const { swap } = this
    if (swap?.phase !== 'out') throw new ChargePointError('NO_SWAP', 'no batteries are offered')
    const taken = this.tell(swap, 'BatteryOut', swap.evseIds)
    for (const evseId of swap.evseIds) this.slots.take(evseId)
    this.end(swap, 'done')
    return taken
  }

  private tell({ requestId, token }: Swap, type: SwapEventType, evseIds: readonly number[]): readonly SlotBattery[] {
    const found = this.slots.batteries()
    const batteries = evseIds.flatMap((evseId) => found.find((one) => one.evseId === evseId) ?? [])
    const [first, ...others] = batteries
    // What was swapped must not get lost, whatever becomes of the line.
    if (first !== undefined && this.adapter !== undefined) {
      this.core.outbox.add(this.adapter.message({ type, requestId, token, batteries: [first, ...others] }))
    }
    return batteries
  }

  private change(swap: Swap): void {
    this.swap = swap
    this.core.state.put(section, 'swap', swap)
    this.wait(swap)
    this.core.events.emit('batterySwap', {
      requestId: swap.requestId,
      step: swap.phase === 'in' ? 'opened' : 'offered',
      evseIds: swap.evseIds,
    })
  }

  private wait(swap: Swap): void {
    const { time } = this.core
    if (swap.dueMs === undefined) time.cancel(timer)
    else time.after(timer, swap.dueMs - time.nowMs(), () => this.expire(swap))
  }

  private expire(swap: Swap): void {
    if (swap.phase === 'in') return this.abort(swap)
    // The csms has heard of batteries that went in, and waits to hear of those that went out (S03.FR.06).
    this.tell(swap, 'BatteryOutTimeout', swap.evseIds)
    this.end(swap, 'timeout')
  }

  /** Nothing was put in, and nothing has been told yet (S01.FR.02, S02.FR.05). */
  private abort(swap: Swap): void {
    this.end(swap, 'aborted')
  }

  private end({ requestId, evseIds }: Swap, step: SwapEvent['step']): void {
    this.swap = undefined
    this.core.time.cancel(timer)
    this.core.state.remove(section, 'swap')
    this.core.events.emit('batterySwap', { requestId, step, evseIds })
  }

  private dueIn(seconds: number): number | undefined {
    return seconds === 0 ? undefined : this.core.time.nowMs() + seconds * 1000
  }

  private nextId(): number {
    const id = Number(this.core.state.load(section).get('lastId') ?? 0) + 1
    this.core.state.put(section, 'lastId', id)
    return id
  }
}
