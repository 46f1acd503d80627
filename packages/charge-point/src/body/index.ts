export { advance, nextMs } from './advance.js'
export type { Cause } from './causes.js'
export { exportW, givableW, isUsable, phasesInUse, powerW, reactiveVar } from './conditions.js'
export { type BodyPlan, type ConnectorPlan, createBody, createEv, type EvOptions, type EvsePlan } from './create.js'
export type { BodyEffect } from './effects.js'
export { socPercent } from './ev.js'
export type { BodyEvent, GridLimit, Refusal, ScheduledLimit } from './events.js'
export { flowWh, msUntilFlow, msUntilPowerBelow } from './forecast.js'
export { calmGrid, type Grid } from './grid.js'
export { lockFailure } from './lock.js'
export { ceilingW, takableW } from './power.js'
export { reduce } from './reduce.js'
export {
  type AdditionalInfo,
  type Authorization,
  type BodyRules,
  type BodyState,
  type CertificateHash,
  type ChargingState,
  type ConnectorState,
  type ConnectorStatus,
  type Contract,
  type Ev,
  type EvseState,
  evseOf,
  type HighLevel,
  isSameToken,
  pluggedConnector,
  type Token,
  type Transaction,
  type TransactionLimit,
  type TxPoint,
  txPoints,
  txStopPoints,
} from './state.js'
