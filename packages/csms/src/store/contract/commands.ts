import assert from 'node:assert/strict'
import type { Command } from '../../commands/command.js'
import type { CommandEvent } from '../../commands/reduce.js'
import type { NewCommand } from '../../commands/store.js'
import type { StationKey } from '../../identifier.js'
import type { Store } from '../store.js'
import { at, foreignStation, type NamedCheck, otherStation, station, tenant } from './check.js'

type Given = Partial<Omit<Command, 'station'>> & { readonly supersedes?: boolean; readonly maxLive?: number; readonly of?: StationKey }

function command({ of = station, supersedes = true, maxLive = 100, ...given }: Given = {}): NewCommand {
  return {
    command: {
      station: of,
      identity: 'CP1',
      version: '1.6',
      action: 'ChangeConfiguration',
      payload: { value: '1', key: 'A' },
      class: 'converging',
      behaves: 'converging',
      state: 'queued',
      whenOffline: 'keep',
      createdAt: at(0),
      expiresAt: at(100),
      attempt: 0,
      ...given,
    },
    supersedes,
    maxLive,
  }
}

async function insert({ commands }: Store, given?: Given): Promise<Command> {
  const inserted = await commands.insert(command(given))
  if (inserted.outcome === 'full') throw new Error('there is room')
  return inserted.command
}

const take = (messageId: string): CommandEvent => ({ type: 'take', at: at(1), messageId, sentBy: 'P1', version: '1.6' })
const ids = (commands: readonly Pick<Command, 'id'>[]): readonly string[] => commands.map(({ id }) => id)

