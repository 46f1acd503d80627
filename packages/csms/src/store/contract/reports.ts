import assert from 'node:assert/strict'
import type { Report } from '../../features/provisioning/report.js'
import type { BootRecord } from '../../features/provisioning/station-record.js'
import { at, foreignStation, type NamedCheck, otherStation, station } from './check.js'

const asked = (requestId: number, second = 0): Report => ({
  station,
  requestId,
  request: { base: 'FullInventory' },
  state: 'requested',
  attempt: 1,
  requestedAt: at(second),
  updatedAt: at(second),
  received: [],
})

const part = (seqNo: number, isLast: boolean) => ({
  seqNo,
  isLast,
  receivedAt: at(10 + seqNo),
  variables: [{ component: 'EVSE', evseId: seqNo, variable: 'Available', value: 'true' }],
})

const booted = (firmwareVersion: string, second: number): BootRecord => ({
  station,
  version: '2.0.1',
  boot: { vendor: 'Acme', model: 'One', firmwareVersion },
  registration: 'Accepted',
  at: at(second),
})

export const reportContract: readonly NamedCheck[] = [
  [
    'completes a report when its parts are there without a gap, in whatever order they came',
    async ({ reports }) => {
      assert.equal(await reports.open(asked(7)), true)
      assert.equal((await reports.add(station, 7, part(2, true)))?.report.state, 'requested')
      assert.equal((await reports.add(station, 7, part(0, false)))?.hasCompleted, false)
      const last = await reports.add(station, 7, part(1, false))
      assert.equal(last?.hasCompleted, true)
      assert.deepEqual(last?.report, await reports.find(station, 7))
      const evses = (await reports.variables(station, 7)).map(({ evseId }) => evseId)
      assert.deepEqual(evses, [0, 1, 2])
      assert.equal((await reports.add(station, 7, part(1, false)))?.hasCompleted, false)
      assert.equal((await reports.variables(station, 7)).length, 3)
    },
  ],
  [
    'asks under one request id once, and keeps no part of a report that nobody asked for',
    async ({ reports }) => {
      assert.equal(await reports.open(asked(7)), true)
      assert.equal(await reports.open(asked(7, 5)), false)
      assert.equal((await reports.find(station, 7))?.requestedAt, at(0))
      assert.equal(await reports.add(station, 8, part(0, true)), undefined)
      assert.deepEqual(await reports.variables(station, 8), [])
      assert.equal(await reports.find(station, 8), undefined)
    },
  ],
  [
    'ends a report once, and lists those that wait apart from all, newest first',
    async ({ reports }) => {
      for (const requestId of [3, 1, 2]) await reports.open(asked(requestId, requestId))
      assert.equal((await reports.end(station, 2, { state: 'refused', status: 'Rejected', at: at(9) }))?.state, 'refused')
      assert.equal(await reports.end(station, 2, { state: 'incomplete', at: at(9) }), undefined)
      assert.equal(await reports.end(station, 4, { state: 'incomplete', at: at(9) }), undefined)
      const ids = (list: readonly Report[]) => list.map(({ requestId }) => requestId)
      assert.deepEqual(ids(await reports.waiting(station)), [1, 3])
      const first = await reports.page(station, { limit: 2 })
      assert.deepEqual(ids(first.items), [3, 2])
      assert.deepEqual(ids((await reports.page(station, { limit: 2, cursor: first.nextCursor })).items), [1])
    },
  ],
  [
    'keeps reports of one station apart from those of others and of other tenants (G16)',
    async ({ reports }) => {
      await reports.open(asked(7))
      for (const other of [otherStation, foreignStation]) {
        assert.equal(await reports.find(other, 7), undefined)
        assert.equal(await reports.add(other, 7, part(0, true)), undefined)
        assert.deepEqual(await reports.waiting(other), [])
        assert.deepEqual(await reports.page(other, {}), { items: [] })
      }
    },
  ],
  [
    'keeps the boots of a station, newest first, page by page',
    async ({ provisioning }) => {
      for (const second of [1, 2, 3]) await provisioning.addBoot(booted(`1.${second}`, second))
      const first = await provisioning.boots(station, { limit: 2 })
      assert.deepEqual(first.items, [booted('1.3', 3), booted('1.2', 2)])
      assert.deepEqual(await provisioning.boots(station, { limit: 2, cursor: first.nextCursor }), { items: [booted('1.1', 1)] })
      assert.deepEqual(await provisioning.boots(foreignStation, {}), { items: [] })
    },
  ],
]
