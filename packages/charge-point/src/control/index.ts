export { type Control, type ControlOptions, startControl } from './control.js'
export { type StationEvent, StationHost, type StationHostOptions, type StationSpec } from './host.js'
export type { LoggedMessage, MessageFilter, MessageLog } from './message-log.js'
export type { LoggedVerdict, VerdictLog } from './verdict-log.js'
