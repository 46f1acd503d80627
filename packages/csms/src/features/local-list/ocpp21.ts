import { idTokenForm } from '../authorization/ocpp21.js'
import { localListIn } from './ocpp201.js'

export const localList = localListIn(idTokenForm)
