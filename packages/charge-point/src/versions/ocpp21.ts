import { type Ocpp21, ocpp21 as protocol } from '@ocpp-kit/ocpp21'
import { features } from '../features/ocpp21.js'
import { expandMeterValues, type MeterShorthand } from '../shorthand/ocpp21.js'
import type { StationFeatures } from '../version.js'

/** A station that speaks OCPP 2.1. */
export interface Ocpp21Station extends Ocpp21, StationFeatures {
  /** What `send…` methods take beside whole requests; there is no such value at run time. */
  readonly '~shorthand'?: MeterShorthand
}

export const ocpp21: Ocpp21Station = { ...protocol, ...features, expand: { MeterValues: expandMeterValues } }
