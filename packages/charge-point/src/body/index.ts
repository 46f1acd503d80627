export { advance, nextMs } from './advance.js'
export { isUsable } from './apply.js'
export { powerW } from './conditions.js'
export { type BodyPlan, type ConnectorPlan, createBody, createEv, type EvOptions, type EvsePlan } from './create.js'
export type { BodyEffect } from './effects.js'
export { socPercent } from './ev.js'
export type { BodyEvent, Cause, Refusal, ScheduledLimit } from './events.js'
export { lockFailure } from './lock.js'
export { ceilingW, phasesInUse } from './power.js'
export { reduce } from './reduce.js'
export {
  type AdditionalInfo,
  type Authorization,
  type BodyState,
  type CertificateHash,
  type ChargingState,
  type ConnectorState,
  type ConnectorStatus,
  type Contract,
  type Ev,
  type EvseState,
  evseOf,
  isSameToken,
  pluggedConnector,
  type Token,
  type Transaction,
  type TxPoint,
  txPoints,
} from './state.js'
