export { actions } from './actions.js'
export * from './generated/enums.js'
export type * from './generated/types.js'
export { type Ocpp21, ocpp21 } from './protocol.js'
