import assert from 'node:assert/strict'
import type { PublicEvent } from '../../events/public-event.js'
import type { TransactionEvent } from '../../features/transactions/event.js'
import type { WebhookEndpoint } from '../../webhooks/endpoint.js'
import type { Delivery, DeliveryOutcome } from '../../webhooks/store.js'
import { at, type NamedCheck, otherTenant, station, tenant } from './check.js'

const endpoint = (id: string, more: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  id,
  url: 'https://one.example/',
  types: ['transaction.*'],
  description: '',
  isEnabled: true,
  secret: 'whsec_AA==',
  createdAt: at(0),
  ...more,
})

const event = (nth: number): PublicEvent => ({
  id: `evt_${nth}`,
  type: 'station.connected',
  at: at(nth),
  station: 'CP1',
  data: { nth },
  resource: 'station/cp1',
})

const namesOf = (deliveries: readonly Delivery[]): readonly string[] => deliveries.map((one) => one.event.id)

const outcome = ({ seq }: Delivery, more: Partial<DeliveryOutcome> = {}): DeliveryOutcome => ({
  seq,
  state: 'delivered',
  attempts: 1,
  lastStatus: 204,
  lastError: undefined,
  updatedAt: at(50),
  ...more,
})

const started: TransactionEvent = {
  station,
  transactionId: 'TX-1',
  version: '2.0.1',
  key: 'event/tx-1/0',
  contentHash: 'content',
  eventType: 'Started',
  position: 0,
  seqNo: 0,
  timestamp: at(0),
  receivedAt: at(0),
  samples: [],
  flags: [],
  raw: {},
}

export const webhookContract: readonly NamedCheck[] = [
  [
    'keeps endpoints, each as it was put last, oldest first (G16)',
    async ({ webhooks }) => {
      await webhooks.putEndpoint(tenant, endpoint('b'))
      await webhooks.putEndpoint(tenant, endpoint('a'))
      await webhooks.putEndpoint(tenant, endpoint('b', { isEnabled: false }))
      await webhooks.putEndpoint(otherTenant, endpoint('c'))
      assert.deepEqual(await webhooks.endpoints(tenant), [endpoint('a'), endpoint('b', { isEnabled: false })])
      assert.equal(await webhooks.deleteEndpoint(tenant, 'c'), false)
      assert.equal(await webhooks.deleteEndpoint(tenant, 'a'), true)
      assert.deepEqual(await webhooks.endpoints(tenant), [endpoint('b', { isEnabled: false })])
      assert.deepEqual(await webhooks.endpoints(otherTenant), [endpoint('c')])
    },
  ],
  [
    'keeps an event once for each endpoint that wants it, in the order in which they came (G22)',
    async ({ webhooks }) => {
      for (const nth of [2, 1, 3, 2]) await webhooks.announce(tenant, { event: event(nth), endpoints: nth === 3 ? ['a'] : ['a', 'b'] })
      const pending = await webhooks.pending(tenant, 'a', 10)
      // The clock went back before the second: what comes later is sent later all the same.
      assert.deepEqual(namesOf(pending), ['evt_2', 'evt_1', 'evt_3'])
      assert.deepEqual(pending[0]?.event, event(2))
      assert.deepEqual(namesOf(await webhooks.pending(tenant, 'b', 1)), ['evt_2'])
      assert.deepEqual(await webhooks.pending(otherTenant, 'a', 10), [])
    },
  ],
  [
    'knows what was delivered, and makes it pending again on demand',
    async ({ webhooks }) => {
      for (const nth of [1, 2, 3]) await webhooks.announce(tenant, { event: event(nth), endpoints: ['a', 'b'] })
      const [first, second, third] = await webhooks.pending(tenant, 'a', 10)
      if (first === undefined || second === undefined || third === undefined) throw new Error('three were announced')
      await webhooks.settle(tenant, 'a', outcome(first))
      await webhooks.settle(
        tenant,
        'a',
        outcome(second, { state: 'pending', attempts: 3, lastStatus: undefined, lastError: 'ECONNREFUSED' }),
      )
      await webhooks.settle(tenant, 'a', outcome(third, { state: 'failed', lastStatus: 500 }))
      assert.deepEqual(namesOf(await webhooks.pending(tenant, 'a', 10)), ['evt_2'])
      const { items, nextCursor } = await webhooks.pageDeliveries(tenant, 'a', { limit: 2 })
      assert.deepEqual(
        items.map(({ event: { id }, state, attempts, lastStatus, lastError }) => ({ id, state, attempts, lastStatus, lastError })),
        [
          { id: 'evt_3', state: 'failed', attempts: 1, lastStatus: 500, lastError: undefined },
          { id: 'evt_2', state: 'pending', attempts: 3, lastStatus: undefined, lastError: 'ECONNREFUSED' },
        ],
      )
      assert.deepEqual(namesOf((await webhooks.pageDeliveries(tenant, 'a', { limit: 2, cursor: nextCursor })).items), ['evt_1'])
      assert.deepEqual(namesOf((await webhooks.pageDeliveries(tenant, 'a', { state: 'delivered' })).items), ['evt_1'])
      assert.equal(await webhooks.replay(tenant, 'a', at(2)), 1)
      assert.deepEqual(namesOf(await webhooks.pending(tenant, 'a', 10)), ['evt_2', 'evt_3'])
      assert.equal((await webhooks.pending(tenant, 'b', 10)).length, 3)
      for (const id of ['a', 'b']) await webhooks.putEndpoint(tenant, endpoint(id))
      assert.equal(await webhooks.countPending(tenant), 5)
      await webhooks.deleteEndpoint(tenant, 'a')
      assert.deepEqual(await webhooks.pending(tenant, 'a', 10), [])
    },
  ],
  [
    'keeps what is to be told of a transaction together with its event, once (G2, G22)',
    async ({ transactions, webhooks }) => {
      const announce = () => ({ event: event(1), endpoints: ['a'] })
      await transactions.append(started, announce)
      await transactions.append(started, announce)
      assert.deepEqual(namesOf(await webhooks.pending(tenant, 'a', 10)), ['evt_1'])
    },
  ],
]
