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
  /** Whether the reader may still read; asked now and then, for a session may be over before its stream. */
  isAllowed(): Promise<boolean>
}

/** Answers with a stream; `subscribe` gets what writes to it, and returns what ends it. */
export function streamEvents(reply: FastifyReply, { isAllowed }: StreamOptions, subscribe: (stream: EventStream) => () => void): void {
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
  const timer = setInterval(() => {
    write(': still here\n\n')
    // A store that cannot be asked says nothing of the reader.
    isAllowed().then(
      (isIt) => void (isIt || raw.destroy()),
      () => {},
    )
  }, keepAliveMs)
  const end = subscribe({
    send: (event) => write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(bodyOf(event))}\n\n`),
    sendReset: () => write('event: reset\ndata: {}\n\n'),
  })
  raw.once('close', () => {
    clearInterval(timer)
    end()
  })
}
