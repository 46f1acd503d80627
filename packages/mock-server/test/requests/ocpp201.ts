import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { ReceivedAction, RequestOf } from '@ocpp-kit/rpc'

const timestamp = '2026-01-01T11:59:00Z'
const generatedAt = timestamp
const hashData = { hashAlgorithm: 'SHA256', issuerNameHash: '00', issuerKeyHash: '01', serialNumber: '2' } as const

/** One minimal request for every message that a station can send. */
export const requests = {
  Authorize: { idToken: { idToken: 'TAG', type: 'Central' } },
  BootNotification: { reason: 'PowerUp', chargingStation: { vendorName: 'Vendor', model: 'Model' } },
  ClearedChargingLimit: { chargingLimitSource: 'EMS' },
  DataTransfer: { vendorId: 'com.example' },
  FirmwareStatusNotification: { status: 'Idle' },
  Get15118EVCertificate: { action: 'Install', iso15118SchemaVersion: 'urn:iso:15118:2:2013:MsgDef', exiRequest: 'gJgC' },
  GetCertificateStatus: { ocspRequestData: { ...hashData, responderURL: 'http://127.0.0.1:8080/ocsp' } },
  Heartbeat: {},
  LogStatusNotification: { status: 'Idle' },
  MeterValues: { evseId: 1, meterValue: [{ timestamp, sampledValue: [{ value: 1 }] }] },
  NotifyChargingLimit: { chargingLimit: { chargingLimitSource: 'EMS' } },
  NotifyCustomerInformation: { requestId: 1, seqNo: 0, generatedAt, data: '' },
  NotifyDisplayMessages: { requestId: 1 },
  NotifyEVChargingNeeds: { evseId: 1, chargingNeeds: { requestedEnergyTransfer: 'AC_three_phase' } },
  NotifyEVChargingSchedule: {
    evseId: 1,
    timeBase: timestamp,
    chargingSchedule: { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
  },
  NotifyEvent: {
    seqNo: 0,
    generatedAt,
    eventData: [
      {
        eventId: 1,
        timestamp,
        trigger: 'Delta',
        actualValue: 'Available',
        eventNotificationType: 'HardWiredNotification',
        component: { name: 'EVSE' },
        variable: { name: 'AvailabilityState' },
      },
    ],
  },
  NotifyMonitoringReport: { requestId: 1, seqNo: 0, generatedAt },
  NotifyReport: { requestId: 1, seqNo: 0, generatedAt },
  PublishFirmwareStatusNotification: { status: 'Idle' },
  ReportChargingProfiles: {
    requestId: 1,
    chargingLimitSource: 'CSO',
    evseId: 1,
    chargingProfile: [
      {
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }],
      },
    ],
  },
  ReservationStatusUpdate: { reservationId: 1, reservationUpdateStatus: 'Expired' },
  SecurityEventNotification: { type: 'SettingSystemTime', timestamp },
  SignCertificate: { csr: 'csr' },
  StatusNotification: { evseId: 1, connectorId: 1, connectorStatus: 'Available', timestamp },
  TransactionEvent: {
    eventType: 'Started',
    timestamp,
    triggerReason: 'CablePluggedIn',
    seqNo: 0,
    transactionInfo: { transactionId: 'T1' },
  },
} satisfies { readonly [A in ReceivedAction<Ocpp201, 'csms'>]: RequestOf<Ocpp201, A> }
