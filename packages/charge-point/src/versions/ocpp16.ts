import { type Ocpp16, ocpp16 as protocol } from '@ocpp-kit/ocpp16'
import { authorization, authorizationKeys } from '../features/authorization/ocpp16.js'
import { authorizationCache, authorizationCacheKeys } from '../features/authorization-cache/ocpp16.js'
import { availability } from '../features/availability/ocpp16.js'
import { boot } from '../features/boot/ocpp16.js'
import { certificates, signing } from '../features/certificates/ocpp16.js'
import { changeAvailability } from '../features/change-availability/ocpp16.js'
import { coreKeys, supportedFeatureProfiles } from '../features/configuration/keys.js'
import { configuration } from '../features/configuration/ocpp16.js'
import { dataTransfer } from '../features/data-transfer/ocpp16.js'
import { noDisplay as display } from '../features/display/traits.js'
import { fileKeys } from '../features/files/keys.js'
import { firmware, firmwareUpdate } from '../features/firmware/ocpp16.js'
import { localList, localListKeys } from '../features/local-list/ocpp16.js'
import { logRetrieval, logs } from '../features/logs/ocpp16.js'
import { meterKeys } from '../features/metering/keys.js'
import { metering } from '../features/metering/ocpp16.js'
import { networkAdapter } from '../features/network/ocpp16.js'
import { remoteControl } from '../features/remote-control/ocpp16.js'
import { reservationHandlers, reservationKeys, reservations } from '../features/reservations/ocpp16.js'
import { reset } from '../features/reset/ocpp16.js'
import { securityKeys } from '../features/security/keys.js'
import { securityEvents } from '../features/security/ocpp16.js'
import { smartChargingKeys } from '../features/smart-charging/keys.js'
import { smartCharging, smartChargingHandlers } from '../features/smart-charging/ocpp16.js'
import { transactions } from '../features/transactions/ocpp16.js'
import { triggerMessage } from '../features/trigger-message/ocpp16.js'
import { unlock, unlockKeys } from '../features/unlock/ocpp16.js'
import { expandMeterValues, type MeterShorthand } from '../shorthand/ocpp16.js'
import type { StationFeatures } from '../version.js'

/** Each block adds the name of its profile. */
const featureProfiles = ['Core', 'FirmwareManagement', 'LocalAuthListManagement', 'RemoteTrigger', 'Reservation', 'SmartCharging']

const keys = {
  ...coreKeys,
  ...authorizationCacheKeys,
  ...authorizationKeys,
  ...fileKeys,
  ...localListKeys,
  ...meterKeys,
  ...reservationKeys,
  ...securityKeys,
  ...smartChargingKeys,
  ...unlockKeys,
  ...supportedFeatureProfiles(featureProfiles),
}

/** A station that speaks OCPP 1.6. */
export interface Ocpp16Station extends Ocpp16, StationFeatures {
  /** What `send…` methods take beside whole requests; there is no such value at run time. */
  readonly '~shorthand'?: MeterShorthand
}

export const ocpp16: Ocpp16Station = {
  ...protocol,
  // What 1.6 does by itself, in the words of 2.x.
  settings: {
    txStartPoints: ['PowerPathClosed'],
    txStopPoints: ['EVConnected', 'Authorized'],
    startedMeasurands: [],
    acceptUnsignedFirmware: true,
  },
  boot,
  availability,
  authorization,
  display,
  firmware,
  logs,
  iso15118: undefined,
  metering,
  reservations,
  smartCharging,
  network: networkAdapter,
  securityEvents,
  signing,
  transactions,
  expand: { MeterValues: expandMeterValues },
  handlers: (station) => ({
    ...authorizationCache(station),
    ...changeAvailability(station),
    ...localList(station),
    ...reservationHandlers(station),
    ...unlock(station),
    ...reset(station),
    ...remoteControl(station),
    ...triggerMessage(station),
    ...configuration(station, keys),
    ...dataTransfer(station),
    ...firmwareUpdate(station),
    ...logRetrieval(station),
    ...smartChargingHandlers(station),
    ...certificates(station),
  }),
}
