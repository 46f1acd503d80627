import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { type Ocpp201, ocpp201 } from '@ocpp-kit/ocpp201'
import type { AnyConnection, Connection } from '@ocpp-kit/rpc'
import { type Client, type DialOptions, dial } from '@ocpp-kit/rpc/ws'

/** A station as a test drives it: what every version can say, in the words of none. */
export interface Driver {
  readonly version: string
  readonly identity: string
  readonly connection: AnyConnection
  /** What the csms answered. */
  boot(serialNumber?: string): Promise<string>
  heartbeat(): Promise<string>
  status(evseId: number, status: 'Available' | 'Occupied'): Promise<void>
  authorize(idToken: string): Promise<string>
  /** Resolves with the transaction id and the status of the token. */
  start(idToken: string, meterWh: number, at?: string): Promise<{ readonly transactionId: string; readonly status: string }>
  meter(transactionId: string, meterWh: number, at?: string): Promise<void>
  stop(transactionId: string, meterWh: number, at?: string): Promise<void>
  dataTransfer(vendorId: string): Promise<string>
  /** Answers a command of the csms; resolves with the request when it comes. */
  answer(action: string, response: object): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export const versionNames = ['1.6', '2.0.1', '2.1'] as const
export type VersionName = (typeof versionNames)[number]

const now = (): string => new Date().toISOString()

/** Names of actions and statuses that differ between the versions. */
export const commandNames: Readonly<Record<VersionName, { readonly start: string; readonly stop: string }>> = {
  '1.6': { start: 'RemoteStartTransaction', stop: 'RemoteStopTransaction' },
  '2.0.1': { start: 'RequestStartTransaction', stop: 'RequestStopTransaction' },
  '2.1': { start: 'RequestStartTransaction', stop: 'RequestStopTransaction' },
}

/** An answer to GetVariables: the network profile in use is that of slot 0. */
export const inSlot0 = {
  getVariableResult: [
    {
      attributeStatus: 'Accepted',
      attributeValue: '0',
      component: { name: 'OCPPCommCtrlr' },
      variable: { name: 'ActiveNetworkProfile' },
    },
  ],
}

/** What a station proves itself with. */
export type Proof = Pick<DialOptions, 'password' | 'tls'>

export async function connect(version: VersionName, url: string, identity: string, proof: Proof = {}): Promise<Driver> {
  if (version === '1.6') return connect16(url, identity, proof)
  return connect2x<Ocpp201>(version === '2.0.1' ? ocpp201 : (ocpp21 as never as Ocpp201), url, identity, proof)
}

const answering = (client: Client<never>) => (action: string, response: object) =>
  new Promise<Record<string, unknown>>((resolve) => {
    ;(client as unknown as { handle(...a: unknown[]): void }).handle(versionOf.get(client), action, (request: Record<string, unknown>) => {
      resolve(request)
      return response
    })
  })

const versionOf = new WeakMap<object, object>()

async function connect16(url: string, identity: string, proof: Proof): Promise<Driver> {
  const client = dial({ ...proof, url, identity, versions: [ocpp16], reconnect: false })
  versionOf.set(client, ocpp16)
  const connection: Connection<Ocpp16, 'station'> = await client.open()
  return {
    version: '1.6',
    identity,
    connection,
    boot: async (chargePointSerialNumber) =>
      (
        await connection.call('BootNotification', {
          chargePointVendor: 'Acme',
          chargePointModel: 'One',
          ...(chargePointSerialNumber !== undefined && { chargePointSerialNumber }),
        })
      ).status,
    heartbeat: async () => (await connection.call('Heartbeat', {})).currentTime,
    status: async (connectorId, status) => {
      await connection.call('StatusNotification', {
        connectorId,
        errorCode: 'NoError',
        status: status === 'Occupied' ? 'Charging' : status,
        timestamp: now(),
      })
    },
    authorize: async (idTag) => (await connection.call('Authorize', { idTag })).idTagInfo.status,
    start: async (idTag, meterStart, timestamp = now()) => {
      const answer = await connection.call('StartTransaction', { connectorId: 1, idTag, meterStart, timestamp })
      return { transactionId: String(answer.transactionId), status: answer.idTagInfo.status }
    },
    meter: async (transactionId, meterWh, timestamp = now()) => {
      await connection.call('MeterValues', {
        connectorId: 1,
        transactionId: Number(transactionId),
        meterValue: [{ timestamp, sampledValue: [{ value: String(meterWh) }] }],
      })
    },
    stop: async (transactionId, meterStop, timestamp = now()) => {
      await connection.call('StopTransaction', { transactionId: Number(transactionId), meterStop, timestamp, reason: 'Local' })
    },
    dataTransfer: async (vendorId) => (await connection.call('DataTransfer', { vendorId })).status,
    answer: answering(client as never),
    close: () => client.close(),
  }
}

async function connect2x<P extends Ocpp201>(protocol: P, url: string, identity: string, proof: Proof): Promise<Driver> {
  const client = dial({ ...proof, url, identity, versions: [protocol as Ocpp201], reconnect: false })
  versionOf.set(client, protocol)
  const connection: Connection<Ocpp201, 'station'> = await client.open()
  const seqNos = new Map<string, number>()
  const event = async (
    eventType: 'Started' | 'Updated' | 'Ended',
    transactionId: string,
    meterWh: number,
    timestamp: string,
    idToken?: string,
  ) => {
    const seqNo = seqNos.get(transactionId) ?? 0
    seqNos.set(transactionId, seqNo + 1)
    const context = eventType === 'Started' ? 'Transaction.Begin' : eventType === 'Ended' ? 'Transaction.End' : 'Sample.Periodic'
    return connection.call('TransactionEvent', {
      eventType,
      timestamp,
      triggerReason: eventType === 'Started' ? 'Authorized' : eventType === 'Ended' ? 'StopAuthorized' : 'MeterValuePeriodic',
      seqNo,
      transactionInfo: { transactionId, ...(eventType === 'Ended' && { stoppedReason: 'Local' }) },
      ...(eventType === 'Started' && { evse: { id: 1, connectorId: 1 } }),
      ...(idToken !== undefined && { idToken: { idToken, type: 'ISO14443' } }),
      meterValue: [{ timestamp, sampledValue: [{ value: meterWh, context }] }],
    })
  }
  return {
    version: protocol.version,
    identity,
    connection,
    boot: async (serialNumber) =>
      (
        await connection.call('BootNotification', {
          reason: 'PowerUp',
          chargingStation: { vendorName: 'Acme', model: 'One', ...(serialNumber !== undefined && { serialNumber }) },
        })
      ).status,
    heartbeat: async () => (await connection.call('Heartbeat', {})).currentTime,
    status: async (evseId, connectorStatus) => {
      await connection.call('StatusNotification', { evseId, connectorId: 1, connectorStatus, timestamp: now() })
    },
    authorize: async (idToken) => (await connection.call('Authorize', { idToken: { idToken, type: 'ISO14443' } })).idTokenInfo.status,
    start: async (idToken, meterWh, timestamp = now()) => {
      const transactionId = crypto.randomUUID()
      const { idTokenInfo } = await event('Started', transactionId, meterWh, timestamp, idToken)
      return { transactionId, status: idTokenInfo?.status ?? 'none' }
    },
    meter: async (transactionId, meterWh, timestamp = now()) => void (await event('Updated', transactionId, meterWh, timestamp)),
    stop: async (transactionId, meterWh, timestamp = now()) => void (await event('Ended', transactionId, meterWh, timestamp)),
    dataTransfer: async (vendorId) => (await connection.call('DataTransfer', { vendorId })).status,
    answer: answering(client as never),
    close: () => client.close(),
  }
}
