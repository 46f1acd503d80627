import type { AnyConnection, Protocol } from '@ocpp-kit/rpc'
import { dial, listen, passwordsEqual } from '@ocpp-kit/rpc/ws'
import type { Exchange } from '../exchanges.js'
import type { Party } from './party.js'

/* Which action and payload an exchange has is known at run time only, so this file speaks to the untyped face of the API. */

type Loose = (protocol: unknown, action: string, handler: () => object) => void
type LooseCall = AnyConnection & { call(action: string, request: object): Promise<object> }

/** A program imports the versions it speaks. */
const protocols: Record<Exchange['version'], () => Promise<Protocol>> = {
  '1.6': async () => (await import('@ocpp-kit/ocpp16')).ocpp16,
  '2.0.1': async () => (await import('@ocpp-kit/ocpp201')).ocpp201,
}

/** This project's `listen()` and `dial()` with their defaults: every payload is held to its schema, in both directions. */
export const ocppKit: Party = {
  serve: async (exchange, connected, password) => {
    const protocol = await protocols[exchange.version]()
    const auth =
      password === undefined
        ? {}
        : {
            securityProfile: 1 as const,
            authenticate: (attempt: { readonly password?: Uint8Array | undefined }) =>
              attempt.password !== undefined && passwordsEqual(attempt.password, password),
          }
    const listener = await listen({ versions: [protocol], port: 0, ...auth })
    if (exchange.sentBy === 'station') (listener.handle as Loose)(protocol, exchange.action, () => exchange.response)
    listener.on('station', (station) => {
      const connection = station as unknown as LooseCall
      connected(() => connection.call(exchange.action, exchange.request))
    })
    return listener.port
  },
  connect: async (exchange, url, identity) => {
    const protocol = await protocols[exchange.version]()
    const client = dial({ url, identity, versions: [protocol], reconnect: false })
    if (exchange.sentBy === 'csms') (client.handle as Loose)(protocol, exchange.action, () => exchange.response)
    const connection = (await client.open()) as unknown as LooseCall
    return () => connection.call(exchange.action, exchange.request)
  },
}
