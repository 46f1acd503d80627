export { actions } from './actions.js'
export * from './generated/enums.js'
export type * from './generated/types.js'
export { type Ocpp201, ocpp201 } from './protocol.js'
