import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut, and held up, without touching the server. */
export async function createProxy(to: { readonly host: string; readonly port: number }) {
  const pairs = new Set<readonly [Socket, Socket]>()
  let state: 'open' | 'stalled' | 'cut' = 'open'

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(to)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [from, other] of [pair, [far, near] as const]) {
      from.on('data', (data) => {
        if (state === 'open') other.write(data)
      })
      from.on('error', () => {})
      from.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const cutAll = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  return {
    port: (server.address() as { readonly port: number }).port,
    /** Ends all connections and refuses new ones. */
    cut(): void {
      state = 'cut'
      cutAll()
    },
    /** Ends all connections; new ones are welcome. */
    drop: cutAll,
    /** Swallows everything, without a word to either end. */
    stall(): void {
      state = 'stalled'
    },
    /** Lets new connections through; those that were held up have lost what they said. */
    restore(): void {
      state = 'open'
      cutAll()
    },
    async close(): Promise<void> {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}
