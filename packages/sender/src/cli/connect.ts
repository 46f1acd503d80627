import { createTranscript } from '@ocpp-kit/rpc'
import { openTranscriptFile, type TranscriptFile } from '@ocpp-kit/rpc/node'
import type { DialTls } from '@ocpp-kit/rpc/ws'
import { createSender, type Sender } from '../sender.js'
import { readTarget, type Target } from '../target.js'
import type { Environment } from './environment.js'
import { readNamed, UsageError } from './input.js'
import type { CliOptions } from './options.js'

/** The senders of one run, and the file that records them. */
export interface Senders {
  readonly all: readonly [Sender, ...Sender[]]
  close(): Promise<void>
}

async function tlsOf({ ca, cert, key, insecure }: CliOptions): Promise<DialTls> {
  return {
    ...(ca !== undefined && { ca: await readNamed('--ca', ca) }),
    ...(cert !== undefined && { cert: await readNamed('--cert', cert) }),
    ...(key !== undefined && { key: await readNamed('--key', key) }),
    ...(insecure && { rejectUnauthorized: false }),
  }
}

function targetOf({ url, id }: CliOptions): Target {
  if (url === undefined) throw new UsageError('--url is missing, e.g. --url=ws://127.0.0.1:9000/CP1')
  return readTarget(url, id)
}

/**
 * Connects one or several senders; the second is `<id>-2`, and so on.
 * @throws UsageError a file cannot be used · ConnectionError there is no connection
 */
export async function connect({ options, protocol, print }: Environment, count: number): Promise<Senders> {
  const target = targetOf(options)
  const { url, identity, isMadeUp } = target
  if (isMadeUp && !options.json) print.line(`No station is named, so this is ${identity}: ${url.replace(/\/$/, '')}/${identity}`)
  const { user, password, timeout, answer, validate, record } = options
  const tls = await tlsOf(options)
  const file = record === undefined ? undefined : await openRecord(record)
  const transcript = file === undefined ? undefined : createTranscript({ recordedBy: 'station', write: file.write })
  const identities = Array.from({ length: count }, (_, index) => (index === 0 ? target.identity : `${target.identity}-${index + 1}`))
  const senders = await Promise.all(
    identities.map((identity) =>
      createSender({
        protocol,
        url: baseOf(target, identity),
        identity,
        username: user,
        password,
        tls,
        timeoutMs: timeout,
        answer,
        validate,
        transcript,
      }),
    ),
  )
  const close = async (): Promise<void> => {
    await Promise.all(senders.map((sender) => sender.close()))
    await file?.close()
  }
  try {
    for (const sender of senders) await sender.open()
  } catch (error) {
    await close()
    throw error
  }
  return { all: senders as [Sender, ...Sender[]], close }
}

/** Without the first sender's name, where the URL ends with it, so that each has its own. */
function baseOf({ url, identity }: Target, own: string): string {
  if (own === identity) return url
  const parsed = new URL(url)
  if (parsed.pathname.endsWith(`/${encodeURIComponent(identity)}`)) {
    parsed.pathname = parsed.pathname.slice(0, -encodeURIComponent(identity).length - 1)
  }
  return parsed.href
}

async function openRecord(path: string): Promise<TranscriptFile> {
  try {
    return await openTranscriptFile(path)
  } catch (error) {
    throw new UsageError(`--record: ${path} cannot be written: ${(error as Error).message}`)
  }
}
