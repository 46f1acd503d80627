import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { answerDataTransfer } from './data-transfer.js'

export const dataTransfer = (): HandlerMap<Ocpp16, 'station'> => ({ DataTransfer: answerDataTransfer })
