import { ocpp21 } from '@ocpp-kit/ocpp21'
import { defineAnswers, defineCommands } from '../define.js'
import { greeting, unknownVendor } from './data-transfer.js'

export const answers = defineAnswers(ocpp21, { DataTransfer: unknownVendor })

export const commands = defineCommands(ocpp21, { DataTransfer: greeting })
