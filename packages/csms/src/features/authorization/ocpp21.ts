export { authorization } from './ocpp201.js'
