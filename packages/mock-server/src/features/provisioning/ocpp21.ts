import { ocpp21 } from '@ocpp-kit/ocpp21'
import { defineCommands } from '../define.js'
import { networkProfile, commands as ocpp201 } from './ocpp201.js'

export { answers } from './ocpp201.js'

export const commands = defineCommands(ocpp21, {
  ...ocpp201,
  // The handshake tells the version; the field for it is ignored from 2.1 on.
  SetNetworkProfile: { payload: () => ({ configurationSlot: 2, connectionData: networkProfile }) },
})
