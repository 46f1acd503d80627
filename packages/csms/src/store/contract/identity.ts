import assert from 'node:assert/strict'
import type { ApiKey, LoginSession, User } from '../../identity/store.js'
import { at, type NamedCheck, otherTenant, tenant } from './check.js'

const user = (name: string, more: Partial<User> = {}): User => ({
  id: `id-of-${name}`,
  name,
  role: 'operator',
  isDisabled: false,
  passwordHash: '$argon2id$…',
  generation: 0,
  createdAt: at(0),
  ...more,
})

const session = (tokenHash: string, userName: string): LoginSession => ({
  tokenHash,
  userName,
  userId: `id-of-${userName}`,
  generation: 0,
  createdAt: at(0),
  expiresAt: at(60),
})

const key = (id: string, userName?: string): ApiKey => ({
  id,
  name: 'billing',
  prefix: `ocpp_${id}`,
  secretHash: `hash-of-${id}`,
  ...(userName !== undefined && { owner: { userName, userId: `id-of-${userName}` } }),
  scopes: ['transactions:read'],
  createdAt: at(0),
})

export const identityContract: readonly NamedCheck[] = [
  [
    'adds a user once, whatever the case of the name, and shows it as it was added',
    async ({ identity }) => {
      assert.equal(await identity.addUser(tenant, user('Ann')), true)
      assert.equal(await identity.addUser(tenant, user('ANN')), false)
      assert.deepEqual(await identity.findUser(tenant, 'aNN'), user('Ann'))
      assert.equal(await identity.findUser(tenant, 'Bob'), undefined)
    },
  ],
  [
    'adds one of two users of a name that come at one time',
    async ({ identity }) => {
      const added = await Promise.all([identity.addUser(tenant, user('Ann')), identity.addUser(tenant, user('ann'))])
      assert.deepEqual(added, [true, false])
    },
  ],
  [
    'changes what is given of a user, and ends its sessions where the password is another',
    async ({ identity }) => {
      await identity.addUser(tenant, user('Ann', { limitedTo: { stations: [], labels: ['north'] } }))
      await identity.addSession(tenant, session('1', 'Ann'))
      const changed = await identity.changeUser(tenant, 'ann', { role: 'viewer' })
      assert.equal(changed?.role, 'viewer')
      assert.deepEqual(changed?.limitedTo, { stations: [], labels: ['north'] })
      assert.deepEqual(await identity.findSession(tenant, '1'), session('1', 'Ann'))
      const other = await identity.changeUser(tenant, 'ann', { passwordHash: 'other', limitedTo: null })
      assert.equal(other?.generation, 1)
      assert.equal((await identity.findUser(tenant, 'Ann'))?.limitedTo, undefined)
      assert.equal(await identity.findSession(tenant, '1'), undefined)
      assert.equal(await identity.changeUser(tenant, 'nobody', {}), undefined)
    },
  ],
  [
    'keeps changes of a user apart that come at one time',
    async ({ identity }) => {
      await identity.addUser(tenant, user('Ann'))
      await Promise.all([identity.changeUser(tenant, 'Ann', { role: 'admin' }), identity.changeUser(tenant, 'Ann', { isDisabled: true })])
      const after = await identity.findUser(tenant, 'Ann')
      assert.deepEqual([after?.role, after?.isDisabled, after?.generation], ['admin', true, 1])
    },
  ],
  [
    'deletes a user with its sessions and keys, and nobody else’s',
    async ({ identity }) => {
      for (const name of ['Ann', 'Bob']) {
        await identity.addUser(tenant, user(name))
        await identity.addSession(tenant, session(`s-${name}`, name))
        await identity.addKey(tenant, key(`k-${name}`, name))
      }
      assert.equal(await identity.deleteUser(tenant, 'ANN'), true)
      assert.equal(await identity.deleteUser(tenant, 'Ann'), false)
      assert.equal(await identity.findSession(tenant, 's-Ann'), undefined)
      assert.equal(await identity.findKey(tenant, 'k-Ann'), undefined)
      assert.deepEqual(await identity.findSession(tenant, 's-Bob'), session('s-Bob', 'Bob'))
      assert.deepEqual(await identity.findKey(tenant, 'k-Bob'), key('k-Bob', 'Bob'))
    },
  ],
  [
    'lists users by name, page by page',
    async ({ identity }) => {
      for (const name of ['c', 'A', 'b']) await identity.addUser(tenant, user(name))
      const first = await identity.pageUsers(tenant, { limit: 2 })
      const last = await identity.pageUsers(tenant, { limit: 2, cursor: first.nextCursor })
      assert.deepEqual(
        [...first.items, ...last.items].map(({ name }) => name),
        ['A', 'b', 'c'],
      )
      assert.equal(last.nextCursor, undefined)
    },
  ],
  [
    'ends a session once',
    async ({ identity }) => {
      await identity.addSession(tenant, session('1', 'Ann'))
      assert.equal(await identity.deleteSession(tenant, '1'), true)
      assert.equal(await identity.deleteSession(tenant, '1'), false)
      assert.equal(await identity.findSession(tenant, '1'), undefined)
    },
  ],
  [
    'finds a key by its id and by its hash, notes its use, and deletes it once',
    async ({ identity }) => {
      await identity.addKey(tenant, key('1'))
      assert.deepEqual(await identity.findKey(tenant, '1'), key('1'))
      await identity.keyUsed(tenant, '1', at(5))
      await identity.keyUsed(tenant, 'nobody’s', at(5))
      assert.deepEqual(await identity.findKeyByHash(tenant, 'hash-of-1'), { ...key('1'), lastUsedAt: at(5) })
      assert.equal(await identity.deleteKey(tenant, '1'), true)
      assert.equal(await identity.deleteKey(tenant, '1'), false)
      assert.equal(await identity.findKeyByHash(tenant, 'hash-of-1'), undefined)
    },
  ],
  [
    'lists keys, all or those of a user, page by page',
    async ({ identity }) => {
      for (const [id, owner] of [['1', 'Ann'], ['2'], ['3', 'ann'], ['4', 'Bob']] as const) await identity.addKey(tenant, key(id, owner))
      const first = await identity.pageKeys(tenant, { limit: 3 })
      const last = await identity.pageKeys(tenant, { limit: 3, cursor: first.nextCursor })
      assert.deepEqual(
        [...first.items, ...last.items].map(({ id }) => id),
        ['1', '2', '3', '4'],
      )
      const own = await identity.pageKeys(tenant, { userName: 'ANN' })
      assert.deepEqual(
        own.items.map(({ id }) => id),
        ['1', '3'],
      )
    },
  ],
  [
    'keeps one first token, and ends it with the first user',
    async ({ identity }) => {
      await identity.setFirstToken(tenant, 'a')
      await identity.setFirstToken(tenant, 'b')
      await identity.setFirstToken(otherTenant, 'c')
      assert.equal(await identity.findFirstToken(tenant), 'b')
      await identity.addUser(tenant, user('Ann'))
      assert.equal(await identity.findFirstToken(tenant), undefined)
      assert.equal(await identity.findFirstToken(otherTenant), 'c')
      await identity.setFirstToken(otherTenant, undefined)
      assert.equal(await identity.findFirstToken(otherTenant), undefined)
    },
  ],
  [
    'keeps users, sessions and keys apart by tenant (G16)',
    async ({ identity }) => {
      await identity.addUser(tenant, user('Ann'))
      await identity.addSession(tenant, session('1', 'Ann'))
      await identity.addKey(tenant, key('1', 'Ann'))
      assert.equal(await identity.findUser(otherTenant, 'Ann'), undefined)
      assert.equal(await identity.findSession(otherTenant, '1'), undefined)
      assert.equal(await identity.findKey(otherTenant, '1'), undefined)
      assert.equal(await identity.findKeyByHash(otherTenant, 'hash-of-1'), undefined)
      assert.deepEqual((await identity.pageUsers(otherTenant, {})).items, [])
      assert.deepEqual((await identity.pageKeys(otherTenant, {})).items, [])
      assert.equal(await identity.deleteUser(otherTenant, 'Ann'), false)
      assert.equal(await identity.deleteSession(otherTenant, '1'), false)
      assert.equal(await identity.deleteKey(otherTenant, '1'), false)
      assert.equal(await identity.addUser(otherTenant, user('Ann', { id: 'another' })), true)
      assert.equal((await identity.findUser(tenant, 'Ann'))?.id, 'id-of-Ann')
    },
  ],
]