export const commandContract: readonly NamedCheck[] = [
  [
    'keeps a command as it is given, members in their order, and finds it in its tenant alone (G16)',
    async (store) => {
      const payload = { value: '\u0000', key: 'B', nested: { b: [1, null], a: '' } }
      const kept = await insert(store, { payload, idempotencyKey: 'K', supersedeKey: 'ChangeConfiguration/b', actor: 'ann' })
      const found = await store.commands.find(tenant, kept.id)
      assert.deepEqual(found, kept)
      assert.equal(JSON.stringify(found?.payload), JSON.stringify(payload))
      assert.deepEqual(await store.commands.findByKey(tenant, 'K'), kept)
      assert.equal(await store.commands.find(foreignStation.tenantId, kept.id), undefined)
      assert.equal(await store.commands.findByKey(foreignStation.tenantId, 'K'), undefined)
      assert.deepEqual(await store.commands.live(foreignStation), [])
    },
  ],
  [
    'takes one command for each idempotency key of a tenant, however many come at once',
    async ({ commands }) => {
      const all = await Promise.all([1, 2, 3].map(() => commands.insert(command({ idempotencyKey: 'K' }))))
      assert.deepEqual(all.map(({ outcome }) => outcome).toSorted(), ['known', 'known', 'new'])
      assert.equal(new Set(all.map((one) => one.outcome !== 'full' && one.command.id)).size, 1)
      assert.equal((await commands.insert(command({ idempotencyKey: 'K', of: foreignStation }))).outcome, 'new')
      assert.equal((await commands.insert(command({ idempotencyKey: 'K' }))).outcome, 'known')
    },
  ],
  [
    'lets the newest of a supersede key take the place of those that wait, at the same station alone',
    async (store) => {
      const { commands } = store
      const supersedeKey = 'S'
      const elsewhere = await insert(store, { supersedeKey, of: otherStation })
      const first = await insert(store, { supersedeKey })
      const behind = await insert(store, { supersedeKey, supersedes: false })
      const other = await insert(store, { supersedeKey: 'T' })
      const last = await commands.insert(command({ supersedeKey }))
      assert(last.outcome === 'new')
      assert.deepEqual(ids(last.superseded.map((one) => one.command)).toSorted(), ids([first, behind]).toSorted())
      const ended = await commands.find(tenant, first.id)
      assert.deepEqual([ended?.state, ended?.reason, ended?.supersededBy], ['cancelled', 'superseded', last.command.id])
      assert.deepEqual(ids(await commands.live(station)), ids([other, last.command]))
      assert.deepEqual(ids(await commands.live(otherStation)), ids([elsewhere]))
    },
  ],
  [
    'moves a command on one event after the other, and tells what is to be done',
    async (store) => {
      const { commands } = store
      const { id } = await insert(store)
      const both = await Promise.all([commands.apply(tenant, id, take('M1')), commands.apply(tenant, id, take('M2'))])
      assert.equal(both.flatMap((one) => one?.effects.filter(({ type }) => type === 'write') ?? []).length, 1)
      assert.equal((await commands.find(tenant, id))?.messageId, 'M1')
      const answer = { type: 'answered', at: at(2), messageId: 'M1', outcome: { state: 'done' }, response: { status: 'Accepted' } } as const
      assert.equal((await commands.apply(tenant, id, answer))?.command.state, 'done')
      const kept = await commands.find(tenant, id)
      assert.deepEqual([kept?.state, kept?.attempt, kept?.result, kept?.endedAt], ['done', 1, { status: 'Accepted' }, at(2)])
      assert.deepEqual(await commands.live(station), [])
      assert.equal(await commands.apply(tenant, 'none', answer), undefined)
      assert.equal(await commands.apply(foreignStation.tenantId, id, answer), undefined)
    },
  ],
  [
    'tells of what is due, oldest first, and of nothing while nothing waits for a time',
    async (store) => {
      const { commands } = store
      assert.equal(await commands.nextDue(tenant), undefined)
      const later = await insert(store, { notBefore: at(20) })
      const now = await insert(store)
      const held = await insert(store, { isHeld: true })
      await insert(store, { of: foreignStation })
      const due = await commands.due(tenant, at(30))
      assert.deepEqual(ids(due), ids([now, later]))
      assert.deepEqual(ids(await commands.due(tenant, at(30), due[0])), ids([later]))
      assert.equal(await commands.nextDue(tenant), at(0))
      await commands.apply(tenant, now.id, take('M1'))
      await commands.apply(tenant, later.id, { type: 'cancel', at: at(1) })
      assert.equal(await commands.nextDue(tenant), at(100))
      await commands.apply(tenant, held.id, { type: 'cancel', at: at(1) })
      // One that was sent is looked at once nobody can wait for its answer any more.
      assert.equal(await commands.nextDue(tenant), at(1 + 600))
      const done: CommandEvent = { type: 'answered', at: at(2), messageId: 'M1', outcome: { state: 'done' }, response: {} }
      await commands.apply(tenant, now.id, done)
      assert.equal(await commands.nextDue(tenant), undefined)
    },
  ],
  [
    'has no connection take a command that is not the newest of its station any more, and tells so (G11)',
    async (store) => {
      const { commands, connections } = store
      const facts = { station, identity: 'CP1', version: '1.6', remoteAddress: '', securityProfile: 0, connectedAt: at(0) } as const
      for (const node of ['one', 'other']) await connections.apply([{ type: 'opened', facts: { ...facts, node } }])
      const kept = await insert(store)
      const older = await commands.apply(tenant, kept.id, { ...take('M1'), epoch: 1 } as CommandEvent)
      assert.deepEqual(older, { command: kept, effects: [], isFenced: true })
      assert.deepEqual(await commands.find(tenant, kept.id), kept)
      const newer = await commands.apply(tenant, kept.id, { ...take('M2'), epoch: 2 } as CommandEvent)
      assert.equal(newer?.effects[0]?.type, 'write')
      assert.equal(newer?.command.epoch, 2)
      assert.equal((await commands.find(tenant, kept.id))?.epoch, 2)
    },
  ],
  [
    'takes no more commands for a station than may wait (G13)',
    async ({ commands }) => {
      const all = await Promise.all([1, 2, 3].map(() => commands.insert(command({ maxLive: 2 }))))
      assert.deepEqual(
        all.map(({ outcome }) => outcome),
        ['new', 'new', 'full'],
      )
      assert.equal((await commands.insert(command({ maxLive: 2, of: otherStation }))).outcome, 'new')
    },
  ],
  [
    'lists commands newest first, page by page, by station, state and action',
    async (store) => {
      const { commands } = store
      const first = await insert(store)
      const second = await insert(store, { action: 'ClearCache' })
      const third = await insert(store, { of: otherStation })
      await commands.apply(tenant, first.id, { type: 'cancel', at: at(1) })
      const page = async (query: Omit<Parameters<typeof commands.page>[0], 'tenantId'>) =>
        ids((await commands.page({ tenantId: tenant, ...query })).items)
      assert.equal(await commands.countLive(tenant), 2)
      assert.deepEqual(await page({}), ids([third, second, first]))
      assert.deepEqual(await page({ station }), ids([second, first]))
      assert.deepEqual(await page({ state: 'queued' }), ids([third, second]))
      assert.deepEqual(await page({ action: 'ChangeConfiguration' }), ids([third, first]))
      assert.deepEqual(await page({ station, state: 'cancelled' }), ids([first]))
      assert.deepEqual(await page({ station, action: 'ClearCache' }), ids([second]))
      assert.deepEqual(await page({ station, state: 'queued', action: 'ChangeConfiguration' }), [])
      assert.deepEqual(await page({ state: 'queued', action: 'ClearCache' }), ids([second]))
      const { items, nextCursor } = await commands.page({ tenantId: tenant, limit: 2 })
      assert.deepEqual(ids(items), ids([third, second]))
      assert.deepEqual(await page({ cursor: nextCursor }), ids([first]))
      await assert.rejects(commands.page({ tenantId: tenant, cursor: 'nonsense' }), { code: 'BAD_QUERY' })
    },
  ],
]
