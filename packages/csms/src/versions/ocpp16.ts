import { type Ocpp16, ocpp16 as protocol } from '@ocpp-kit/ocpp16'
import { commands } from '../commands/ocpp16.js'
import { authorization } from '../features/authorization/ocpp16.js'
import { availability } from '../features/availability/ocpp16.js'
import { credentials } from '../features/credentials/ocpp16.js'
import { dataTransfer } from '../features/data-transfer/ocpp16.js'
import { localList } from '../features/local-list/ocpp16.js'
import { metering } from '../features/metering/ocpp16.js'
import { provisioning } from '../features/provisioning/ocpp16.js'
import { remoteControl } from '../features/remote-control/ocpp16.js'
import { transactions } from '../features/transactions/ocpp16.js'
import type { FullVersion } from '../version.js'

/** OCPP 1.6 with the security whitepaper, and what the csms does with its messages. */
export const ocpp16: FullVersion<Ocpp16> = {
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
    'DiagnosticsStatusNotification',
    'FirmwareStatusNotification',
    'LogStatusNotification',
    'SecurityEventNotification',
    'SignedFirmwareStatusNotification',
  ],
}
