import type { ComponentType, Ocpp201, SetVariableDataType, VariableType } from '@ocpp-kit/ocpp201'
import { canonicalJson } from '../content-hash.js'
import { anyOf, booted, reportedBy, reservedAt, sameRequestId, soon, startedBy, transactionEnded } from './facts.js'
import { accepted, acceptedOr, type CommandTable, type ReadBack } from './rows.js'

/** The answer to a request for a report; the report itself comes in messages of its own. */
const report = { done: ['Accepted', 'EmptyResultSet'], rejected: ['NotSupported', 'Rejected'] }

const uploadFailures = ['BadMessage', 'NotSupportedOperation', 'PermissionDenied', 'UploadFailure']

/** What OCPP 2.0.1 has a csms send. */
export const commands: CommandTable<Ocpp201> = {
  CancelReservation: {
    class: 'converging',
    subject: 'reservation',
    // There is no other word for a reservation that is gone already (H02.FR.01).
    status: { ...accepted, alreadyOnRepeat: ['Rejected'] },
    target: ({ reservationId }) => ({ key: `CancelReservation/${reservationId}` }),
  },
  CertificateSigned: { class: 'oneShot', status: accepted },
  ChangeAvailability: {
    class: 'converging',
    subject: 'availability',
    status: { ...accepted, later: { Scheduled: 'scheduled' } },
    target: ({ evse }) => ({ key: `ChangeAvailability/${evse?.id ?? 0}/${evse?.connectorId ?? 0}` }),
  },
  ClearCache: { class: 'converging', subject: 'cache', status: accepted, target: () => ({ key: 'ClearCache' }) },
  ClearChargingProfile: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: { done: ['Accepted'], already: ['Unknown'], rejected: [] },
    target: (criteria) => ({ key: `ClearChargingProfile/${canonicalJson(criteria)}` }),
  },
  ClearDisplayMessage: {
    class: 'converging',
    subject: 'displayMessages',
    status: { done: ['Accepted'], already: ['Unknown'], rejected: [] },
    // A message and its end stand for each other: the newer of both counts.
    target: ({ id }) => ({ key: `DisplayMessage/${id}` }),
  },
  ClearVariableMonitoring: {
    class: 'converging',
    subject: 'monitoring',
    list: { in: 'id', out: ['clearMonitoringResult'], message: 'clearVariableMonitoring' },
    status: { in: ['clearMonitoringResult', 'status'], done: ['Accepted'], already: ['NotFound'], rejected: ['Rejected'] },
    target: ({ id }) => ({ key: `ClearVariableMonitoring/${canonicalJson(id.toSorted((left, right) => left - right))}` }),
  },
  CostUpdated: {
    class: 'converging',
    subject: 'cost',
    target: ({ transactionId }) => ({ key: `CostUpdated/${transactionId.toLowerCase()}` }),
  },
  CustomerInformation: {
    class: 'oneShot',
    status: acceptedOr('Invalid', 'Rejected'),
    facts: reportedBy('NotifyCustomerInformation', sameRequestId),
  },
  DataTransfer: { class: 'vendor', status: acceptedOr('Rejected', 'UnknownMessageId', 'UnknownVendorId') },
  DeleteCertificate: {
    class: 'converging',
    subject: 'certificates',
    status: { done: ['Accepted'], already: ['NotFound'], rejected: ['Failed'] },
    target: ({ certificateHashData }) => ({ key: `DeleteCertificate/${canonicalJson(certificateHashData)}` }),
  },
  GetBaseReport: { class: 'read', isReport: true, status: report },
  GetChargingProfiles: { class: 'read', isReport: true, status: { done: ['Accepted', 'NoProfiles'], rejected: [] } },
  GetCompositeSchedule: { class: 'read', status: accepted },
  GetDisplayMessages: { class: 'read', isReport: true, status: { done: ['Accepted', 'Unknown'], rejected: [] } },
  GetInstalledCertificateIds: { class: 'read', status: { done: ['Accepted', 'NotFound'], rejected: [] } },
  GetLocalListVersion: { class: 'read' },
  // It ends the upload that runs and begins another (N01.FR.12), so it is no read.
  GetLog: {
    class: 'oneShot',
    status: { done: ['Accepted', 'AcceptedCanceled'], rejected: ['Rejected'] },
    facts: reportedBy('LogStatusNotification', sameRequestId, uploadFailures),
  },
  GetMonitoringReport: { class: 'read', isReport: true, status: report },
  GetReport: { class: 'read', isReport: true, status: report },
  GetTransactionStatus: { class: 'read' },
  GetVariables: { class: 'read', list: { in: 'getVariableData', out: ['getVariableResult'], message: 'getVariables' } },
  InstallCertificate: {
    class: 'converging',
    subject: 'certificates',
    status: acceptedOr('Failed', 'Rejected'),
    target: (request) => ({ key: `InstallCertificate/${canonicalJson(request)}` }),
  },
  PublishFirmware: {
    class: 'oneShot',
    status: accepted,
    facts: reportedBy('PublishFirmwareStatusNotification', sameRequestId),
  },
  RequestStartTransaction: {
    class: 'oneShot',
    status: accepted,
    moment: () => 'accepted',
    facts: startedBy(({ remoteStartId }) => remoteStartId),
  },
  RequestStopTransaction: {
    class: 'oneShot',
    status: accepted,
    moment: () => 'accepted',
    facts: transactionEnded(({ transactionId }) => transactionId),
  },
  ReserveNow: {
    class: 'oneShot',
    status: acceptedOr('Faulted', 'Occupied', 'Rejected', 'Unavailable'),
    facts: anyOf(
      soon(reservedAt(({ evseId }) => evseId)),
      // The end of a reservation is proof that there was one.
      reportedBy('ReservationStatusUpdate', ({ reservationId }, { id }) => reservationId === id),
    ),
  },
  Reset: {
    class: 'oneShot',
    status: { ...accepted, later: { Scheduled: 'scheduled' } },
    // The reset of an EVSE alone is followed by no boot (B11.FR.04).
    facts: booted(['RemoteReset', 'ScheduledReset'], ({ evseId }) => evseId === undefined),
  },
  SendLocalList: {
    class: 'converging',
    subject: 'localList',
    status: { done: ['Accepted'], rejected: ['Failed', 'VersionMismatch'], checkOnRepeat: ['VersionMismatch'] },
    // What changes a list goes behind the list.
    target: ({ updateType }) => ({ key: 'SendLocalList', isAddition: updateType === 'Differential' }),
    readBack: ({ versionNumber }) => ({
      action: 'GetLocalListVersion',
      request: {},
      isApplied: (response) => (response as { readonly versionNumber?: number }).versionNumber === versionNumber,
    }),
  },
  SetChargingProfile: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: accepted,
    target: ({ evseId, chargingProfile }) => ({ key: `SetChargingProfile/${evseId}/${chargingProfile.id}` }),
  },
  SetDisplayMessage: {
    class: 'converging',
    subject: 'displayMessages',
    status: acceptedOr('NotSupportedMessageFormat', 'NotSupportedPriority', 'NotSupportedState', 'Rejected', 'UnknownTransaction'),
    target: ({ message }) => ({ key: `DisplayMessage/${message.id}` }),
  },
  SetMonitoringBase: {
    class: 'converging',
    subject: 'monitoring',
    status: { done: ['Accepted', 'EmptyResultSet'], rejected: ['NotSupported', 'Rejected'] },
    target: () => ({ key: 'SetMonitoringBase' }),
  },
  SetMonitoringLevel: { class: 'converging', subject: 'monitoring', status: accepted, target: () => ({ key: 'SetMonitoringLevel' }) },
  SetNetworkProfile: {
    class: 'converging',
    subject: 'network',
    status: acceptedOr('Failed', 'Rejected'),
    target: ({ configurationSlot }) => ({ key: `SetNetworkProfile/${configurationSlot}` }),
  },
  SetVariableMonitoring: {
    class: 'converging',
    subject: 'monitoring',
    list: { in: 'setMonitoringData', out: ['setMonitoringResult'], message: 'setVariableMonitoring' },
    status: {
      in: ['setMonitoringResult', 'status'],
      done: ['Accepted'],
      rejected: ['Duplicate', 'Rejected', 'UnknownComponent', 'UnknownVariable', 'UnsupportedMonitorType'],
      // A monitor without an id is made by the first sending, and is its own duplicate at the second.
      alreadyOnRepeat: ['Duplicate'],
    },
    target: ({ setMonitoringData }) => {
      const ids = setMonitoringData.map(({ id }) => id)
      return ids.includes(undefined) ? undefined : { key: `SetVariableMonitoring/${canonicalJson(ids.toSorted())}` }
    },
  },
  SetVariables: {
    class: 'converging',
    subject: 'variables',
    list: { in: 'setVariableData', out: ['setVariableResult'], message: 'setVariables', keyOf: nameOf },
    status: {
      in: ['setVariableResult', 'attributeStatus'],
      done: ['Accepted'],
      later: { RebootRequired: 'rebootRequired' },
      rejected: ['NotSupportedAttributeType', 'Rejected', 'UnknownComponent', 'UnknownVariable'],
    },
    target: ({ setVariableData }) => ({ key: `SetVariables/${canonicalJson(setVariableData.map(nameOf).toSorted())}` }),
    readBack: ({ setVariableData }) => (setVariableData.some(isSecret) ? undefined : readVariables(setVariableData)),
  },
  TriggerMessage: {
    class: 'oneShot',
    status: acceptedOr('NotImplemented', 'Rejected'),
    moment: ({ requestedMessage }) => (requestedMessage === 'BootNotification' ? 'always' : 'booted'),
    facts: soon(booted(['Triggered'], ({ requestedMessage }) => requestedMessage === 'BootNotification')),
  },
  UnlockConnector: {
    class: 'oneShot',
    status: { done: ['Unlocked'], rejected: ['OngoingAuthorizedTransaction', 'UnknownConnector', 'UnlockFailed'] },
  },
  UnpublishFirmware: {
    class: 'converging',
    subject: 'publishedFirmware',
    status: { done: ['Unpublished'], already: ['NoFirmware'], rejected: ['DownloadOngoing'] },
    target: ({ checksum }) => ({ key: `UnpublishFirmware/${checksum}` }),
  },
  UpdateFirmware: {
    class: 'oneShot',
    status: { done: ['Accepted', 'AcceptedCanceled'], rejected: ['InvalidCertificate', 'Rejected', 'RevokedCertificate'] },
    facts: reportedBy('FirmwareStatusNotification', sameRequestId),
  },
}

