import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stationKey } from '../identifier.js'
import { createMemoryStore } from '../store/sql/memory.js'
import { type ConnectionChange, type ConnectionFacts, type ConnectionRecord, connectionAfter } from './connection-record.js'

const station = stationKey('default', 'CP1')
const facts: ConnectionFacts = {
  station,
  identity: 'CP1',
  node: 'n',
  version: '1.6',
  remoteAddress: '10.0.0.1',
  securityProfile: 0,
  connectedAt: '2026-01-01T00:00:00.000Z',
}
const later = '2026-01-01T00:01:00.000Z'

/** Connections of one station, each opened once, and closed or not, in any order: a close may come long after the next opening. */
const histories = fc
  .array(fc.constantFrom('open', 'close', 'seen'), { maxLength: 40 })
  .chain((steps) => fc.tuple(fc.constant(steps), fc.array(fc.nat(), { minLength: steps.length, maxLength: steps.length })))

/** The same as changes: a close names one of the connections opened before it. */
function changesOf([steps, picks]: readonly [readonly string[], readonly number[]]): readonly ConnectionChange[] {
  let opened = 0
  return steps.flatMap((step, at): readonly ConnectionChange[] => {
    if (step === 'open') {
      opened += 1
      return [{ type: 'opened', facts }]
    }
    if (opened === 0) return []
    const epoch = 1 + ((picks[at] ?? 0) % opened)
    return [
      step === 'close'
        ? { type: 'closed', station, epoch, at: later, code: 1006, reason: '' }
        : { type: 'seen', station, epoch, at: later },
    ]
  })
}

/** The station is there if the newest connection has not closed. */
const isThere = (changes: readonly ConnectionChange[]): boolean => {
  const newest = changes.filter(({ type }) => type === 'opened').length
  return newest > 0 && !changes.some((change) => change.type === 'closed' && change.epoch === newest)
}

const isConnected = (record: ConnectionRecord | undefined): boolean => record !== undefined && record.disconnectedAt === undefined

test('a station is offline if and only if its newest connection has closed, in any order of openings and closes (G10)', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const changes = changesOf(history)
      const record = changes.reduce<ConnectionRecord | undefined>(connectionAfter, undefined)
      expect(isConnected(record)).toBe(isThere(changes))
      expect(record?.epoch ?? 0).toBe(changes.filter(({ type }) => type === 'opened').length)
    }),
  )
})

test('the store says the same, however the changes are spread over writes (G10)', async () => {
  const store = createMemoryStore({ retention: { intervalMs: 0 } })
  let run = 0
  await fc.assert(
    fc.asyncProperty(histories, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), async (history, splits) => {
      run += 1
      const key = stationKey('default', `CP${run}`)
      const changes = changesOf(history).map(
        (change): ConnectionChange =>
          change.type === 'opened' ? { ...change, facts: { ...facts, station: key } } : { ...change, station: key },
      )
      let batch: ConnectionChange[] = []
      for (const [at, change] of changes.entries()) {
        batch.push(change)
        if (splits[at] !== true) continue
        await store.connections.apply(batch)
        batch = []
      }
      await store.connections.apply(batch)
      expect(isConnected(await store.connections.find(key))).toBe(isThere(changes))
    }),
    { numRuns: 60 },
  )
  await store.close()
})
