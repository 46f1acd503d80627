export { ocpp21 } from '@ocpp-kit/ocpp21'
