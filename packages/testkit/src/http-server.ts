import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What the server does with a request; by default it gives the file of that path, or takes one. */
type Answer = (request: HttpRequest, response: ServerResponse) => void

export interface HttpServer {
  readonly url: string
  readonly port: number
  readonly requests: HttpRequest[]
  /** Resolves with all requests once there are so many. */
  arrived(count: number): Promise<readonly HttpRequest[]>
  /** Files by path. */
  readonly files: Map<string, Buffer>
  answer: Answer
  close(): Promise<void>
}

/** A real file server on the loopback interface, on a port that is free. */
export async function createHttpServer(tls?: { readonly key: string; readonly cert: string }): Promise<HttpServer> {
  const listener = async (incoming: import('node:http').IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = incoming
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString() }
    server.requests.push(request)
    server.answer(request, response)
    for (const look of [...waiting]) look()
  }
  const run = (incoming: import('node:http').IncomingMessage, response: ServerResponse): void =>
    void listener(incoming, response).catch(() => response.destroy())
  const listening = tls === undefined ? createServer(run) : createTlsServer(tls, run)
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  const waiting = new Set<() => void>()
  const server: HttpServer = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests: [],
    arrived: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (server.requests.length < count) return
          waiting.delete(look)
          resolve(server.requests)
        }
        waiting.add(look)
        look()
      }),
    files: new Map(),
    answer: ({ method, path, body }, response) => {
      const file = server.files.get(path)
      if (method === 'GET') return void response.writeHead(file === undefined ? 404 : 200).end(file)
      server.files.set(path, Buffer.from(body))
      response.writeHead(201).end()
    },
    close: async () => {
      listening.closeAllConnections()
      await new Promise((resolve) => listening.close(resolve))
    },
  }
  return server
}
