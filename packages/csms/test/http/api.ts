import { expect } from 'vitest'
import { type Api, type ApiOptions, startApi } from '../../src/http/index.js'
import { type Csms, type CsmsOptions, createCsms } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { createAnswerCheck } from './document.js'

export const versions = [ocpp21, ocpp201, ocpp16]
type Versions = (typeof versions)[number]

export const adminToken = 'an-admin-token-for-tests'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any JSON
  readonly body: any
  /** The body as it came. */
  readonly text: string
}

export interface AskOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the admin token; null for none. */
  readonly token?: string | null | undefined
}

export interface TestApi {
  readonly csms: Csms<Versions>
  readonly api: Api
  /** `ask('GET', '/v1/transactions')`; a body that is text goes as it is, anything else as JSON. What is answered is as the document says. */
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
  const check = createAnswerCheck(await (await fetch(`${api.url}/v1/openapi.json`)).json())
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
      const text = await endingText(response)
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
      const answer = { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text, text }
      expect(check({ method, path, type: response.headers.get('content-type'), ...answer })).toBeUndefined()
      return answer
    },
    close: async () => {
      await api.close()
      await csms.stop({ drainMs: 100 })
      if (csmsOptions.store === undefined) await csms.store.close()
    },
  }
}

/** The body as text; a stream has no end, and is left. */
export async function endingText(response: Response): Promise<string> {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text()
  await response.body?.cancel()
  return ''
}

/** Makes a user, after the administrator that has to be the first, and logs in. */
export async function userToken(
  { ask }: Pick<TestApi, 'ask'>,
  { name, role = 'operator', limitedTo = null }: { readonly name: string; readonly role?: string; readonly limitedTo?: object | null },
): Promise<string> {
  const make = () => ask('POST', '/v1/users', { body: { name, password: passwordOf(name), role, limitedTo } })
  let made = await make()
  if (made.status === 409 && made.body.detail.startsWith('the first user')) {
    await ask('POST', '/v1/users', { body: { name: 'first-admin', password: passwordOf('first-admin'), role: 'admin' } })
    made = await make()
  }
  expect(made.status).toBe(201)
  return logIn({ ask }, name)
}

export const passwordOf = (name: string): string => `the password of ${name}`

export async function logIn({ ask }: Pick<TestApi, 'ask'>, name: string, password = passwordOf(name)): Promise<string> {
  const { status, body } = await ask('POST', '/v1/sessions', { token: null, body: { name, password } })
  expect(status).toBe(201)
  return body.token
}
