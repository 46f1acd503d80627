import { connect } from 'node:net'

export type ServiceName = 'PostgreSQL' | 'NATS' | 'Redis' | 'RabbitMQ'

export interface ServiceAddress {
  readonly name: ServiceName
  readonly host: string
  readonly port: number
}

/** Where a service is expected: the variables its own tools read, else this machine and the service's usual port. */
export function addressOf(name: ServiceName, env: NodeJS.ProcessEnv = process.env): ServiceAddress {
  switch (name) {
    case 'PostgreSQL':
      return { name, host: env['PGHOST'] ?? '127.0.0.1', port: Number(env['PGPORT'] ?? 5432) }
    case 'NATS':
      return fromUrl(name, env['NATS_URL'], 4222)
    case 'Redis':
      return fromUrl(name, env['REDIS_URL'], 6379)
    case 'RabbitMQ':
      return fromUrl(name, env['AMQP_URL'], 5672)
  }
}

/** Undefined if something accepts a connection there, else the reason why not. */
export function whyUnreachable({ host, port }: ServiceAddress, timeoutMs = 2_000): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const settle = (reason?: string) => {
      socket.destroy()
      resolve(reason)
    }
    socket.once('connect', () => settle())
    socket.once('timeout', () => settle(`no answer within ${timeoutMs} ms`))
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
  })
}

function fromUrl(name: ServiceName, url: string | undefined, usualPort: number): ServiceAddress {
  if (url === undefined) return { name, host: '127.0.0.1', port: usualPort }
  const { hostname, port } = new URL(url.includes('://') ? url : `tcp://${url}`)
  return { name, host: hostname, port: Number(port || usualPort) }
}
