export { ocpp201 } from '@ocpp-kit/ocpp201'
