import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import type { ConnectionAttempt } from '../../src/connection/attempt.js'
import type { QuarantineDraft } from '../../src/features/provisioning/store.js'
import { stationKey } from '../../src/identifier.js'
import type { KeptExchange } from '../../src/observability/store.js'
import { openStore, type SqlStore } from '../../src/store/sql/open.js'
import type { SqlStoreOptions } from '../../src/store/sql/options.js'
import { temporarySchemas } from './databases.js'
import { event, station, tenantId } from './events.js'

const now = Date.UTC(2026, 5, 1)
const daysAgo = (days: number): string => new Date(now - days * 86_400_000).toISOString()

/** A clock that stands, with timers that go off when they are told to. */
function standingClock() {
  const timers: { run: () => void; delayMs: number }[] = []
  return {
    timers,
    clock: {
      now: () => now,
      monotonic: () => performance.now(),
      setTimeout: (run: () => void, delayMs: number) => timers.push({ run, delayMs }),
      clearTimeout: () => {},
    },
  }
}

const quarantined = (days: number): QuarantineDraft => ({
  station,
  version: '1.6',
  action: 'StopTransaction',
  messageId: `${days}`,
  payload: { days },
  cause: 'notAccepted',
  reason: 'the station is Pending',
  receivedAt: daysAgo(days),
})

const sample = (days: number, tenant = tenantId) =>
  [
    stationKey(tenant, 'CP1'),
    [
      {
        at: daysAgo(days),
        value: '1',
        measurand: 'Voltage',
        context: 'Sample.Clock',
        location: 'Outlet',
        format: 'Raw',
        evseId: 1,
        receivedAt: daysAgo(days),
      },
    ],
  ] as const

const command = (days: number) =>
  ({
    station,
    identity: 'CP1',
    action: 'ClearCache',
    payload: {},
    class: 'converging',
    behaves: 'converging',
    state: 'queued',
    whenOffline: 'keep',
    createdAt: daysAgo(days),
    expiresAt: daysAgo(0),
    attempt: 0,
  }) as const
const exchange = (days: number, tenant: string): KeptExchange => ({
  station: stationKey(tenant, 'CP1'),
  at: daysAgo(days),
  identity: 'CP1',
  version: '1.6',
  direction: 'in',
  action: 'Heartbeat',
  messageId: `${days}`,
  request: {},
  status: '',
  isError: false,
})

const attempt = (days: number, identity: string, tenant = tenantId): ConnectionAttempt => ({
  tenantId: tenant,
  at: daysAgo(days),
  identity,
  offered: [],
  reason: 'noSubprotocol',
})

async function addTransaction({ transactions }: SqlStore, id: string, days: number, isEnded: boolean): Promise<void> {
  const seqNos = isEnded ? [0, 1, 9] : [0, 1]
  await Promise.all(seqNos.map((seqNo) => transactions.append(event(id, seqNo, { receivedAt: daysAgo(days) }))))
}

const idsOf = async ({ transactions }: SqlStore): Promise<readonly string[]> =>
  (await transactions.list({ tenantId })).map(({ transactionId }) => transactionId).toSorted()

