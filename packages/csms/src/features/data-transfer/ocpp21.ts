export { dataTransfer } from './ocpp201.js'
