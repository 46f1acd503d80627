import type { AnyConnection } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/sql/memory.js'
import type { Store } from '../store/store.js'
import { Presence } from './presence.js'
import { Sessions } from './sessions.js'

const connectionOf = (identity: string) => {
  const closed: unknown[] = []
  const connection = { identity, version: '1.6', close: async (options: unknown) => void closed.push(options) }
  return { connection: connection as unknown as AnyConnection, closed }
}

const presenceOf = (store: Store, failures: unknown[] = [], node = 'n1') => {
  const clock = createFakeClock()
  const core = {
    store,
    clock,
    tenantId: 'default',
    sessions: new Sessions('default'),
    failed: (error: unknown) => void failures.push(error),
  }
  const presence = new Presence(core, () => node)
  presence.start()
  const find = (identity: string) => store.connections.find(core.sessions.keyOf(identity))
  return { presence, clock, find }
}

test('what the store did not take is written when it does, in the order of the connections: the newest stands (G10)', async () => {
  const store = createMemoryStore()
  const failures: unknown[] = []
  let fail: ((error: Error) => void) | undefined
  let isDown = true
  const apply: Store['connections']['apply'] = (changes) =>
    isDown ? new Promise((_, reject) => (fail = reject)) : store.connections.apply(changes)
  const { presence, clock, find } = presenceOf({ ...store, connections: { ...store.connections, apply } }, failures)
  const [first, second] = [connectionOf('CP1').connection, connectionOf('CP1').connection]
  presence.opened(first, undefined)
  await expect.poll(() => fail).toBeDefined()
  // It comes while the first is being written, which fails: it waits before the first does.
  presence.opened(second, undefined)
  presence.closed(first, { code: 1008, reason: 'replaced' })
  fail?.(new Error('down'))
  await expect.poll(() => failures.length).toBe(1)
  isDown = false
  await clock.advance(10_000)
  await expect.poll(() => presence.epochOf(second)).toBe(2)
  await expect.poll(() => presence.epochOf(first)).toBeUndefined()
  const record = await find('CP1')
  expect([record?.epoch, record?.disconnectedAt]).toEqual([2, undefined])
  await presence.stop()
  await store.close()
})

test('when a station was last heard of is written in batches, and a connection that another node has replaced is closed (G11)', async () => {
  const store = createMemoryStore()
  const here = presenceOf(store, [], 'n1')
  const { connection, closed } = connectionOf('CP1')
  here.presence.opened(connection, undefined)
  await expect.poll(() => here.presence.epochOf(connection)).toBe(1)
  await here.clock.advance(4_000)
  here.presence.seen(connection)
  await here.clock.advance(6_000)
  const opened = Date.parse((await here.find('CP1'))?.connectedAt ?? '')
  await expect.poll(async () => Date.parse((await here.find('CP1'))?.lastSeenAt ?? '') - opened).toBe(4_000)

  const there = presenceOf(store, [], 'n2')
  const newer = connectionOf('CP1').connection
  there.presence.opened(newer, undefined)
  await expect.poll(() => there.presence.epochOf(newer)).toBe(2)
  expect(closed).toEqual([])
  here.presence.seen(connection)
  await here.clock.advance(10_000)
  await expect.poll(() => closed).toEqual([{ code: 1008, reason: 'replaced by a newer connection of this station' }])
  here.presence.closed(connection, { code: 1008, reason: '' })
  await here.presence.stop()
  expect(await here.find('CP1')).toMatchObject({ epoch: 2, node: 'n2' })
  expect((await here.find('CP1'))?.disconnectedAt).toBeUndefined()
  await there.presence.stop()
  await store.close()
})

test('what a node left open when it went down is closed when it starts again', async () => {
  const store = createMemoryStore()
  const before = presenceOf(store, [], 'n1')
  const { connection } = connectionOf('CP1')
  before.presence.opened(connection, undefined)
  await expect.poll(() => before.presence.epochOf(connection)).toBe(1)
  const after = presenceOf(store, [], 'n1')
  await expect.poll(async () => (await after.find('CP1'))?.disconnectedAt).toBeDefined()
  expect((await after.find('CP1'))?.closeCode).toBeUndefined()
  await after.presence.stop()
  await store.close()
})
