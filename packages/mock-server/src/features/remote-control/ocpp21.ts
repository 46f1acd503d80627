export { commands } from './ocpp201.js'
