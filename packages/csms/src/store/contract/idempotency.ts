import assert from 'node:assert/strict'
import type { IdempotentRequest } from '../../http/idempotency-store.js'
import { at, type NamedCheck, otherTenant, tenant } from './check.js'

const request = (more: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  actorId: 'ann',
  route: 'POST /v1/x',
  key: 'K',
  requestHash: 'h',
  receivedAt: at(0),
  ...more,
})
const answer = { status: 201, headers: { location: '/v1/x/1' }, body: '{}' }

export const idempotencyContract: readonly NamedCheck[] = [
  [
    'gives a key to one of the requests that come at one time, and its record to the others',
    async ({ idempotency }) => {
      const [first, second] = await Promise.all([
        idempotency.begin(tenant, request()),
        idempotency.begin(tenant, request({ requestHash: 'other' })),
      ])
      assert.equal(first, undefined)
      assert.deepEqual(second, request())
    },
  ],
  [
    'keeps the answer of a key',
    async ({ idempotency }) => {
      await idempotency.begin(tenant, request())
      await idempotency.finish(tenant, { ...request(), answer })
      assert.deepEqual(await idempotency.begin(tenant, request({ receivedAt: at(9) })), { ...request(), answer })
    },
  ],
  [
    'frees a key',
    async ({ idempotency }) => {
      await idempotency.begin(tenant, request())
      await idempotency.release(tenant, request())
      assert.equal(await idempotency.begin(tenant, request()), undefined)
    },
  ],
  [
    'keeps a key apart by tenant, actor and route (G16)',
    async ({ idempotency }) => {
      await idempotency.begin(tenant, request())
      assert.equal(await idempotency.begin(otherTenant, request()), undefined)
      assert.equal(await idempotency.begin(tenant, request({ actorId: 'bob' })), undefined)
      assert.equal(await idempotency.begin(tenant, request({ route: 'POST /v1/y' })), undefined)
      assert.equal(await idempotency.begin(tenant, request({ key: 'k' })), undefined)
    },
  ],
]
