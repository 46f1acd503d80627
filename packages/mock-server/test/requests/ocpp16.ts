import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { ReceivedAction, RequestOf } from '@ocpp-kit/rpc'

const timestamp = '2026-01-01T11:59:00Z'

/** One minimal request for every message that a station can send. */
export const requests: { readonly [A in ReceivedAction<Ocpp16, 'csms'>]: RequestOf<Ocpp16, A> } = {
  Authorize: { idTag: 'TAG' },
  BootNotification: { chargePointVendor: 'Vendor', chargePointModel: 'Model' },
  DataTransfer: { vendorId: 'com.example' },
  DiagnosticsStatusNotification: { status: 'Idle' },
  FirmwareStatusNotification: { status: 'Idle' },
  Heartbeat: {},
  LogStatusNotification: { status: 'Idle' },
  MeterValues: { connectorId: 1, meterValue: [{ timestamp, sampledValue: [{ value: '1' }] }] },
  SecurityEventNotification: { type: 'SettingSystemTime', timestamp },
  SignCertificate: { csr: 'csr' },
  SignedFirmwareStatusNotification: { status: 'Idle' },
  StartTransaction: { connectorId: 1, idTag: 'TAG', meterStart: 0, timestamp },
  StatusNotification: { connectorId: 0, errorCode: 'NoError', status: 'Available' },
  StopTransaction: { transactionId: 1, meterStop: 1, timestamp },
}
