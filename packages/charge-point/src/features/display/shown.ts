import { type BodyState, type EvseState, powerW } from '../../body/index.js'
import { type DisplayMessage, isExpired } from './message.js'

/** What a display is looked at in. */
export interface Scene {
  readonly nowMs: number
  readonly body: BodyState
  /** Where a transaction runs. */
  readonly evseOf: (transactionId: string) => number | undefined
}

/** How long each of several messages is shown before the next one is. */
const turnMs = 10_000

/** The messages that take turns now: one AlwaysFront alone, else those InFront, else the normal cycle (O01.FR.12–15). */
export function turns(messages: readonly DisplayMessage[], scene: Scene): readonly DisplayMessage[] {
  const due = messages.filter((message) => isDue(message, scene))
  for (const priority of ['AlwaysFront', 'InFront'] as const) {
    const front = due.filter((message) => message.priority === priority)
    if (front.length > 0) return front
  }
  return due
}

/** Whose turn it is; by the clock, so that nothing has to tick. */
export const shownAt = (inTurn: readonly DisplayMessage[], nowMs: number): DisplayMessage | undefined =>
  inTurn[Math.floor(nowMs / turnMs) % inTurn.length]

function isDue(message: DisplayMessage, scene: Scene): boolean {
  const { startDateTime, state } = message
  if (startDateTime !== undefined && scene.nowMs < Date.parse(startDateTime)) return false
  if (isExpired(message, scene.nowMs)) return false
  const evses = concerned(message, scene)
  return evses.length > 0 && (state === undefined || isInState(evses, state))
}

function concerned({ transactionId, display }: DisplayMessage, { body, evseOf }: Scene): readonly EvseState[] {
  const evseId = transactionId === undefined ? display?.evse?.id : (evseOf(transactionId) ?? -1)
  return evseId === undefined || evseId === 0 ? body.evses : body.evses.filter((evse) => evse.evseId === evseId)
}

/** Of several EVSEs, one that charges makes a charging station; idle or out of service are all of them. */
function isInState(evses: readonly EvseState[], state: string): boolean {
  const isQuiet = state === 'Idle' || state === 'Unavailable'
  return isQuiet ? evses.every((evse) => stateOf(evse) === state) : evses.some((evse) => stateOf(evse) === state)
}

/** The state as MessageStateEnumType names it; undefined where it has no name, e.g. plugged in and waiting in a transaction. */
function stateOf(evse: EvseState): string | undefined {
  const { connectors, transaction } = evse
  if (connectors.some(({ status }) => status === 'Faulted')) return 'Faulted'
  if (transaction === undefined) return connectors.every(({ status }) => status === 'Unavailable') ? 'Unavailable' : 'Idle'
  if (powerW(evse) < 0) return 'Discharging'
  if (transaction.chargingState === 'charging') return 'Charging'
  const isSuspended = transaction.chargingState === 'suspendedEv' || transaction.chargingState === 'suspendedEvse'
  return isSuspended ? 'Suspended' : undefined
}
