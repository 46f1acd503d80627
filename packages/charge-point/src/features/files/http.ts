import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { rootCertificates } from 'node:tls'
import { maxFileBytes, silenceMs, TransferError, type TransferFailure, type TransferOptions, type UploadFile } from './transfer.js'

const maxRedirects = 5

interface Order {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly headers?: Readonly<Record<string, string | number>> | undefined
  readonly body?: Uint8Array | undefined
}

interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly body: Uint8Array
}

export async function downloadByHttp(address: string, options: TransferOptions): Promise<Uint8Array> {
  let url = new URL(address)
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const { status, location, body } = await perform(url, { method: 'GET' }, options)
    if (isSuccess(status)) return body
    if (!isRedirect(status) || location === undefined) throw refusal(status)
    url = new URL(location, url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') break
  }
  throw new TransferError('redirected', `${printed(url)}: too many redirects`)
}

/** By PUT or, where the server takes none, by POST (N01.FR.18–19). Redirects are not followed (2.1 N01.FR.30). */
export async function uploadByHttp(address: string, { name, content }: UploadFile, options: TransferOptions): Promise<void> {
  const url = new URL(address)
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': content.byteLength }
  const put = await perform(url, { method: 'PUT', headers, body: content }, options)
  if (isSuccess(put.status)) return
  if (put.status !== 405 && put.status !== 501) throw refusal(put.status)
  const disposition = `form-data; name="uploadfile"; filename="${name}"`
  const post = await perform(url, { method: 'POST', headers: { ...headers, 'Content-Disposition': disposition }, body: content }, options)
  if (!isSuccess(post.status)) throw refusal(post.status)
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

const isRedirect = (status: number): boolean => status >= 300 && status < 400

const reasons: Readonly<Record<number, TransferFailure>> = {
  400: 'badMessage',
  401: 'denied',
  403: 'denied',
  405: 'notSupported',
  407: 'denied',
  411: 'badMessage',
  415: 'notSupported',
  422: 'badMessage',
  501: 'notSupported',
}

const refusal = (status: number): TransferError =>
  new TransferError(isRedirect(status) ? 'redirected' : (reasons[status] ?? 'failed'), `the file server answered ${status}`)

/** Without credentials. */
const printed = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`

function perform(url: URL, { method, headers, body }: Order, { signal, trustedRoots }: TransferOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void =>
      reject(error instanceof TransferError ? error : new TransferError('failed', `${method} ${printed(url)} failed`, { cause: error }))
    const isTls = url.protocol === 'https:'
    const outgoing = (isTls ? httpsRequest : httpRequest)(
      url,
      {
        method,
        headers,
        signal,
        agent: false,
        timeout: silenceMs,
        // `ca` takes the place of what Node trusts by itself.
        ...(isTls && trustedRoots.length > 0 ? { ca: [...rootCertificates, ...trustedRoots] } : {}),
      },
      (incoming) => read(incoming).then(resolve, fail),
    )
    outgoing.on('error', fail)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`nothing heard for ${silenceMs} ms`)))
    outgoing.end(body)
  })
}

async function read(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxFileBytes) throw new TransferError('failed', `the file is larger than ${maxFileBytes} bytes`)
    chunks.push(chunk)
  }
  return { status: incoming.statusCode ?? 0, location: incoming.headers.location, body: Buffer.concat(chunks) }
}
