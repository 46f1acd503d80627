export { remoteControl } from './ocpp201.js'
