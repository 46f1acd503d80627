import type { StationFeatures } from '../version.js'
import { authorization, authorizationComponents } from './authorization/ocpp21.js'
import { batterySwapComponents } from './battery-swap/components.js'
import { batterySwap, batterySwapHandlers } from './battery-swap/ocpp21.js'
import { bidirectionalComponents } from './bidirectional/components.js'
import { bidirectional } from './bidirectional/ocpp21.js'
import { certificates, signing } from './certificates/ocpp21.js'
import { DeviceModel } from './configuration/device-model.js'
import { costComponents21 } from './cost/components.js'
import { cost } from './cost/ocpp21.js'
import { derComponents } from './der/components.js'
import { der, derControls } from './der/ocpp21.js'
import { displayComponents21 } from './display/components.js'
import { display21 as display } from './display/traits.js'
import { eventStreamComponents } from './event-streams/components.js'
import { eventStreams } from './event-streams/ocpp21.js'
import { iso15118 } from './iso15118/ocpp21.js'
import { logs } from './logs/ocpp21.js'
import { meterComponents21 } from './metering/components.js'
import { metering21 as metering } from './metering/ocpp201.js'
import { monitoringAdapter } from './monitoring/ocpp21.js'
import { networkConfigurations } from './network/components.js'
import { network } from './network/ocpp21.js'
import { commonComponents, features as ocpp201 } from './ocpp201.js'
import { paymentComponents } from './payments/components.js'
import { payments, webPayments } from './payments/ocpp21.js'
import { reservations } from './reservations/ocpp21.js'
import { securityComponents21 } from './security/components.js'
import { smartChargingComponents21 } from './smart-charging/components.js'
import { smartCharging, smartChargingHandlers } from './smart-charging/ocpp21.js'
import { tariffs } from './tariffs/ocpp21.js'
import { transactionComponents21 } from './transactions/components.js'
import { transactions } from './transactions/ocpp21.js'

/** All that a station does in 2.0.1, with what 2.1 has changed. */
export const features: StationFeatures = {
  ...ocpp201,
  model: new DeviceModel([
    ...commonComponents,
    ...authorizationComponents,
    ...batterySwapComponents,
    ...bidirectionalComponents,
    ...costComponents21,
    ...derComponents,
    ...displayComponents21,
    ...eventStreamComponents,
    ...meterComponents21,
    ...networkConfigurations,
    ...paymentComponents,
    ...securityComponents21,
    ...smartChargingComponents21,
    ...transactionComponents21,
  ]),
  authorization,
  batterySwap,
  monitoring: monitoringAdapter,
  cost,
  der,
  display,
  iso15118,
  logs,
  reservations,
  smartCharging,
  signing,
  handlers: (station) => ({
    ...ocpp201.handlers(station),
    ...certificates(station),
    ...derControls(station),
    ...eventStreams(station),
    ...network(station),
    ...smartChargingHandlers(station),
    ...tariffs(station),
    ...webPayments(station),
    ...batterySwapHandlers(station),
    ...bidirectional(station),
  }),
  metering,
  payments,
  transactions,
}
