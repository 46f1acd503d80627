import { afterEach } from 'vitest'
import { WebSocket } from 'ws'
import type { Protocol } from '../../src/index.js'
import { type Client, type DialOptions, dial, type Listener, type ListenOptions, listen } from '../../src/ws/index.js'

/** Both ends over real sockets, with short times to close; whatever a test opens is closed after it. */
export function useEnds() {
  const closers: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })
  const closing = (close: () => unknown): void => void closers.push(close)

  return {
    /** Runs after the test, the last one first. */
    closing,

    async listening<P extends Protocol>(options: ListenOptions<P>): Promise<Listener<P>> {
      const place = options.server === undefined ? { port: 0 } : {}
      const listener = await listen({ ...place, closeTimeoutMs: 300, onError: () => {}, ...options })
      closing(() => listener.close())
      return listener
    },

    /** A client that tries once, unless the test says otherwise. */
    dialing<P extends Protocol>(options: DialOptions<P>): Client<P> {
      const client = dial({ closeTimeoutMs: 300, reconnect: false, ...options })
      closing(() => client.close())
      return client
    },

    /** A bare WebSocket, and the status that its upgrade was answered with. */
    knock(url: string, headers: Record<string, string> = {}): Promise<{ status: number; socket: WebSocket }> {
      const socket = new WebSocket(url, ['ocpp1.6'], { headers })
      closing(() => socket.terminate())
      socket.on('error', () => {})
      return new Promise((resolve) => {
        socket.on('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, socket }))
        socket.on('open', () => resolve({ status: 101, socket }))
      })
    },
  }
}
