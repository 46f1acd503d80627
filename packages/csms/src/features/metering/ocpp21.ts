export { metering } from './ocpp201.js'
