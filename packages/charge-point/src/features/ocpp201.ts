import type { StationFeatures } from '../version.js'
import { authorization } from './authorization/ocpp201.js'
import { availability } from './availability/ocpp201.js'
import { boot } from './boot/ocpp201.js'
import { coreComponents } from './configuration/components.js'
import { DeviceModel } from './configuration/device-model.js'
import { configuration } from './configuration/ocpp201.js'
import { dataTransfer } from './data-transfer/ocpp201.js'
import { metering } from './metering/ocpp201.js'
import { remoteControl } from './remote-control/ocpp201.js'
import { reset } from './reset/ocpp201.js'
import { transactions } from './transactions/ocpp201.js'
import { triggerMessage } from './trigger-message/ocpp201.js'

const model = new DeviceModel(coreComponents)

/** What a station does in 2.0.1; 2.1 spreads it and replaces what changed. */
export const features: StationFeatures = {
  settings: {},
  boot,
  availability,
  authorization,
  metering,
  transactions,
  handlers: (station) => ({
    ...reset(station),
    ...remoteControl(station),
    ...triggerMessage(station),
    ...configuration(station, model),
    ...dataTransfer(),
  }),
}
