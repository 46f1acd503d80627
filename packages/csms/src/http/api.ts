import type { AddressInfo } from 'node:net'
import type { Protocol } from '@ocpp-kit/rpc'
import type { Csms } from '../csms.js'
import { prepareFirstToken } from '../identity/first-token.js'
import { createIdentity } from '../identity/identity.js'
import { insidesOf } from '../insides.js'
import { openPort } from '../open-port.js'
import { type ApiOptions, resolveApiOptions } from './options.js'
import { createServer } from './server.js'
import { createVisibility } from './visibility.js'

/** The operator API of a csms over HTTP. */
export interface Api {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  readonly port: number
  /**
   * Where there is no user and no `adminToken`: a token that may do everything until the first user is made, and a new one at each start.
   * Show it to whoever runs the csms; it is kept as a hash alone.
   */
  readonly firstToken: string | undefined
  /** Stops listening and ends what is open; the csms goes on. */
  close(): Promise<void>
}

/**
 * Opens the operator API of a csms: routes under `/v1`, described by `/v1/openapi.json` (OpenAPI 3.1) and `/docs`.
 * @throws CsmsError `PORT_TAKEN`
 * @throws StoreError where the store cannot be asked for users
 * @throws TypeError naming the option that is wrong
 */
export async function startApi<P extends Protocol>(csms: Csms<P>, options: ApiOptions = {}): Promise<Api> {
  const resolved = resolveApiOptions(options)
  const insides = insidesOf(csms)
  const { core } = insides
  const context = { ...insides, identity: createIdentity(core, resolved), visibility: createVisibility(core) }
  const app = await createServer(csms, context, resolved)
  const { port, host, adminToken } = resolved
  const url = await openPort(() => app.listen({ port, host }))
  try {
    // Not before the port is ours: another program that has it may have shown such a token.
    const firstToken = await prepareFirstToken(core, adminToken)
    return { url, port: (app.server.address() as AddressInfo).port, firstToken, close: () => app.close() }
  } catch (error) {
    await app.close()
    throw error
  }
}
