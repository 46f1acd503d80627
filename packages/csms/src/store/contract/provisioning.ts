import assert from 'node:assert/strict'
import { stationKey } from '../../identifier.js'
import { at, foreignStation, type NamedCheck, otherStation, station, tenant } from './check.js'

const quarantined = (messageId: string, meterStop = 17, of = station) => ({
  station: of,
  version: '1.6',
  action: 'StopTransaction',
  messageId,
  payload: { transactionId: 5, meterStop },
  cause: 'notAccepted' as const,
  reason: 'the station is Pending',
  receivedAt: at(0),
})

export const provisioningContract: readonly NamedCheck[] = [
  [
    'knows nothing of a station that never came',
    async ({ provisioning }) => {
      assert.equal(await provisioning.find(station), undefined)
      assert.deepEqual(await provisioning.list(tenant), [])
    },
  ],
  [
    'changes the fields of a station that are given and keeps the others',
    async ({ provisioning }) => {
      await provisioning.save({ station, identity: 'CP1', registration: 'Pending', version: '1.6', boot: { vendor: 'Acme', model: 'One' } })
      const saved = await provisioning.save({ station, identity: 'CP1', registration: 'Accepted' })
      assert.equal(saved.registration, 'Accepted')
      assert.deepEqual(saved.boot, { vendor: 'Acme', model: 'One' })
      assert.deepEqual(await provisioning.find(station), saved)
    },
  ],
  [
    'keeps a decision apart from what the station was told',
    async ({ provisioning }) => {
      await provisioning.save({ station, identity: 'CP1', decision: 'Accepted' })
      const saved = await provisioning.save({ station, identity: 'CP1', registration: 'Pending' })
      assert.equal(saved.decision, 'Accepted')
      assert.equal(saved.registration, 'Pending')
    },
  ],
  [
    'keeps stations of one name apart by tenant (G16)',
    async ({ provisioning }) => {
      await provisioning.save({ station, identity: 'CP1', registration: 'Accepted' })
      await provisioning.save({ station: otherStation, identity: 'CP2' })
      await provisioning.save({ station: foreignStation, identity: 'CP1', registration: 'Rejected' })
      assert.equal((await provisioning.find(station))?.registration, 'Accepted')
      assert.equal((await provisioning.find(foreignStation))?.registration, 'Rejected')
      assert.deepEqual((await provisioning.list(tenant)).map(({ identity }) => identity).sort(), ['CP1', 'CP2'])
    },
  ],
  [
    'lists stations by identity, page by page',
    async ({ provisioning }) => {
      for (const name of ['CP3', 'CP1', 'CP2']) await provisioning.save({ station: stationKey(tenant, name), identity: name })
      const first = await provisioning.page(tenant, { limit: 2 })
      assert.deepEqual(
        first.items.map(({ identity }) => identity),
        ['CP1', 'CP2'],
      )
      const last = await provisioning.page(tenant, { limit: 2, cursor: first.nextCursor })
      assert.deepEqual(
        last.items.map(({ identity }) => identity),
        ['CP3'],
      )
      assert.equal(last.nextCursor, undefined)
      assert.deepEqual(await provisioning.list(tenant), [...first.items, ...last.items])
      await assert.rejects(provisioning.page(tenant, { cursor: 'nonsense' }), { code: 'BAD_QUERY' })
    },
  ],
  [
    'takes settings that are put in the place of those before, and keeps what the station said',
    async ({ provisioning }) => {
      await provisioning.save({ station, identity: 'CP1', registration: 'Accepted', boot: { vendor: 'Acme', model: 'One' } })
      await provisioning.put({ station, identity: 'CP1', decision: 'Accepted', securityProfile: 2, labels: ['east'], notes: 'gate' })
      const record = await provisioning.put({ station, identity: 'CP1', expectedSerialNumber: 'S1' })
      const boot = { vendor: 'Acme', model: 'One' }
      const expected = { station, identity: 'CP1', registration: 'Accepted', boot, decision: 'Accepted', expectedSerialNumber: 'S1' }
      assert.deepEqual(record, expected)
      assert.deepEqual(await provisioning.find(station), expected)
    },
  ],
  [
    'forgets what was decided of a station that is deleted, and takes it in anew when it comes again',
    async ({ provisioning }) => {
      assert.equal(await provisioning.delete(station, at(0)), false)
      await provisioning.put({ station, identity: 'CP1', decision: 'Accepted', registration: 'Accepted', securityProfile: 1 })
      await provisioning.save({ station: otherStation, identity: 'CP2' })
      assert.equal(await provisioning.delete(station, at(1)), true)
      assert.equal(await provisioning.delete(station, at(2)), false)
      assert.deepEqual(await provisioning.find(station), { station, identity: 'CP1', deletedAt: at(1) })
      assert.deepEqual(
        (await provisioning.list(tenant)).map(({ identity }) => identity),
        ['CP2'],
      )
      assert.deepEqual((await provisioning.page(tenant, {})).items.length, 1)
      await provisioning.save({ station, identity: 'CP1', registration: 'Pending' })
      assert.deepEqual(await provisioning.find(station), { station, identity: 'CP1', registration: 'Pending' })
    },
  ],
  [
    'keeps each content of a station in quarantine once, as it came first, oldest first',
    async ({ provisioning }) => {
      const outcomes = []
      for (const [messageId, meterStop] of [
        ['1', 1],
        ['2', 2],
        ['3', 1],
      ] as const)
        outcomes.push(await provisioning.quarantine(quarantined(messageId, meterStop)))
      assert.deepEqual(outcomes, ['kept', 'kept', 'known'])
      assert.equal(await provisioning.quarantine(quarantined('4', 1, otherStation)), 'kept')
      const kept = await provisioning.quarantined(station)
      assert.deepEqual(
        kept.map(({ id: _, ...message }) => message),
        [quarantined('1', 1), quarantined('2', 2)],
      )
      assert.deepEqual(await provisioning.quarantined(foreignStation), [])
      assert.equal(await provisioning.countQuarantined(tenant), 3)
    },
  ],
  [
    'keeps no more in quarantine than the bounds allow, of a station and of all',
    async ({ provisioning }) => {
      const bounds = { maxMessagesPerStation: 2, maxBytesPerStation: 100, maxMessages: 3, maxBytes: 1_000 }
      // Without bounds, it does not count.
      await provisioning.quarantine({ ...quarantined('0', 0), told: { transactionId: 5 } })
      const put = (meterStop: number, of = station) => provisioning.quarantine(quarantined(String(meterStop), meterStop, of), bounds)
      assert.deepEqual(await Promise.all([put(1), put(2), put(3), put(1)]), ['kept', 'kept', 'full', 'known'])
      assert.equal(await put(4, otherStation), 'kept')
      assert.equal(await put(5, otherStation), 'full')
      const big = { ...quarantined('6'), payload: { text: 'x'.repeat(100) } }
      const wide = { ...bounds, maxMessagesPerStation: 10, maxMessages: 10 }
      assert.equal(await provisioning.quarantine(big, wide), 'full')
      assert.equal(await provisioning.quarantine(big, { ...wide, maxBytesPerStation: 1_000, maxBytes: 150 }), 'full')
      assert.equal(await provisioning.quarantine(big, { ...wide, maxBytesPerStation: 1_000 }), 'kept')
    },
  ],
  [
    'lists what is in quarantine newest first, page by page, finds one, and lets it go',
    async ({ provisioning }) => {
      for (const at of [1, 2, 3]) await provisioning.quarantine(quarantined(String(at), at))
      await provisioning.quarantine(quarantined('4', 4, otherStation))
      const first = await provisioning.pageQuarantined({ tenantId: tenant, station, limit: 2 })
      assert.deepEqual(
        first.items.map(({ messageId }) => messageId),
        ['3', '2'],
      )
      const last = await provisioning.pageQuarantined({ tenantId: tenant, station, limit: 2, cursor: first.nextCursor })
      assert.deepEqual(
        last.items.map(({ messageId }) => messageId),
        ['1'],
      )
      assert.equal(last.nextCursor, undefined)
      assert.equal((await provisioning.pageQuarantined({ tenantId: tenant })).items.length, 4)
      const [one] = last.items
      assert.deepEqual(await provisioning.findQuarantined(tenant, one?.id ?? ''), one)
      assert.equal(await provisioning.findQuarantined('other', one?.id ?? ''), undefined)
      assert.equal(await provisioning.deleteQuarantined('other', one?.id ?? ''), false)
      assert.equal(await provisioning.deleteQuarantined(tenant, one?.id ?? ''), true)
      assert.equal(await provisioning.deleteQuarantined(tenant, one?.id ?? ''), false)
      assert.equal(await provisioning.findQuarantined(tenant, one?.id ?? ''), undefined)
      assert.equal(await provisioning.quarantine(quarantined('1', 1)), 'kept')
    },
  ],
]
