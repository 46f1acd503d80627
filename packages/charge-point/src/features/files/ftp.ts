import { Readable, Writable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import type { Client } from 'basic-ftp'
import { maxFileBytes, silenceMs, TransferError, type TransferFailure, type TransferOptions, type UploadFile } from './transfer.js'

const implicitTlsPort = 990

export const downloadByFtp = (address: string, options: TransferOptions): Promise<Uint8Array> =>
  withClient(address, options, async (client, path) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const sink = new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        bytes += chunk.byteLength
        chunks.push(chunk)
        done(bytes > maxFileBytes ? new Error(`the file is larger than ${maxFileBytes} bytes`) : null)
      },
    })
    await client.downloadTo(sink, path)
    return Buffer.concat(chunks)
  })

export const uploadByFtp = (address: string, { content }: UploadFile, options: TransferOptions): Promise<void> =>
  withClient(address, options, async (client, path) => {
    await client.uploadFrom(Readable.from([content]), path)
  })

/** Logs in, in passive mode, and leaves again; `ftps` is FTP over TLS, implicit on port 990 alone. */
async function withClient<T>(address: string, options: TransferOptions, work: (client: Client, path: string) => Promise<T>): Promise<T> {
  const url = new URL(address)
  // Loaded by those stations alone that transfer something by FTP.
  const { Client } = await import('basic-ftp')
  const client = new Client(silenceMs)
  const abort = (): void => client.close()
  options.signal.addEventListener('abort', abort, { once: true })
  try {
    if (options.signal.aborted) throw new Error('the transfer was cancelled')
    await client.access(accessOf(url, options.trustedRoots))
    return await work(client, pathOf(url))
  } catch (error) {
    throw new TransferError(reasonOf(error), `${url.protocol}//${url.host}${url.pathname} failed`, { cause: error })
  } finally {
    options.signal.removeEventListener('abort', abort)
    client.close()
  }
}

function accessOf({ protocol, hostname, port, username, password }: URL, trustedRoots: readonly string[]) {
  const isTls = protocol === 'ftps:'
  return {
    // IPv6 addresses stand in brackets in a URL only.
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(username === '' ? {} : { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
    secure: isTls && (Number(port) === implicitTlsPort ? ('implicit' as const) : true),
    ...(isTls && trustedRoots.length > 0 ? { secureOptions: { ca: [...rootCertificates, ...trustedRoots] } } : {}),
  }
}

/** Relative to where the login leads; `%2F` at its beginning makes it absolute (RFC 1738 §3.2.2). */
const pathOf = ({ pathname }: URL): string => decodeURIComponent(pathname.slice(1))

/** Reply codes of RFC 959 §4.2. */
function reasonOf(error: unknown): TransferFailure {
  const { code } = Object(error) as { readonly code?: unknown }
  if (typeof code !== 'number') return 'failed'
  if (code === 502 || code === 504) return 'notSupported'
  if (code >= 500 && code <= 503) return 'badMessage'
  return code === 530 || code === 532 || code === 550 || code === 553 ? 'denied' : 'failed'
}
