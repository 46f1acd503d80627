import type { FastifyReply } from 'fastify'

/** A browser that stopped reading is cut off when so many bytes wait for it. */
const maxWaitingBytes = 1_000_000

/**
 * Server-sent events (HTML Living Standard §9.2): `subscribe` gets a function that writes one event, and returns what ends it.
 */
export function streamEvents(reply: FastifyReply, subscribe: (write: (name: string, data: unknown) => void) => () => void): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  raw.write(': listening\n\n')
  const end = subscribe((name, data) => {
    if (raw.writableLength > maxWaitingBytes) raw.destroy()
    else raw.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  })
  raw.once('close', end)
}
