import { type Ocpp201, ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import { authorization } from '../features/authorization/ocpp201.js'
import { availability } from '../features/availability/ocpp201.js'
import { boot } from '../features/boot/ocpp201.js'
import { configuration } from '../features/configuration/ocpp201.js'
import { dataTransfer } from '../features/data-transfer/ocpp201.js'
import { metering } from '../features/metering/ocpp201.js'
import { remoteControl } from '../features/remote-control/ocpp201.js'
import { reset } from '../features/reset/ocpp201.js'
import { transactions } from '../features/transactions/ocpp201.js'
import { triggerMessage } from '../features/trigger-message/ocpp201.js'
import type { StationFeatures } from '../version.js'

/** A station that speaks OCPP 2.0.1. */
export interface Ocpp201Station extends Ocpp201, StationFeatures {}

export const ocpp201: Ocpp201Station = {
  ...protocol,
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
    ...configuration(station),
    ...dataTransfer(),
  }),
}
