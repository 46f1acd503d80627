import { truth } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'

export const firmwareComponents: readonly Component[] = [
  {
    name: 'ChargingStation',
    of: 'station',
    variables: { AllowNewSessionsPendingFirmwareUpdate: truth('allowNewSessionsPendingFirmware') },
  },
]