function retentionTests(open: (options: SqlStoreOptions) => Promise<SqlStore>): void {
  test('keeps everything but quarantine and commands for ever unless told otherwise', async () => {
    const store = await open({ clock: standingClock().clock })
    await addTransaction(store, 'old', 5000, true)
    await store.metering.append(...sample(5000))
    for (const days of [5000, 91, 89]) await store.provisioning.quarantine(quarantined(days))
    expect(await store.deleteOld()).toBe(2)
    expect((await store.provisioning.quarantined(station)).map(({ messageId }) => messageId)).toEqual(['89'])
    expect(await idsOf(store)).toEqual(['old'])
    expect(await store.metering.samples(station, 1)).toHaveLength(1)
    await store.close()
  })

  test('deletes transactions with their events after their time, and none that still runs', async () => {
    const store = await open({ clock: standingClock().clock, retention: { transactionDays: 30 } })
    await addTransaction(store, 'old', 31, true)
    await addTransaction(store, 'running', 31, false)
    await addTransaction(store, 'young', 29, true)
    // Began long ago and ended lately.
    await addTransaction(store, 'long', 31, false)
    await store.transactions.append(event('long', 9, { receivedAt: daysAgo(1) }))
    expect(await store.deleteOld()).toBe(4)
    expect(await idsOf(store)).toEqual(['long', 'running', 'young'])
    expect(await store.transactions.events(station, 'old')).toEqual([])
    expect(await store.transactions.events(station, 'young')).toHaveLength(3)
    await store.close()
  })

  test('deletes samples of all tenants, a few at a time', async () => {
    const store = await open({ clock: standingClock().clock, retention: { sampleDays: 10, rowsPerTick: 3 } })
    for (const tenant of ['a', 'b']) for (const days of [11, 12, 13, 9]) await store.metering.append(...sample(days, tenant))
    expect([await store.deleteOld(), await store.deleteOld(), await store.deleteOld()]).toEqual([3, 3, 0])
    for (const tenant of ['a', 'b']) expect(await store.metering.samples(stationKey(tenant, 'CP1'), 1)).toHaveLength(1)
    await store.close()
  })

  test('deletes commands 90 days after their end, and none that still waits', async () => {
    const store = await open({ clock: standingClock().clock })
    for (const [days, ending] of [
      [100, undefined],
      [95, 91],
      [95, 89],
    ] as const) {
      const inserted = await store.commands.insert({ command: command(days), supersedes: false, maxLive: 10 })
      if (inserted.outcome !== 'new') throw new Error('it is new')
      if (ending !== undefined) await store.commands.apply(tenantId, inserted.command.id, { type: 'cancel', at: daysAgo(ending) })
    }
    expect(await store.deleteOld()).toBe(1)
    const left = (await store.commands.page({ tenantId })).items.map(({ state, endedAt }) => [state, endedAt])
    expect(left).toEqual([
      ['cancelled', daysAgo(89)],
      ['queued', undefined],
    ])
    await store.close()
  })

  test('deletes transactions a few at a time, each whole', async () => {
    const store = await open({ clock: standingClock().clock, retention: { transactionDays: 1, rowsPerTick: 8 } })
    for (const id of ['A', 'B', 'C']) await addTransaction(store, id, 10, true)
    expect(await store.deleteOld()).toBe(8)
    expect(await idsOf(store)).toHaveLength(1)
    expect(await store.deleteOld()).toBe(4)
    expect(await idsOf(store)).toEqual([])
    await store.close()
  })

  test('deletes reports a month after their last part, and boots after a year', async () => {
    const store = await open({ clock: standingClock().clock })
    for (const [requestId, days] of [31, 29].entries()) {
      const at = daysAgo(days)
      const asked = {
        station,
        requestId,
        request: {},
        state: 'requested',
        attempt: 1,
        requestedAt: at,
        updatedAt: at,
        received: [],
      } as const
      await store.reports.open(asked)
      await store.reports.add(station, requestId, { seqNo: 0, isLast: true, receivedAt: at, variables: [] })
    }
    for (const days of [366, 364]) {
      const boot = { vendor: 'Acme', model: 'One' }
      await store.provisioning.addBoot({ station, version: '1.6', boot, registration: 'Accepted', at: daysAgo(days) })
    }
    expect(await store.deleteOld()).toBe(3)
    expect((await store.reports.page(station, {})).items.map(({ requestId }) => requestId)).toEqual([1])
    expect((await store.provisioning.boots(station, {})).items.map(({ at }) => at)).toEqual([daysAgo(364)])
    await store.close()
  })

  test('deletes the message log after a week and refused attempts after a month, of all tenants', async () => {
    const store = await open({ clock: standingClock().clock })
    for (const tenant of ['a', 'b']) {
      await store.messages.append([8, 6].map((days) => exchange(days, tenant)))
      await store.attempts.append([31, 29].map((days) => attempt(days, 'CP1', tenant)))
    }
    expect(await store.deleteOld()).toBe(4)
    for (const tenant of ['a', 'b']) {
      expect((await store.messages.page({ station: stationKey(tenant, 'CP1') })).items.map(({ messageId }) => messageId)).toEqual(['6'])
      expect((await store.attempts.page({ tenantId: tenant })).items.map(({ at }) => at)).toEqual([daysAgo(29)])
    }
    await store.close()
  })

  test('keeps the newest ten thousand attempts of a tenant, however many identities somebody makes up', async () => {
    const store = await open({ clock: standingClock().clock, retention: { rowsPerTick: 1000 } })
    const made = Array.from({ length: 10_040 }, (_, at) => ({ ...attempt(1, `CP${Math.floor(at / 50)}`), offered: [String(at)] }))
    for (let from = 0; from < made.length; from += 2000) await store.attempts.append(made.slice(from, from + 2000))
    await store.attempts.append([attempt(2, 'other', 'b')])
    expect(await store.deleteOld()).toBe(40)
    expect(await store.deleteOld()).toBe(0)
    const oldest = (await store.attempts.page({ tenantId, station: stationKey(tenantId, 'CP0') })).items.at(-1)
    expect(oldest?.offered).toEqual(['40'])
    await store.close()
  })

  test('runs by itself, sooner while there is more to delete', async () => {
    const { clock, timers } = standingClock()
    const store = await open({ clock, retention: { intervalMs: 60_000, rowsPerTick: 2 } })
    for (const days of [100, 101, 102]) await store.provisioning.quarantine(quarantined(days))
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([60_000])
    for (const [at, left, nextMs] of [
      [0, 1, 1000],
      [1, 0, 60_000],
    ] as const) {
      timers[at]?.run()
      await expect.poll(() => timers.length).toBe(at + 2)
      expect(await store.provisioning.quarantined(station)).toHaveLength(left)
      expect(timers[at + 1]?.delayMs).toBe(nextMs)
    }
    await store.close()
  })
}

describe('on SQLite', () => {
  retentionTests((options) => openStore(':memory:', options))

  test('tells when it cannot delete, and tries again', async () => {
    const { clock, timers } = standingClock()
    const errors: unknown[] = []
    const store = await openStore(':memory:', { clock, onError: (error) => errors.push(error), retention: { intervalMs: 5000 } })
    await store.close()
    timers[0]?.run()
    await expect.poll(() => errors).toMatchObject([{ code: 'CLOSED' }])
  })
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  retentionTests((options) => openStore(schemas.url, { ...options, schema: schemas.next() }))
})
