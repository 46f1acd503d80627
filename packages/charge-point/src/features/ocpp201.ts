import type { StationFeatures } from '../version.js'
import { authorization } from './authorization/ocpp201.js'
import { availability } from './availability/ocpp201.js'
import { boot } from './boot/ocpp201.js'
import { coreComponents } from './configuration/components.js'
import { type Component, DeviceModel } from './configuration/device-model.js'
import { configuration } from './configuration/ocpp201.js'
import type { CustomerRecords } from './customer-information/customer-information.js'
import { customerInformation } from './customer-information/ocpp201.js'
import { customerData, transactionRecords } from './customer-information/records.js'
import { dataTransfer } from './data-transfer/ocpp201.js'
import { metering } from './metering/ocpp201.js'
import { monitoringComponents } from './monitoring/components.js'
import { monitoring, monitoringAdapter } from './monitoring/ocpp201.js'
import { remoteControl } from './remote-control/ocpp201.js'
import { reports } from './reports/ocpp201.js'
import { reset } from './reset/ocpp201.js'
import { transactions } from './transactions/ocpp201.js'
import { triggerMessage } from './trigger-message/ocpp201.js'

/** The tables of all blocks; a later one replaces the same variable of an earlier one. */
export const components: readonly Component[] = [...coreComponents, ...monitoringComponents]

/** All parts of a station that know something about customers. */
const customerRecords: readonly CustomerRecords[] = [customerData, transactionRecords]

/** What a station does in 2.0.1; 2.1 spreads it and replaces what changed. */
export const features: StationFeatures = {
  settings: {},
  model: new DeviceModel(components),
  monitoring: monitoringAdapter,
  boot,
  availability,
  authorization,
  metering,
  transactions,
  handlers: (station) => ({
    ...reset(station),
    ...remoteControl(station),
    ...triggerMessage(station),
    ...configuration(station),
    ...customerInformation(station, customerRecords),
    ...dataTransfer(),
    ...monitoring(station),
    ...reports(station),
  }),
}
