import { createHmac } from 'node:crypto'
import { createHttpServer } from '@ocpp-kit/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dataOf } from '../support/csms.js'
import { readEvents } from '../support/event-stream.js'
import { identity, stationVersions } from '../support/station.js'
import { createSharedTime } from '../support/time.js'
import { beginSession, endSession, join, minuteMs, startTimedCsms } from '../support/timed.js'

interface Told {
  readonly id: string
  readonly type: string
  readonly station: string
  readonly data: {
    readonly transaction?: { readonly id: string; readonly energyWh: number }
    readonly event?: { readonly eventType: string }
  }
}

describe.each(stationVersions)('a session at a %s station', (_name, version) => {
  it('is told as it goes to whoever listens, and signed to a webhook, each event once and in order (G22)', async () => {
    const time = createSharedTime()
    const running = await startTimedCsms(time)
    const { operator } = running
    const receiver = await createHttpServer()
    onTestFinished(() => receiver.close())
    receiver.answer = (_request, response) => response.writeHead(204).end()
    const { secret, id } = await dataOf(operator.POST('/v1/webhooks', { body: { url: receiver.url, types: ['transaction.*'] } }))
    const { told } = await readEvents(running)

    const timed = await join(running, time, version)
    const transaction = await beginSession(timed)
    await time.pass(15 * minuteMs)
    const deliveredWh = await endSession(timed)
    await timed.station.stop()

    const types = (): readonly string[] => told.map(({ type }) => type)
    await expect.poll(types).toContain('station.disconnected')
    const expected = [
      'station.connected',
      'station.booted',
      'connector.status',
      'transaction.started',
      'transaction.updated',
      'transaction.ended',
    ]
    const order = expected.map((type) => types().indexOf(type))
    expect(order).toEqual(order.toSorted((left, right) => left - right))
    expect(order[0]).toBe(0)
    expect(new Set(told.map((one) => one.id)).size).toBe(told.length)
    expect(told.every(({ data }) => data.station === identity)).toBe(true)
    expect(told.find(({ type }) => type === 'transaction.ended')?.data.data).toMatchObject({
      transaction: { id: transaction.transactionId, stationId: identity, energyWh: Math.floor(deliveredWh), stopReason: 'Local' },
      event: { eventType: 'Ended' },
    })

    // The webhook has had the same, of transactions alone.
    const ofTransaction = told.filter(({ type }) => type.startsWith('transaction.'))
    await expect.poll(() => receiver.requests.length).toBe(ofTransaction.length)
    const received = receiver.requests.map(({ body }) => JSON.parse(body) as Told)
    expect(received.map((one) => one.id)).toEqual(ofTransaction.map((one) => one.id))
    expect(received).toEqual(ofTransaction.map(({ data }) => data))
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    for (const { headers, body } of receiver.requests) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    }
    const delivered = { params: { path: { id }, query: { state: 'delivered' as const } } }
    await expect
      .poll(async () => (await dataOf(operator.GET('/v1/webhooks/{id}/deliveries', delivered))).items.length)
      .toBe(ofTransaction.length)
  })
})
