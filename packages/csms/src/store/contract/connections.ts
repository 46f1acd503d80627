import assert from 'node:assert/strict'
import type { ConnectionFacts } from '../../connection/connection-record.js'
import { type StationKey, stationKey } from '../../identifier.js'
import { at, foreignStation, type NamedCheck, otherStation, otherTenant, station, tenant } from './check.js'

const factsOf = (key: StationKey, identity = 'CP1', node = 'node-1'): ConnectionFacts => ({
  station: key,
  identity,
  node,
  version: '2.0.1',
  remoteAddress: '127.0.0.1',
  securityProfile: 2,
  connectedAt: at(0),
})

const opened = (key: StationKey, identity?: string, node?: string) => ({ type: 'opened', facts: factsOf(key, identity, node) }) as const

const attempt = (seconds: number, identity: string | undefined, tenantId = tenant) => ({
  tenantId,
  at: at(seconds),
  identity,
  remoteAddress: '10.0.0.1',
  path: `/${identity ?? ''}`,
  offered: ['ocpp1.6'],
  reason: 'wrongCredentials' as const,
  status: 401,
})

const exchange = (seconds: number, action: string, direction: 'in' | 'out') => ({
  station,
  at: at(seconds),
  identity: 'CP1',
  version: '1.6',
  direction,
  action,
  messageId: `m${seconds}`,
  request: { n: seconds },
  response: {},
  status: 'Accepted',
  isError: false,
  latencyMs: 3,
})

