import { RPCClient, RPCServer } from 'ocpp-rpc'
import { type Exchange, subprotocolOf } from '../exchanges.js'
import type { Call, Party } from './party.js'

interface Speaker {
  handle(action: string, handler: () => object): void
  call(action: string, request: object): Promise<unknown>
}

function speak(client: Speaker, { action, request, response }: Exchange): Call {
  client.handle(action, () => response)
  return () => client.call(action, request)
}

/** The package's declarations call every option required; its documentation gives defaults to all of these. */
const serverOptions = (exchange: Exchange) =>
  ({ protocols: [subprotocolOf(exchange)], strictMode: true }) as ConstructorParameters<typeof RPCServer>[0]
const clientOptions = (exchange: Exchange, endpoint: string, identity: string) =>
  ({ endpoint, identity, protocols: [subprotocolOf(exchange)], strictMode: true, reconnect: false }) as unknown as ConstructorParameters<
    typeof RPCClient
  >[0]

/** The npm package `ocpp-rpc`, with its strict mode: it checks requests and answers against the schemas. */
export const ocppRpc: Party = {
  serve: async (exchange, connected, password) => {
    const server = new RPCServer(serverOptions(exchange))
    server.auth((accept, reject, handshake) => {
      if (password === undefined || handshake.password?.toString() === password) (accept as () => void)()
      else reject(401, 'wrong password')
    })
    server.on('client', (client: Speaker) => connected(speak(client, exchange)))
    const http = await server.listen(0, '127.0.0.1')
    return (http.address() as { port: number }).port
  },
  connect: async (exchange, url, identity) => {
    const client = new RPCClient(clientOptions(exchange, url, identity))
    const call = speak(client as Speaker, exchange)
    await client.connect()
    return call
  },
}
