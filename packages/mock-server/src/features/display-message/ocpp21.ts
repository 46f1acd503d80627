export { answers, commands } from './ocpp201.js'
