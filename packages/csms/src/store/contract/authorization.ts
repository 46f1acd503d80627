import assert from 'node:assert/strict'
import { type NamedCheck, otherTenant, tenant } from './check.js'

export const authorizationContract: readonly NamedCheck[] = [
  [
    'finds a token whatever its case, and shows it as it was put',
    async ({ authorization }) => {
      await authorization.putToken(tenant, { idToken: 'AbC1', type: 'ISO14443', status: 'Blocked' })
      assert.deepEqual(await authorization.findToken(tenant, { idToken: 'aBc1', type: 'ISO14443' }), {
        idToken: 'AbC1',
        type: 'ISO14443',
        status: 'Blocked',
      })
      assert.equal(await authorization.findToken(tenant, { idToken: 'AbC1', type: 'eMAID' }), undefined)
    },
  ],
  [
    'lets a missing type agree with any, and prefers the exact one',
    async ({ authorization }) => {
      await authorization.putToken(tenant, { idToken: 'T1', status: 'Accepted' })
      await authorization.putToken(tenant, { idToken: 'T1', type: 'eMAID', status: 'Blocked' })
      assert.equal((await authorization.findToken(tenant, { idToken: 'T1', type: 'eMAID' }))?.status, 'Blocked')
      assert.equal((await authorization.findToken(tenant, { idToken: 'T1', type: 'Local' }))?.status, 'Accepted')
      assert.equal((await authorization.findToken(tenant, { idToken: 't1' }))?.status, 'Accepted')
      await authorization.putToken(tenant, { idToken: 'T2', type: 'ISO14443' })
      assert.equal((await authorization.findToken(tenant, { idToken: 'T2' }))?.type, 'ISO14443')
    },
  ],
  [
    'replaces and deletes by type and folded value',
    async ({ authorization }) => {
      await authorization.putToken(tenant, { idToken: 'T1', status: 'Accepted' })
      await authorization.putToken(tenant, { idToken: 't1', status: 'Expired' })
      assert.deepEqual(await authorization.listTokens(tenant), [{ idToken: 't1', status: 'Expired' }])
      assert.equal(await authorization.deleteToken(tenant, { idToken: 'T1' }), true)
      assert.equal(await authorization.deleteToken(tenant, { idToken: 'T1' }), false)
      assert.deepEqual(await authorization.listTokens(tenant), [])
    },
  ],
  [
    'lists tokens by folded value and type, page by page',
    async ({ authorization }) => {
      for (const token of [{ idToken: 'B' }, { idToken: 'a', type: 'eMAID' }, { idToken: 'A' }]) await authorization.putToken(tenant, token)
      const first = await authorization.pageTokens(tenant, { limit: 2 })
      assert.deepEqual(first.items, [{ idToken: 'A' }, { idToken: 'a', type: 'eMAID' }])
      const last = await authorization.pageTokens(tenant, { limit: 2, cursor: first.nextCursor })
      assert.deepEqual(last, { items: [{ idToken: 'B' }] })
      assert.deepEqual(await authorization.listTokens(tenant), [...first.items, ...last.items])
    },
  ],
  [
    'keeps tokens of one value apart by tenant (G16)',
    async ({ authorization }) => {
      await authorization.putToken(tenant, { idToken: 'T1' })
      assert.equal(await authorization.findToken(otherTenant, { idToken: 'T1' }), undefined)
      assert.deepEqual(await authorization.listTokens(otherTenant), [])
    },
  ],
]
