import { connect } from 'node:net'
import { describeWithService, type ServiceAddress } from '@ocpp-kit/testkit'
import pg from 'pg'
import { expect, test } from 'vitest'

describeWithService('PostgreSQL', ({ host, port }) => {
  test('answers a query', async () => {
    const { PGUSER: user = 'postgres', PGDATABASE: database = 'test' } = process.env
    const client = new pg.Client({ host, port, user, database })
    await client.connect()
    try {
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    } finally {
      await client.end()
    }
  })
})

describeWithService('NATS', (address) => {
  test('introduces itself, with JetStream', async () => {
    expect(await firstBytes(address)).toMatch(/^INFO \{.*"jetstream":true/)
  })
})

describeWithService('Redis', (address) => {
  test('answers PING', async () => {
    expect(await firstBytes(address, 'PING\r\n')).toBe('+PONG\r\n')
  })
})

describeWithService('RabbitMQ', (address) => {
  test('starts an AMQP 0-9-1 connection', async () => {
    // A method frame (type 1) on channel 0 is Connection.Start; any other version is answered with a protocol header.
    expect((await firstBytes(address, 'AMQP\x00\x00\x09\x01')).slice(0, 3)).toBe('\x01\x00\x00')
  })
})

function firstBytes({ host, port }: ServiceAddress, greeting = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write(greeting))
    socket.setEncoding('latin1')
    socket.once('data', (data) => {
      socket.destroy()
      resolve(String(data))
    })
    socket.once('error', reject)
  })
}
