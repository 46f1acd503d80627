import type { StationFeatures } from '../version.js'
import { monitoringAdapter } from './monitoring/ocpp21.js'
import { features as ocpp201 } from './ocpp201.js'

/** All that a station does in 2.0.1, with what 2.1 has changed. */
export const features: StationFeatures = {
  ...ocpp201,
  monitoring: monitoringAdapter,
}
