import type { DeviceModel } from './features/configuration/device-model.js'
import type { Monitoring } from './features/monitoring/monitoring.js'
import type { Station } from './station.js'

/** A station with its device model, which looks at the station; undefined in versions that have none. */
export interface ModelledStation extends Station {
  readonly model: DeviceModel | undefined
  readonly monitoring: Monitoring | undefined
}
