export { actions } from './actions.js'
export * from './generated/enums.js'
export type * from './generated/types.js'
export { type Ocpp16, ocpp16 } from './protocol.js'
