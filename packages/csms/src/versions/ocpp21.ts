import { type Ocpp21, ocpp21 as protocol } from '@ocpp-kit/ocpp21'
import { commands } from '../commands/ocpp21.js'
import { authorization } from '../features/authorization/ocpp21.js'
import { availability } from '../features/availability/ocpp21.js'
import { credentials } from '../features/credentials/ocpp21.js'
import { dataTransfer } from '../features/data-transfer/ocpp21.js'
import { localList } from '../features/local-list/ocpp21.js'
import { metering } from '../features/metering/ocpp21.js'
import { provisioning } from '../features/provisioning/ocpp21.js'
import { remoteControl } from '../features/remote-control/ocpp21.js'
import { transactions } from '../features/transactions/ocpp21.js'
import type { FullVersion } from '../version.js'
import { ocpp201 } from './ocpp201.js'

/** OCPP 2.1, and what the csms does with its messages. */
export const ocpp21: FullVersion<Ocpp21> = {
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
    ...ocpp201.acknowledged,
    'ClosePeriodicEventStream',
    'NotifyDERAlarm',
    'NotifyDERStartStop',
    'NotifyPeriodicEventStream',
    'NotifyPriorityCharging',
    'ReportDERControl',
  ],
}
