import { ocpp201 } from '@ocpp-kit/ocpp201'
import { defineAnswers, defineCommands } from '../define.js'
import { greeting, unknownVendor } from './data-transfer.js'

export const answers = defineAnswers(ocpp201, { DataTransfer: unknownVendor })

export const commands = defineCommands(ocpp201, { DataTransfer: greeting })
