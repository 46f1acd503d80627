import type { Clock } from '@ocpp-kit/rpc'
import type { FastifyReply } from 'fastify'
import { bodyOf, type PublicEvent } from './public-event.js'

/** A reader that stopped reading is cut off when so many bytes wait for it. */
const maxWaitingBytes = 1_000_000
/** So that proxies see something before they give up. */
const keepAliveMs = 15_000

/** One stream of server-sent events (HTML Living Standard §9.2). */
export interface EventStream {
  send(event: PublicEvent): void
  /** Some events were missed and are not at hand any more: what is known must be read anew. */
  sendReset(): void
}

export interface StreamOptions {
  readonly clock: Clock
  /** Whether the reader is still who it was, and may read what it might: one that is not is cut off, to come back as it is now. */
  isSame(): Promise<boolean>
  /** Calls what it is given when the reader may have become another; returns what ends that. */
  watch(look: () => Promise<void>): () => void
}

/** Answers with a stream; `subscribe` gets what writes to it, and returns what ends it. */
export function streamEvents(
  reply: FastifyReply,
  { clock, isSame, watch }: StreamOptions,
  subscribe: (stream: EventStream) => () => void,
): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const write = (text: string): void => {
    if (raw.writableLength > maxWaitingBytes) raw.destroy()
    else raw.write(text)
  }
  write(': listening\n\n')
  const look = async (): Promise<void> => {
    // Where a change cannot be looked up, what was allowed before it is not shown either.
    if (!(await isSame().catch(() => false))) raw.destroy()
  }
  let timer: unknown
  const keepAlive = (): void => {
    write(': still here\n\n')
    // A session may be over before its stream. A store that cannot be asked says nothing of the reader.
    isSame().then(
      (isIt) => void (isIt || raw.destroy()),
      () => {},
    )
    timer = clock.setTimeout(keepAlive, keepAliveMs)
  }
  timer = clock.setTimeout(keepAlive, keepAliveMs)
  const unwatch = watch(look)
  const end = subscribe({
    send: (event) => write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(bodyOf(event))}\n\n`),
    sendReset: () => write('event: reset\ndata: {}\n\n'),
  })
  raw.once('close', () => {
    clock.clearTimeout(timer)
    unwatch()
    end()
  })
  // What changed since the request came in.
  void look()
}
