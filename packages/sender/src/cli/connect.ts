import { createTranscript } from '@ocpp-kit/rpc'
import { openTranscriptFile, type TranscriptFile } from '@ocpp-kit/rpc/node'
import { type AnySender, createSender } from '../sender.js'
import { readTarget, type Target } from '../target.js'
import type { Environment } from './environment.js'
import { asUsage, UsageError } from './input.js'
import type { CliOptions } from './options.js'
import { tlsOf } from './tls.js'

/** The senders of one run, and the file that records them. */
export interface Senders {
  readonly all: readonly [AnySender, ...AnySender[]]
  close(): Promise<void>
}

function targetOf({ url, id }: CliOptions): Target {
  if (url === undefined) throw new UsageError('--url is missing, e.g. --url=ws://127.0.0.1:9000/CP1')
  return asUsage(() => readTarget(url, id))
}

/**
 * Connects one or several senders; the second is `<id>-2`, and so on.
 * @throws UsageError a file cannot be used · ConnectionError there is no connection
 */
export async function connect({ options, protocol, print, signal }: Environment, count: number): Promise<Senders> {
  const target = targetOf(options)
  const { url, identity, isMadeUp } = target
  if (isMadeUp && !options.json) print.line(`No station is named, so this is ${identity}: ${url.replace(/\/$/, '')}/${identity}`)
  const { user, password, timeout, answer, validate, record, recordRaw, seed } = options
  const tls = await tlsOf(options)
  const file = record === undefined ? undefined : await openRecord(record)
  const transcript =
    file === undefined ? undefined : createTranscript({ recordedBy: 'station', write: file.write, ...(recordRaw && { redact: false }) })
  const identities = Array.from({ length: count }, (_, index) => (index === 0 ? target.identity : `${target.identity}-${index + 1}`))
  const senders: readonly AnySender[] = await Promise.all(
    identities.map((identity) =>
      createSender({
        protocol,
        url: baseOf(target, identity),
        identity,
        username: user,
        password,
        tls,
        timeoutMs: timeout,
        handshakeTimeoutMs: timeout,
        answer,
        validate,
        seed,
        transcript,
      }),
    ),
  ).catch((error: Error) => {
    throw new UsageError(error.message)
  })
  const closeAll = (): Promise<unknown> => Promise.all(senders.map((sender) => sender.close()))
  const interrupt = (): void => void closeAll()
  signal.addEventListener('abort', interrupt, { once: true })
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', interrupt)
    await closeAll()
    await file?.close()
  }
  try {
    for (const sender of senders) await sender.open()
  } catch (error) {
    await close()
    throw error
  }
  return { all: senders as [AnySender, ...AnySender[]], close }
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
