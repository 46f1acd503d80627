import { type Ocpp21, ocpp21 as protocol } from '@ocpp-kit/ocpp21'
import type { StationFeatures } from '../version.js'
import { ocpp201 } from './ocpp201.js'

/** A station that speaks OCPP 2.1. */
export interface Ocpp21Station extends Ocpp21, StationFeatures {}

/** All that 2.0.1 does, in the frames and with the schemas of 2.1; features that changed stand below. */
export const ocpp21: Ocpp21Station = { ...ocpp201, ...protocol }
