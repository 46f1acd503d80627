export { advance, nextMs } from './advance.js'
export { isUsable } from './apply.js'
export { chargingStateOf, isPowered, powerW } from './conditions.js'
export { type BodyPlan, type ConnectorPlan, createBody, createEv, type EvOptions, type EvsePlan } from './create.js'
export type { BodyEffect } from './effects.js'
export { socPercent } from './ev.js'
export type { BodyEvent, Cause, Refusal } from './events.js'
export { ceilingW } from './power.js'
export { type Reaction, reduce } from './reduce.js'
export {
  type Authorization,
  type BodyRules,
  type BodyState,
  type ChargingState,
  type ConnectorState,
  type ConnectorStatus,
  type Ev,
  type EvseState,
  evseOf,
  isSameToken,
  pluggedConnector,
  type Token,
  type Transaction,
  type TxPoint,
} from './state.js'
export { chart } from './status.js'