interface NamedVariable {
  readonly component: ComponentType
  readonly variable: VariableType
  readonly attributeType?: string | undefined
}

/** Names are compared without regard to case; an attribute that is not named is Actual. */
function nameOf({ component, variable, attributeType = 'Actual' }: NamedVariable): string {
  const { name, instance = null, evse } = component
  const place = [evse?.id ?? null, evse?.connectorId ?? null]
  return JSON.stringify([name, instance, ...place, variable.name, variable.instance ?? null, attributeType]).toLowerCase()
}

/** A password is write-only (A01). */
const isSecret = ({ variable }: NamedVariable): boolean => variable.name.toLowerCase() === 'basicauthpassword'

function readVariables(data: readonly SetVariableDataType[]): ReadBack {
  return {
    action: 'GetVariables',
    request: { getVariableData: data.map(({ attributeValue, customData, ...name }) => name) },
    isApplied: (response) => {
      const { getVariableResult } = response as {
        readonly getVariableResult: readonly (NamedVariable & { readonly attributeValue?: string | undefined })[]
      }
      const found = data.map((one) => getVariableResult.find((result) => nameOf(result) === nameOf(one))?.attributeValue)
      if (found.includes(undefined)) return undefined
      return data.every(({ attributeValue }, at) => found[at] === attributeValue)
    },
  }
}
