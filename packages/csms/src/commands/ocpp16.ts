import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import { canonicalJson } from '../content-hash.js'
import { fold } from '../identifier.js'
import { booted, reportedBy, reservedAt, sameRequestId, soon, startedWith, transactionEnded } from './facts.js'
import { accepted, acceptedOr, type CommandTable, type ReadBack } from './rows.js'

/** A key whose value no station shows (1.6 security whitepaper, AuthorizationKey). */
const secretKeys = ['authorizationkey']

/** What OCPP 1.6 has a csms send. */
export const commands: CommandTable<Ocpp16> = {
  CancelReservation: {
    class: 'converging',
    subject: 'reservation',
    // There is no other word for a reservation that is gone already.
    status: { ...accepted, alreadyOnRepeat: ['Rejected'] },
    target: ({ reservationId }) => ({ key: `CancelReservation/${reservationId}` }),
  },
  CertificateSigned: { class: 'oneShot', status: accepted },
  ChangeAvailability: {
    class: 'converging',
    subject: 'availability',
    status: { ...accepted, later: { Scheduled: 'scheduled' } },
    target: ({ connectorId }) => ({ key: `ChangeAvailability/${connectorId}` }),
  },
  ChangeConfiguration: {
    class: 'converging',
    subject: 'variables',
    status: { done: ['Accepted'], later: { RebootRequired: 'rebootRequired' }, rejected: ['NotSupported', 'Rejected'] },
    target: ({ key }) => ({ key: `ChangeConfiguration/${key.toLowerCase()}` }),
    readBack: ({ key, value }) => (secretKeys.includes(key.toLowerCase()) ? undefined : readConfiguration(key, value)),
  },
  ClearCache: { class: 'converging', subject: 'cache', status: accepted, target: () => ({ key: 'ClearCache' }) },
  ClearChargingProfile: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: { done: ['Accepted'], already: ['Unknown'], rejected: [] },
    target: (criteria) => ({ key: `ClearChargingProfile/${canonicalJson(criteria)}` }),
  },
  DataTransfer: { class: 'vendor', status: acceptedOr('Rejected', 'UnknownMessageId', 'UnknownVendorId') },
  DeleteCertificate: {
    class: 'converging',
    subject: 'certificates',
    status: { done: ['Accepted'], already: ['NotFound'], rejected: ['Failed'] },
    target: ({ certificateHashData }) => ({ key: `DeleteCertificate/${canonicalJson(certificateHashData)}` }),
  },
  ExtendedTriggerMessage: {
    class: 'oneShot',
    status: acceptedOr('Rejected', 'NotImplemented'),
    moment: ({ requestedMessage }) => (requestedMessage === 'BootNotification' ? 'always' : 'booted'),
  },
  GetCompositeSchedule: { class: 'read', status: accepted },
  GetConfiguration: { class: 'read', list: { in: 'key', out: ['configurationKey', 'unknownKey'], message: 'getVariables' } },
  GetDiagnostics: {
    class: 'oneShot',
    facts: soon(reportedBy('DiagnosticsStatusNotification', () => true, ['UploadFailed'])),
  },
  GetInstalledCertificateIds: { class: 'read', status: { done: ['Accepted', 'NotFound'], rejected: [] } },
  GetLocalListVersion: { class: 'read' },
  GetLog: {
    class: 'oneShot',
    status: { done: ['Accepted', 'AcceptedCanceled'], rejected: ['Rejected'] },
    facts: reportedBy('LogStatusNotification', sameRequestId, ['BadMessage', 'NotSupportedOperation', 'PermissionDenied', 'UploadFailure']),
  },
  InstallCertificate: {
    class: 'converging',
    subject: 'certificates',
    status: acceptedOr('Failed', 'Rejected'),
    target: (request) => ({ key: `InstallCertificate/${canonicalJson(request)}` }),
  },
  RemoteStartTransaction: {
    class: 'oneShot',
    status: accepted,
    moment: () => 'accepted',
    facts: startedWith(({ idTag, connectorId }) => ({ idToken: idTag, evseId: connectorId })),
  },
  RemoteStopTransaction: {
    class: 'oneShot',
    status: accepted,
    moment: () => 'accepted',
    facts: transactionEnded(({ transactionId }) => transactionId),
  },
  ReserveNow: {
    class: 'oneShot',
    status: acceptedOr('Faulted', 'Occupied', 'Rejected', 'Unavailable'),
    facts: soon(reservedAt(({ connectorId }) => connectorId)),
  },
  Reset: { class: 'oneShot', status: accepted, facts: soon(booted()) },
  SendLocalList: {
    class: 'converging',
    subject: 'localList',
    status: { done: ['Accepted'], rejected: ['Failed', 'NotSupported', 'VersionMismatch'], checkOnRepeat: ['VersionMismatch'] },
    // What changes a list goes behind the list.
    target: ({ updateType }) => ({ key: 'SendLocalList', isAddition: updateType === 'Differential' }),
    readBack: ({ listVersion }) => ({
      action: 'GetLocalListVersion',
      request: {},
      isApplied: (response) => (response as { readonly listVersion?: number }).listVersion === listVersion,
    }),
  },
  SetChargingProfile: {
    class: 'converging',
    subject: 'chargingProfiles',
    status: acceptedOr('NotSupported', 'Rejected'),
    target: ({ connectorId, csChargingProfiles }) => ({ key: `SetChargingProfile/${connectorId}/${csChargingProfiles.chargingProfileId}` }),
  },
  SignedUpdateFirmware: {
    class: 'oneShot',
    status: { done: ['Accepted', 'AcceptedCanceled'], rejected: ['InvalidCertificate', 'Rejected', 'RevokedCertificate'] },
    facts: reportedBy('SignedFirmwareStatusNotification', sameRequestId),
  },
  TriggerMessage: {
    class: 'oneShot',
    status: acceptedOr('NotImplemented', 'Rejected'),
    moment: ({ requestedMessage }) => (requestedMessage === 'BootNotification' ? 'always' : 'booted'),
  },
  UnlockConnector: { class: 'oneShot', status: { done: ['Unlocked'], rejected: ['NotSupported', 'UnlockFailed'] } },
  UpdateFirmware: { class: 'oneShot', facts: soon(reportedBy('FirmwareStatusNotification', () => true)) },
}

function readConfiguration(key: string, value: string): ReadBack {
  return {
    action: 'GetConfiguration',
    request: { key: [key] },
    isApplied: (response) => {
      const { configurationKey = [] } = response as { readonly configurationKey?: readonly { key: string; value?: string }[] }
      const found = configurationKey.find((one) => fold(one.key) === fold(key))?.value
      return found === undefined ? undefined : found === value
    },
  }
}
