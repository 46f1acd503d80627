import assert from 'node:assert/strict'
import { type NamedCheck, station } from './check.js'

export const storeIdContract: readonly NamedCheck[] = [
  [
    'has an id that stays the same, whoever asks and whatever is stored',
    async (store) => {
      const [id, ...others] = await Promise.all([store.id(), store.id(), store.id()])
      assert.match(id, /^[\w-]{16,64}$/)
      assert.deepEqual(others, [id, id])
      await store.provisioning.save({ station, identity: 'CP1', registration: 'Accepted' })
      assert.equal(await store.id(), id)
    },
  ],
]
