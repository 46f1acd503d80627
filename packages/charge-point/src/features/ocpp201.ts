import type { StationFeatures } from '../version.js'
import { authorization, authorizationComponents } from './authorization/ocpp201.js'
import { authorizationCache, authorizationCacheComponents } from './authorization-cache/ocpp201.js'
import { cacheRecords } from './authorization-cache/records.js'
import { availability } from './availability/ocpp201.js'
import { boot } from './boot/ocpp201.js'
import { certificates, signing } from './certificates/ocpp201.js'
import { changeAvailability } from './change-availability/ocpp201.js'
import { coreComponents } from './configuration/components.js'
import { type Component, DeviceModel } from './configuration/device-model.js'
import { configuration } from './configuration/ocpp201.js'
import { costComponents201 } from './cost/components.js'
import { cost, costUpdates } from './cost/ocpp201.js'
import type { CustomerRecords } from './customer-information/customer-information.js'
import { customerInformation } from './customer-information/ocpp201.js'
import { customerData, transactionRecords } from './customer-information/records.js'
import { dataTransfer } from './data-transfer/ocpp201.js'
import { displayComponents201 } from './display/components.js'
import { displayMessages } from './display/ocpp201.js'
import { display201 as display } from './display/traits.js'
import { fileComponents } from './files/keys.js'
import { firmwareComponents } from './firmware/components.js'
import { firmware, firmwareUpdate } from './firmware/ocpp201.js'
import { iso15118 } from './iso15118/ocpp201.js'
import { localList, localListComponents } from './local-list/ocpp201.js'
import { listRecords } from './local-list/records.js'
import { logRetrieval, logs } from './logs/ocpp201.js'
import { meterComponents } from './metering/components.js'
import { metering } from './metering/ocpp201.js'
import { monitoringComponents } from './monitoring/components.js'
import { monitoring, monitoringAdapter } from './monitoring/ocpp201.js'
import { networkComponents } from './network/components.js'
import { network, networkAdapter } from './network/ocpp201.js'
import { remoteControl } from './remote-control/ocpp201.js'
import { reports } from './reports/ocpp201.js'
import { reservationComponents, reservationHandlers, reservations } from './reservations/ocpp201.js'
import { reset } from './reset/ocpp201.js'
import { securityComponents201 } from './security/components.js'
import { securityEvents } from './security/ocpp201.js'
import { smartChargingComponents } from './smart-charging/components.js'
import { smartCharging, smartChargingHandlers } from './smart-charging/ocpp201.js'
import { transactionComponents } from './transactions/components.js'
import { transactionStatus, transactions } from './transactions/ocpp201.js'
import { triggerMessage } from './trigger-message/ocpp201.js'
import { unlock, unlockComponents } from './unlock/ocpp201.js'

/** The tables of the blocks that are alike in 2.0.1 and 2.1; a later one replaces the same variable of an earlier one. */
export const commonComponents: readonly Component[] = [
  ...coreComponents,
  ...authorizationCacheComponents,
  ...authorizationComponents,
  ...fileComponents,
  ...firmwareComponents,
  ...localListComponents,
  ...meterComponents,
  ...monitoringComponents,
  ...reservationComponents,
  ...transactionComponents,
  ...unlockComponents,
  ...networkComponents,
]

/** All parts of a station that know something about customers. */
const customerRecords: readonly CustomerRecords[] = [customerData, transactionRecords, cacheRecords, listRecords]

/** What a station does in 2.0.1; 2.1 spreads it and replaces what changed. */
export const features: StationFeatures = {
  settings: {},
  model: new DeviceModel([
    ...commonComponents,
    ...costComponents201,
    ...displayComponents201,
    ...securityComponents201,
    ...smartChargingComponents,
  ]),
  monitoring: monitoringAdapter,
  boot,
  availability,
  authorization,
  cost,
  display,
  firmware,
  iso15118,
  logs,
  metering,
  reservations,
  smartCharging,
  network: networkAdapter,
  securityEvents,
  signing,
  transactions,
  handlers: (station) => ({
    ...authorizationCache(station),
    ...changeAvailability(station),
    ...localList(station),
    ...reservationHandlers(station),
    ...unlock(station),
    ...reset(station),
    ...remoteControl(station),
    ...triggerMessage(station),
    ...configuration(station),
    ...certificates(station),
    ...costUpdates(station),
    ...customerInformation(station, customerRecords),
    ...dataTransfer(station),
    ...displayMessages(station),
    ...firmwareUpdate(station),
    ...logRetrieval(station),
    ...smartChargingHandlers(station),
    ...monitoring(station),
    ...network(station),
    ...reports(station),
    ...transactionStatus(station),
  }),
}
