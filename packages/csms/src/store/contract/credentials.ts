import assert from 'node:assert/strict'
import { at, foreignStation, type NamedCheck, otherTenant, station, tenant } from './check.js'

const password = (id: string) => ({ id, keyId: 'k', salt: 'c2FsdA==', digest: `digest of ${id}`, since: at(0) })

export const credentialContract: readonly NamedCheck[] = [
  [
    'keeps the password of a station, of that tenant alone (G16)',
    async ({ credentials }) => {
      assert.equal(await credentials.find(station), undefined)
      await credentials.change(station, { type: 'set', password: password('a') })
      assert.deepEqual(await credentials.find(station), { passwords: [password('a')] })
      assert.equal(await credentials.find(foreignStation), undefined)
    },
  ],
  [
    'keeps the old and the new password while the outcome of a change is not known, and one of them after it (A01.FR.03, A01.FR.04)',
    async ({ credentials }) => {
      await credentials.change(station, { type: 'set', password: password('a') })
      const open = await credentials.change(station, { type: 'proposed', password: password('b') })
      assert.deepEqual(open, { passwords: [password('a'), { ...password('b'), isProposed: true }] })
      assert.deepEqual(await credentials.change(station, { type: 'refused', id: 'b' }), { passwords: [password('a')] })
      await credentials.change(station, { type: 'proposed', password: password('c') })
      assert.deepEqual(await credentials.change(station, { type: 'accepted', id: 'c' }), { passwords: [password('c')] })
      assert.deepEqual(await credentials.find(station), { passwords: [password('c')] })
    },
  ],
  [
    'loses none of several changes that come at one time',
    async ({ credentials }) => {
      const ids = ['a', 'b', 'c', 'd', 'e']
      const results = await Promise.all(ids.map((id) => credentials.change(station, { type: 'proposed', password: password(id) })))
      assert.deepEqual(
        results.map((credential) => credential?.passwords.length),
        [1, 2, 3, 4, undefined],
      )
      assert.equal((await credentials.find(station))?.passwords.length, 4)
    },
  ],
  [
    'gives one secret to all who ask for it, for each tenant its own',
    async ({ credentials }) => {
      const asked = await Promise.all(['x', 'y', 'z'].map((proposed) => credentials.secret(tenant, 'passwords', proposed)))
      assert.deepEqual(new Set(asked).size, 1)
      assert.equal(await credentials.secret(tenant, 'passwords', 'later'), asked[0])
      assert.equal(await credentials.secret(otherTenant, 'passwords', 'other'), 'other')
    },
  ],
]
