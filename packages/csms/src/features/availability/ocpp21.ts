export { availability } from './ocpp201.js'
