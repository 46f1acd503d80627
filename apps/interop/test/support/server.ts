import { createMockServer, type MockServerOptions } from '@ocpp-kit/mock-server'
import { onTestFinished } from 'vitest'

/** A mock server that speaks all versions. */
export type Server = Awaited<ReturnType<typeof createMockServer>>

/** Starts one on a free port, unless another is given; it ends with the test. */
export async function startServer(options: MockServerOptions = {}): Promise<Server> {
  const server = await createMockServer({ port: 0, ...options })
  onTestFinished(() => server.close())
  return server
}
