export { answers } from './ocpp201.js'
