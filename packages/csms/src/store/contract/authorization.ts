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
      const replaced = await authorization.putToken(tenant, { idToken: 't1', status: 'Expired' })
      assert.deepEqual(replaced, { idToken: 'T1', status: 'Accepted' })
      assert.deepEqual(await authorization.listTokens(tenant), [{ idToken: 't1', status: 'Expired' }])
      assert.equal(await authorization.deleteToken(tenant, { idToken: 'T1', type: 'eMAID' }), undefined)
      assert.deepEqual(await authorization.deleteToken(tenant, { idToken: 'T1' }), { idToken: 't1', status: 'Expired' })
      assert.equal(await authorization.deleteToken(tenant, { idToken: 'T1' }), undefined)
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
    'tells what stood before each of several changes that come at one time',
    async ({ authorization }) => {
      const before = await Promise.all([
        authorization.putToken(tenant, { idToken: 'T1' }),
        authorization.putToken(tenant, { idToken: 't1', status: 'Blocked' }),
        authorization.deleteToken(tenant, { idToken: 'T1' }),
        authorization.putToken(tenant, { idToken: 'T1', status: 'Invalid' }),
      ])
      assert.deepEqual(before, [undefined, { idToken: 'T1' }, { idToken: 't1', status: 'Blocked' }, undefined])
      assert.deepEqual(await authorization.listTokens(tenant), [{ idToken: 'T1', status: 'Invalid' }])
    },
  ],
  [
    'keeps groups by folded id, page by page, and tells what stood before',
    async ({ authorization }) => {
      assert.equal(await authorization.putGroup(tenant, { groupId: 'B', name: 'Bees' }), undefined)
      await authorization.putGroup(tenant, { groupId: 'a' })
      assert.deepEqual(await authorization.putGroup(tenant, { groupId: 'b', status: 'Blocked' }), { groupId: 'B', name: 'Bees' })
      assert.deepEqual(await authorization.findGroup(tenant, 'B'), { groupId: 'b', status: 'Blocked' })
      assert.equal(await authorization.findGroup(otherTenant, 'B'), undefined)
      const first = await authorization.pageGroups(tenant, { limit: 1 })
      assert.deepEqual(first.items, [{ groupId: 'a' }])
      const last = await authorization.pageGroups(tenant, { limit: 1, cursor: first.nextCursor })
      assert.deepEqual(last, { items: [{ groupId: 'b', status: 'Blocked' }] })
      assert.deepEqual(await authorization.deleteGroup(tenant, 'B'), { groupId: 'b', status: 'Blocked' })
      assert.equal(await authorization.deleteGroup(tenant, 'B'), undefined)
    },
  ],
  [
    'counts changes of tokens and groups, and apart those of what was known before; the same again is none',
    async ({ authorization }) => {
      assert.deepEqual(await authorization.news(tenant), { changes: 0, edits: 0 })
      await authorization.putToken(tenant, { idToken: 'T1', status: 'Accepted' })
      await authorization.putToken(tenant, { status: 'Accepted', idToken: 'T1' })
      assert.deepEqual(await authorization.news(tenant), { changes: 1, edits: 0 })
      await authorization.putToken(tenant, { idToken: 'T1', status: 'Blocked' })
      await authorization.deleteToken(tenant, { idToken: 'T1' })
      await authorization.deleteToken(tenant, { idToken: 'T1' })
      await authorization.putGroup(tenant, { groupId: 'G' })
      assert.deepEqual(await authorization.news(tenant), { changes: 4, edits: 3 })
      assert.deepEqual(await authorization.news(otherTenant), { changes: 0, edits: 0 })
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
