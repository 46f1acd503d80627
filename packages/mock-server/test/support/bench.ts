import { type Ocpp16, ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { type Connection, isOcppError } from '@ocpp-kit/rpc'
import { type DialOptions, dial } from '@ocpp-kit/rpc/ws'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { MockServerSettings } from '../../src/options.js'
import { startMockServer } from '../../src/start.js'
import { toys } from './toy-versions.js'

/** Runs when the test is over, the latest first. */
export const later = (close: () => unknown): void =>
  onTestFinished(async () => {
    await close()
  })

export const boot16 = { chargePointVendor: 'Acme', chargePointModel: 'One' }

/** A mock server with the toy tables. */
export async function mock(options: MockServerSettings = {}) {
  const server = await startMockServer(toys, { port: 0, closeTimeoutMs: 500, ...options })
  later(() => server.close())
  return server
}

/** A 1.6 station that accepts every command. */
export async function station16(
  url: string,
  identity = 'CP1',
  options: Partial<DialOptions<Ocpp16>> = {},
): Promise<Connection<Ocpp16, 'station'>> {
  const client = dial({ url, identity, versions: [ocpp16], reconnect: false, closeTimeoutMs: 500, ...options })
  client.implement(ocpp16, {
    Reset: () => ({ status: 'Accepted' }),
    ClearCache: () => ({ status: 'Accepted' }),
    TriggerMessage: () => ({ status: 'Accepted' }),
    GetConfiguration: () => ({}),
  })
  later(() => client.close())
  return client.open()
}

export async function station201(url: string, identity = 'CS1') {
  const client = dial({ url, identity, versions: [ocpp201], reconnect: false, closeTimeoutMs: 500 })
  client.implement(ocpp201, { Reset: () => ({ status: 'Rejected' }), GetBaseReport: () => ({ status: 'Accepted' }) })
  later(() => client.close())
  return client.open()
}

/** The code of the CALLERROR that a promise is rejected with. */
export const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (answer) => answer,
    (error: unknown) => (isOcppError(error) ? error.code : error),
  )

/** A bare WebSocket, for what no station would say. */
export async function bareSocket(url: string, headers: Record<string, string> = {}, subprotocol = 'ocpp1.6') {
  const socket = new WebSocket(url, [subprotocol], { headers })
  later(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const next = (): Promise<string> => new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))
  return { socket, next }
}
