import { type Ocpp201, ocpp201 as protocol } from '@ocpp-kit/ocpp201'
import { commands } from '../commands/ocpp201.js'
import { authorization } from '../features/authorization/ocpp201.js'
import { availability } from '../features/availability/ocpp201.js'
import { credentials } from '../features/credentials/ocpp201.js'
import { dataTransfer } from '../features/data-transfer/ocpp201.js'
import { localList } from '../features/local-list/ocpp201.js'
import { metering } from '../features/metering/ocpp201.js'
import { provisioning } from '../features/provisioning/ocpp201.js'
import { remoteControl } from '../features/remote-control/ocpp201.js'
import { transactions } from '../features/transactions/ocpp201.js'
import type { FullVersion } from '../version.js'

/** OCPP 2.0.1, and what the csms does with its messages. */
export const ocpp201: FullVersion<Ocpp201> = {
  ...protocol,
  provisioning,
  authorization,
  localList,
  transactions,
  metering,
  availability,
  remoteControl,
  dataTransfer,
  commands,
  credentials,
  acknowledged: [
    'ClearedChargingLimit',
    'FirmwareStatusNotification',
    'LogStatusNotification',
    'NotifyChargingLimit',
    'NotifyCustomerInformation',
    'NotifyDisplayMessages',
    'NotifyMonitoringReport',
    'PublishFirmwareStatusNotification',
    'ReportChargingProfiles',
    'ReservationStatusUpdate',
    'SecurityEventNotification',
  ],
}
