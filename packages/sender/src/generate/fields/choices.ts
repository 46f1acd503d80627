import { pick } from '../story.js'
import type { Place, Table } from './field.js'

const one =
  (...names: readonly string[]) =>
  ({ story }: Place): string =>
    pick(story.random, names)

/** Fields with an enumeration: those of its names that suit. Where none of them is allowed, any name is. */
export const choices: Table<string> = {
  // A generated answer is the one that lets a test go on.
  'UnlockConnectorResponse.status': one('Unlocked'),
  'UnpublishFirmwareResponse.status': one('Unpublished'),
  'CancelReservationResponse.status': one('Accepted'),
  'GetInstalledCertificateIdsResponse.status': one('Accepted'),
  'StatusNotificationRequest.status': one('Available', 'Preparing', 'Charging', 'Finishing'),
  'StatusNotificationRequest.errorCode': one('NoError'),
  connectorStatus: one('Available', 'Occupied'),
  'FirmwareStatusNotificationRequest.status': one('Downloading', 'Downloaded', 'Installing', 'Installed'),
  'SignedFirmwareStatusNotificationRequest.status': one('Downloading', 'Downloaded', 'Installing', 'Installed'),
  'DiagnosticsStatusNotificationRequest.status': one('Uploading', 'Uploaded'),
  'LogStatusNotificationRequest.status': one('Uploading', 'Uploaded'),
  'BootNotificationRequest.reason': one('PowerUp'),
  attributeStatus: one('Accepted'),
  hashAlgorithm: one('SHA256'),
  'SampledValue.format': one('Raw'),
  'SampledValue.measurand': one('Energy.Active.Import.Register'),
  'SampledValue.unit': one('Wh'),
  'SampledValueType.measurand': one('Energy.Active.Import.Register'),
  // With all its fields a profile names a transaction and a recurrence, so it is one that may.
  chargingProfilePurpose: ({ action, isWhole }) => (isWhole || action.endsWith('StartTransaction') ? 'TxProfile' : 'TxDefaultProfile'),
  chargingProfileKind: ({ isWhole }) => (isWhole ? 'Recurring' : 'Absolute'),
  chargingRateUnit: one('W'),
  operationMode: one('ChargingOnly'),
  'StopTransactionRequest.reason': one('Local', 'EVDisconnected', 'Remote'),
  updateType: one('Full'),
  monitorType: one('UpperThreshold'),
  'MessageContentType.format': one('UTF8'),
  mutability: one('ReadWrite'),
  attributeType: one('Actual'),
  ocppVersion: one('OCPP201', 'OCPP20'),
  ocppTransport: one('JSON'),
  reportBase: one('FullInventory'),
  requestedMessage: one('Heartbeat', 'StatusNotification', 'MeterValues', 'BootNotification'),
  location: one('Outlet'),
  phase: one('L1'),
}

/** What every answer says where it can. */
export const goodStatus = 'Accepted'
