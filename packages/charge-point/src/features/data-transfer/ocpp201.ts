import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap } from '@ocpp-kit/rpc'
import { answerDataTransfer } from './data-transfer.js'

export const dataTransfer = (): HandlerMap<Ocpp201, 'station'> => ({ DataTransfer: answerDataTransfer })
