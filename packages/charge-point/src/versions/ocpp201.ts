import { type Ocpp201, ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import { features } from '../features/ocpp201.js'
import { expandMeterValues, type MeterShorthand } from '../shorthand/ocpp201.js'
import type { StationFeatures } from '../version.js'

/** A station that speaks OCPP 2.0.1. */
export interface Ocpp201Station extends Ocpp201, StationFeatures {
  /** What `send…` methods take beside whole requests; there is no such value at run time. */
  readonly '~shorthand'?: MeterShorthand
}

export const ocpp201: Ocpp201Station = { ...protocol, ...features, expand: { MeterValues: expandMeterValues } }
