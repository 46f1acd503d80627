import { ocpp16 } from '@ocpp-kit/ocpp16'
import { defineAnswers, defineCommands } from '../define.js'
import { greeting, unknownVendor } from './data-transfer.js'

export const answers = defineAnswers(ocpp16, { DataTransfer: unknownVendor })

export const commands = defineCommands(ocpp16, { DataTransfer: greeting })
