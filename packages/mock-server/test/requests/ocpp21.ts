import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { ReceivedAction, RequestOf } from '@ocpp-kit/rpc'
import { requests as ocpp201 } from './ocpp201.js'

const timestamp = '2026-01-01T11:59:00Z'
const hashData = { hashAlgorithm: 'SHA256', issuerNameHash: '00', issuerKeyHash: '01', serialNumber: '2' } as const

/** One minimal request for every message that a station can send; those of 2.0.1 are valid in 2.1 too. */
export const requests: { readonly [A in ReceivedAction<Ocpp21, 'csms'>]: RequestOf<Ocpp21, A> } = {
  ...ocpp201,
  BatterySwap: {
    eventType: 'BatteryIn',
    requestId: 1,
    idToken: { idToken: 'TAG', type: 'Central' },
    batteryData: [{ evseId: 1, serialNumber: 'B1', soC: 50, soH: 99 }],
  },
  ClosePeriodicEventStream: { id: 1 },
  GetCertificateChainStatus: {
    certificateStatusRequests: [{ certificateHashData: hashData, source: 'OCSP', urls: ['http://127.0.0.1:8080/ocsp'] }],
  },
  NotifyDERAlarm: { controlType: 'LimitMaxDischarge', timestamp },
  NotifyDERStartStop: { controlId: 'C1', started: true, timestamp },
  NotifyPeriodicEventStream: { id: 1, pending: 0, basetime: timestamp, data: [{ t: 0, v: '1' }] },
  NotifyPriorityCharging: { transactionId: 'T1', activated: true },
  NotifySettlement: { pspRef: 'P1', status: 'Settled', settlementAmount: 1, settlementTime: timestamp },
  OpenPeriodicEventStream: { constantStreamData: { id: 1, variableMonitoringId: 1, params: { interval: 60 } } },
  PullDynamicScheduleUpdate: { chargingProfileId: 1 },
  ReportDERControl: { requestId: 1 },
  VatNumberValidation: { vatNumber: 'NL000000000B01' },
}
