import { expect, test } from 'vitest'
import { event, station } from '../../../../test/store/events.js'
import { foldMarked } from '../../../features/transactions/bookmark.js'
import { KnownBookmarks } from './known-bookmarks.js'

const stored = [0, 1, 2].map((seqNo) => ({ ...event('A', seqNo), station, isConflicting: false }))
const [, late] = stored
const { bookmark } = foldMarked(stored, late as (typeof stored)[number])
if (bookmark === undefined) throw new Error('no bookmark')
const one = { name: 'A', id: '1', revision: 3, bookmark }

test('a bookmark is found for the transaction as it was written with it, and for no other of its key', () => {
  const known = new KnownBookmarks()
  known.keep([one])
  expect(known.find('A', one)).toBe(bookmark)
  expect(known.find('A', { id: '1', revision: 4 })).toBeUndefined()
  expect(known.find('A', { id: '2', revision: 3 })).toBeUndefined()
  expect(known.find('B', one)).toBeUndefined()
})

test('those that were kept last are remembered, as many as there is room for', () => {
  const known = new KnownBookmarks()
  known.keep(Array.from({ length: 501 }, (_, nth) => ({ ...one, name: `${nth}` })))
  expect(known.find('0', one)).toBeUndefined()
  expect(known.find('1', one)).toBeDefined()
  expect(known.find('500', one)).toBeDefined()
})

test('nobody who was told of a transaction can change what its late events are folded onto', () => {
  new KnownBookmarks().keep([one])
  const { before } = bookmark as unknown as { before: { energyMilliWh: number | null; last: { position: number } } }
  expect(() => {
    before.energyMilliWh = 1
  }).toThrow(TypeError)
  expect(() => {
    before.last.position = 1
  }).toThrow(TypeError)
})
