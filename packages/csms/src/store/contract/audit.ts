import assert from 'node:assert/strict'
import type { AuditEntry } from '../../audit/store.js'
import { at, type NamedCheck, otherTenant, tenant } from './check.js'

const entry = (seconds: number, actorId: string): Omit<AuditEntry, 'id'> => ({
  at: at(seconds),
  actor: { id: actorId, kind: 'user', name: 'Ann' },
  action: 'putToken',
  resource: '/v1/tokens/any/A',
  requestId: 'r',
  address: '127.0.0.1',
  outcome: 'begun',
})

export const auditContract: readonly NamedCheck[] = [
  [
    'keeps an entry, and completes it in its place',
    async ({ audit }) => {
      const id = await audit.add(tenant, entry(0, 'a'))
      await audit.add(tenant, entry(1, 'a'))
      const done: AuditEntry = { ...entry(0, 'a'), id, outcome: 'done', status: 200, before: null, after: { status: 'Blocked' } }
      await audit.complete(tenant, done)
      const { items } = await audit.page(tenant, {})
      assert.deepEqual(items[1], done)
      assert.equal(items[0]?.outcome, 'begun')
    },
  ],
  [
    'lists entries newest first, all or those of an actor, page by page',
    async ({ audit }) => {
      for (const seconds of [0, 1, 2, 3]) await audit.add(tenant, entry(seconds, seconds % 2 === 0 ? 'even' : 'odd'))
      const first = await audit.page(tenant, { limit: 3 })
      const last = await audit.page(tenant, { limit: 3, cursor: first.nextCursor })
      assert.deepEqual(
        [...first.items, ...last.items].map((one) => one.at),
        [3, 2, 1, 0].map(at),
      )
      const odd = await audit.page(tenant, { actorId: 'odd', limit: 1 })
      const next = await audit.page(tenant, { actorId: 'odd', limit: 1, cursor: odd.nextCursor })
      assert.deepEqual(
        [...odd.items, ...next.items].map((one) => one.at),
        [at(3), at(1)],
      )
      assert.equal(next.nextCursor, undefined)
    },
  ],
  [
    'keeps entries apart by tenant (G16)',
    async ({ audit }) => {
      await audit.add(tenant, entry(0, 'a'))
      assert.deepEqual((await audit.page(otherTenant, {})).items, [])
    },
  ],
]
