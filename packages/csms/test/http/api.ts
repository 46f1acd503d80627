import { type Api, type ApiOptions, startApi } from '../../src/http/index.js'
import { type Csms, type CsmsOptions, createCsms } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'

export const versions = [ocpp21, ocpp201, ocpp16]
type Versions = (typeof versions)[number]

const adminToken = 'an-admin-token-for-tests'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any JSON
  readonly body: any
}

export interface AskOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the admin token; null for none. */
  readonly token?: string | null
}

export interface TestApi {
  readonly csms: Csms<Versions>
  readonly api: Api
  /** `ask('GET', '/v1/transactions')`; a body that is text goes as it is, anything else as JSON. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  close(): Promise<void>
}

/** A csms that stations of all versions may use, started, with its API. */
export async function startTestApi({
  csms: csmsOptions = {},
  api: apiOptions = {},
}: {
  readonly csms?: Partial<CsmsOptions<Versions>>
  readonly api?: ApiOptions
} = {}): Promise<TestApi> {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted', unknownTokens: 'accept', ...csmsOptions })
  await csms.start()
  const api = await startApi(csms, { port: 0, adminToken, ...apiOptions })
  return {
    csms,
    api,
    ask: async (method, path, { body, headers = {}, token = adminToken } = {}) => {
      const response = await fetch(api.url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text }
    },
    close: async () => {
      await api.close()
      await csms.stop({ drainMs: 100 })
      await csms.store.close()
    },
  }
}
