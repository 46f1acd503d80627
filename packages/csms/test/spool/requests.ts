import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'

export const minute = (at: number): string => new Date(Date.UTC(2026, 0, 1, 12, at)).toISOString()

/** Requests of a 1.6 station. */
export const start16 = (more: object = {}) => ({ connectorId: 1, idTag: 'T1', meterStart: 1000, timestamp: minute(0), ...more })
export const meter16 = (transactionId: unknown, at: number, more: object = {}) => ({
  connectorId: 1,
  transactionId,
  meterValue: [{ timestamp: minute(at), sampledValue: [{ value: String(1000 + at) }] }],
  ...more,
})
export const stop16 = (transactionId: unknown, at = 30, more: object = {}) => ({
  transactionId,
  meterStop: 3000,
  timestamp: minute(at),
  reason: 'Local',
  ...more,
})

/** A request of a 2.x station. */
export const event2x = (eventType: 'Started' | 'Updated' | 'Ended', seqNo: number, more: object = {}) => ({
  eventType,
  seqNo,
  timestamp: minute(seqNo),
  triggerReason: 'MeterValuePeriodic',
  transactionInfo: { transactionId: 'TX-1' },
  meterValue: [{ timestamp: minute(seqNo), sampledValue: [{ value: 1000 + seqNo }] }],
  ...more,
})
export const token2x = (idToken: string) => ({ idToken: { idToken, type: 'ISO14443' } })

/** A 1.6 station that has connected, and booted unless it is told not to. */
export async function connect16(url: string, identity = 'CP1', boots = true): Promise<Connection<Ocpp16, 'station'>> {
  const client = dial({ url, identity, versions: [ocpp16], reconnect: false })
  const connection = await client.open()
  if (boots) await connection.call('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' })
  return connection as Connection<Ocpp16, 'station'>
}
