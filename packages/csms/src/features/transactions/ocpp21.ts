import { idTokenForm } from '../authorization/ocpp21.js'
import { transactionsIn } from './ocpp201.js'

export const transactions = transactionsIn(idTokenForm)
