// For programs that use the operator API of a csms

import createFetchClient, { type Client } from 'openapi-fetch'
import type { paths } from './openapi.js'

export type { components, paths } from './openapi.js'

/** Calls by method and path, typed by the OpenAPI document: `client.GET('/v1/transactions', { params: { query: { active: true } } })`. */
export type CsmsClient = Client<paths>

export interface CsmsClientOptions {
  /** Where the API listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** Of a session, a key or an administrator. Default: none, enough to log in. */
  readonly token?: string | undefined
  /** Default: that of the platform. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** A client of the operator API. A call resolves with `data` or, for a status of 400 and above, with `error`, a problem as RFC 9457 has it. */
export const createClient = ({ url, token, fetch }: CsmsClientOptions): CsmsClient =>
  createFetchClient<paths>({
    baseUrl: url,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    ...(fetch !== undefined && { fetch }),
  })
