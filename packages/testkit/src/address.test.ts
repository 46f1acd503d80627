import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { addressOf, whyUnreachable } from './address.ts'

test('a service is expected on this machine at its usual port', () => {
  expect((['PostgreSQL', 'NATS', 'Redis', 'RabbitMQ'] as const).map((name) => addressOf(name, {}))).toEqual([
    { name: 'PostgreSQL', host: '127.0.0.1', port: 5432 },
    { name: 'NATS', host: '127.0.0.1', port: 4222 },
    { name: 'Redis', host: '127.0.0.1', port: 6379 },
    { name: 'RabbitMQ', host: '127.0.0.1', port: 5672 },
  ])
})

test('the variables of the services move them', () => {
  expect(addressOf('PostgreSQL', { PGHOST: 'db', PGPORT: '6543' })).toMatchObject({ host: 'db', port: 6543 })
  expect(addressOf('NATS', { NATS_URL: 'nats:5222' })).toMatchObject({ host: 'nats', port: 5222 })
  expect(addressOf('Redis', { REDIS_URL: 'redis://cache' })).toMatchObject({ host: 'cache', port: 6379 })
  expect(addressOf('RabbitMQ', { AMQP_URL: 'amqp://user:secret@rabbit:5673/vhost' })).toMatchObject({ host: 'rabbit', port: 5673 })
})

test('a listening port is reachable, a closed one says why not', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  const service = { name: 'NATS', host: '127.0.0.1', port: address.port } as const

  expect(await whyUnreachable(service)).toBeUndefined()
  await new Promise((resolve) => server.close(resolve))
  expect(await whyUnreachable(service)).toBe('ECONNREFUSED')
})