export const connectionContract: readonly NamedCheck[] = [
  [
    'gives each connection of a station an epoch one above the one before, also where several come at one time (G11)',
    async ({ connections }) => {
      const first = await connections.apply([opened(station), opened(otherStation, 'CP2'), opened(station)])
      assert.deepEqual(
        first.map((record) => record?.epoch),
        [1, 1, 2],
      )
      const more = await Promise.all([1, 2, 3].map(() => connections.apply([opened(station)])))
      assert.deepEqual(more.map(([record]) => record?.epoch).sort(), [3, 4, 5])
      assert.equal((await connections.find(station))?.epoch, 5)
      assert.equal(await connections.find(foreignStation), undefined)
    },
  ],
  [
    'does not let the close of an older connection touch a newer one (G10)',
    async ({ connections }) => {
      await connections.apply([opened(station), opened(station)])
      const [late] = await connections.apply([{ type: 'closed', station, epoch: 1, at: at(5), code: 1006, reason: 'late' }])
      assert.deepEqual(late, { ...factsOf(station), epoch: 2, lastSeenAt: at(0) })
      const [closed] = await connections.apply([{ type: 'closed', station, epoch: 2, at: at(9), code: 1000, reason: 'bye' }])
      assert.deepEqual(closed, {
        ...factsOf(station),
        epoch: 2,
        lastSeenAt: at(0),
        disconnectedAt: at(9),
        closeCode: 1000,
        closeReason: 'bye',
      })
      assert.deepEqual(await connections.find(station), closed)
    },
  ],
  [
    'tells who writes for an older connection which one is the newest (G11)',
    async ({ connections }) => {
      await connections.apply([opened(station), opened(station, 'CP1', 'node-2')])
      const results = await connections.apply([
        { type: 'seen', station, epoch: 1, at: at(3) },
        { type: 'seen', station, epoch: 2, at: at(4) },
        { type: 'seen', station: otherStation, epoch: 1, at: at(4) },
      ])
      assert.deepEqual(
        results.map((record) => [record?.epoch, record?.node, record?.lastSeenAt]),
        [
          [2, 'node-2', at(0)],
          [2, 'node-2', at(4)],
          [undefined, undefined, undefined],
        ],
      )
    },
  ],
  [
    'lists connections page by page, those that are open alone where that is asked',
    async ({ connections }) => {
      for (const name of ['CP3', 'CP1', 'CP2']) await connections.apply([opened(stationKey(tenant, name), name)])
      await connections.apply([opened(foreignStation)])
      await connections.apply([{ type: 'closed', station: otherStation, epoch: 1, at: at(1) }])
      const first = await connections.page({ tenantId: tenant, limit: 2 })
      assert.deepEqual(
        first.items.map(({ identity }) => identity),
        ['CP1', 'CP2'],
      )
      const rest = await connections.page({ tenantId: tenant, limit: 2, cursor: first.nextCursor })
      assert.deepEqual([rest.items.map(({ identity }) => identity), rest.nextCursor], [['CP3'], undefined])
      const open = await connections.page({ tenantId: tenant, isConnected: true })
      assert.deepEqual(
        open.items.map(({ identity }) => identity),
        ['CP1', 'CP3'],
      )
    },
  ],
  [
    'closes at once what a node left open, and nothing of another node or tenant',
    async ({ connections }) => {
      await connections.apply([opened(station), opened(otherStation, 'CP2', 'node-2'), opened(foreignStation)])
      assert.equal(await connections.closeAll(tenant, 'node-1', at(7)), 1)
      assert.equal(await connections.closeAll(tenant, 'node-1', at(8)), 0)
      assert.equal((await connections.find(station))?.disconnectedAt, at(7))
      assert.equal((await connections.find(otherStation))?.disconnectedAt, undefined)
      assert.equal((await connections.find(foreignStation))?.disconnectedAt, undefined)
    },
  ],
  [
    'keeps refused attempts, newest first, under their identity and over all',
    async ({ attempts }) => {
      await attempts.append([attempt(1, 'CP1'), attempt(2, undefined), attempt(3, 'cp1'), attempt(4, 'CP1', otherTenant)])
      const own = await attempts.page({ tenantId: tenant, station })
      assert.deepEqual(own.items, [attempt(3, 'cp1'), attempt(1, 'CP1')])
      const first = await attempts.page({ tenantId: tenant, limit: 2 })
      assert.deepEqual(first.items, [attempt(3, 'cp1'), JSON.parse(JSON.stringify(attempt(2, undefined)))])
      const rest = await attempts.page({ tenantId: tenant, limit: 2, cursor: first.nextCursor })
      assert.deepEqual([rest.items, rest.nextCursor], [[attempt(1, 'CP1')], undefined])
    },
  ],
  [
    'keeps the newest hundred attempts of an identity',
    async ({ attempts }) => {
      await attempts.append([attempt(0, 'CP2')])
      for (let from = 0; from < 120; from += 30) {
        await attempts.append(Array.from({ length: 30 }, (_, n) => attempt(from + n, 'CP1')))
      }
      const { items } = await attempts.page({ tenantId: tenant, station, limit: 1000 })
      assert.deepEqual([items.length, items[0]?.at, items.at(-1)?.at], [100, at(119), at(20)])
      assert.equal((await attempts.page({ tenantId: tenant, station: otherStation })).items.length, 1)
    },
  ],
  [
    'keeps the message log, newest first, by action and direction',
    async ({ messages }) => {
      await messages.append([exchange(1, 'Heartbeat', 'in'), exchange(2, 'Reset', 'out')])
      await messages.append([exchange(3, 'Heartbeat', 'in'), { ...exchange(4, 'Heartbeat', 'in'), station: foreignStation }])
      const idsOf = async (filter: object): Promise<readonly string[]> =>
        (await messages.page({ station, ...filter })).items.map(({ messageId }) => messageId)
      assert.deepEqual((await messages.page({ station, limit: 1 })).items, [exchange(3, 'Heartbeat', 'in')])
      assert.deepEqual(await idsOf({}), ['m3', 'm2', 'm1'])
      assert.deepEqual(await idsOf({ action: 'Heartbeat' }), ['m3', 'm1'])
      assert.deepEqual(await idsOf({ direction: 'out' }), ['m2'])
      assert.deepEqual(await idsOf({ direction: 'out', action: 'Heartbeat' }), [])
      const { nextCursor } = await messages.page({ station, action: 'Heartbeat', limit: 1 })
      assert.deepEqual(await idsOf({ action: 'Heartbeat', limit: 1, cursor: nextCursor }), ['m1'])
    },
  ],
]
