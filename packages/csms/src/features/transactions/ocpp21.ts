export { transactions } from './ocpp201.js'
