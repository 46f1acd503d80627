export { ocpp16 } from '@ocpp-kit/ocpp16'
