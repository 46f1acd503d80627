import assert from 'node:assert/strict'
import type { ListRecord } from '../../features/local-list/list-state.js'
import { at, foreignStation, type NamedCheck, station } from './check.js'

const record: ListRecord = {
  status: 'inSync',
  lastVersion: 3,
  held: { version: 3, hash: 'h', entries: [{ idToken: 'A', type: 'eMAID', hash: 'x' }], confirmedAt: at(0) },
  failures: 0,
  updatedAt: at(0),
}

export const localListContract: readonly NamedCheck[] = [
  [
    'keeps what is wanted of a list, what is known of it, and how old a cache is, each by itself',
    async ({ localList }) => {
      assert.deepEqual(await localList.find(station), {})
      await Promise.all([localList.save(station, { list: record }), localList.save(station, { wish: { scope: 'all' } })])
      assert.deepEqual(await localList.find(station), { list: record, wish: { scope: 'all' } })
      await localList.save(station, { cacheEdits: 7 })
      await localList.save(station, { wish: { scope: { label: 'depot' }, excluded: [{ idToken: 'A' }] } })
      await localList.save(station, { list: { ...record, status: 'failed', nextAttemptAt: at(60) } })
      assert.deepEqual(await localList.find(station), {
        list: { ...record, status: 'failed', nextAttemptAt: at(60) },
        wish: { scope: { label: 'depot' }, excluded: [{ idToken: 'A' }] },
        cacheEdits: 7,
      })
      assert.deepEqual(await localList.find(foreignStation), {})
    },
  ],
]
