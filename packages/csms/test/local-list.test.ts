import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, type CsmsOptions, createCsms, createMemoryStore, type LocalListState, type Token } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { versionNames } from './drivers.js'
import { connectListStation, type ListCall, ListMemory, type ListStation, nameOf } from './list-station.js'

const versions = [ocpp21, ocpp201, ocpp16]
type Versions = (typeof versions)[number]

const token = (idToken: string, more: Partial<Token> = {}): Token => ({ idToken, type: 'ISO14443', ...more })
const many = (count: number): readonly Token[] => Array.from({ length: count }, (_, at) => token(`T${String(at).padStart(3, '0')}`))
const namesOf = (tokens: readonly Token[]): readonly string[] => tokens.map(({ idToken }) => idToken.toLowerCase())

const store = createMemoryStore()
let tenants = 0
let tenantId: string
const running: Csms<Versions>[] = []
let memory: ListMemory
let station: ListStation | undefined

/** Programs that follow each other on one store. */
async function startCsms(options: Partial<CsmsOptions<Versions>> = {}): Promise<Csms<Versions>> {
  const csms = createCsms({
    versions,
    port: 0,
    acceptance: 'Accepted',
    store,
    tenantId,
    localList: 'all',
    localListDelayMs: 0,
    ...options,
  })
  await csms.start()
  running.push(csms)
  return csms
}

const put = async (csms: Csms<Versions>, tokens: readonly Token[]): Promise<void> => {
  await Promise.all(tokens.map((one) => csms.tokens.put(one)))
}

/** Resolves when the list is in a state. */
const until = (csms: Csms<Versions>, isIt: (list: LocalListState) => boolean): Promise<LocalListState> =>
  new Promise((resolve) => {
    const off = csms.on('localList.changed', ({ list }) => {
      if (!isIt(list)) return
      off()
      resolve(list)
    })
  })

const inSync = (csms: Csms<Versions>): Promise<LocalListState> => until(csms, ({ status }) => status === 'inSync')

async function join(csms: Csms<Versions>): Promise<ListStation> {
  station = await connectListStation(memory, csms.url)
  await station.boot()
  return station
}

beforeEach(() => {
  tenants += 1
  tenantId = `tenant-${tenants}`
})

afterEach(async () => {
  await station?.close()
  station = undefined
  for (const csms of running.splice(0)) await csms.stop({ drainMs: 0 })
})

describe.each(versionNames)('a station of OCPP %s', (version) => {
  beforeEach(() => {
    memory = new ListMemory(version)
  })

  test('is sent the whole list when it is ready, and asked for its version before and after (D01.FR.15, D02.FR.01)', async () => {
    const csms = await startCsms()
    await put(csms, [token('A', { group: { idToken: 'FLEET' } }), token('B', { expiresAt: '2030-01-01T00:00:00Z' })])
    const done = inSync(csms)
    await join(csms)
    expect(await done).toMatchObject({ status: 'inSync', desired: { entries: 2, leftOut: 0 }, actual: { version: 1, entries: 2 } })
    expect(memory.calls.map(({ action }) => action)).toEqual([
      'GetLocalListVersion',
      // How many variables and bytes it takes in a message, and what it says of its list (B06.FR.05, B06.FR.17).
      ...(version === '1.6' ? [] : ['GetVariables']),
      'GetVariables',
      'GetVariables',
      'SendLocalList',
      'GetLocalListVersion',
    ])
    expect(memory.sent).toMatchObject([{ updateType: 'Full', version: 1 }])
    expect(memory.listed).toEqual(['a', 'b'])
    expect(JSON.stringify(memory.sent)).toContain('FLEET')
    expect(JSON.stringify(memory.sent)).toContain('2030-01-01T00:00:00.000Z')
    expect(await csms.station('CP1').localList()).toMatchObject({ status: 'inSync', wish: { scope: 'all' } })
  })

  test('is told changes alone, with a higher version, those that go without info (D01.FR.16, D01.FR.17)', async () => {
    const csms = await startCsms()
    await put(csms, many(5))
    const first = inSync(csms)
    await join(csms)
    await first
    const second = until(csms, ({ actual }) => actual?.version === 2)
    await Promise.all([
      csms.tokens.delete(token('T000')),
      csms.tokens.put(token('T001', { status: 'Blocked' })),
      csms.tokens.put(token('X')),
    ])
    await second
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Differential', version: 2 })
    expect(memory.sent.at(-1)?.entries).toHaveLength(3)
    expect(
      memory.sent
        .at(-1)
        ?.entries?.filter((entry) => Object.keys(entry).length === 1)
        .map(nameOf),
    ).toEqual(['t000'])
    expect(memory.listed).toEqual(['t001', 't002', 't003', 't004', 'x'])
    expect(JSON.stringify(memory.entries.get('t001'))).toContain('Blocked')
  })

  test('is sent a long list in chunks of what it takes, each with a higher version (D01.FR.03, D01.FR.11)', async () => {
    memory.itemsPerMessage = 4
    const csms = await startCsms()
    await put(csms, many(10))
    const done = inSync(csms)
    await join(csms)
    await done
    expect(memory.sent.map(({ updateType, version: number, entries }) => [updateType, number, entries?.length])).toEqual([
      ['Full', 1, 4],
      ['Differential', 2, 4],
      ['Differential', 3, 2],
    ])
    for (const { entries = [] } of memory.sent) for (const entry of entries) expect(Object.keys(entry)).toHaveLength(2)
    expect(memory.listed).toEqual(namesOf(many(10)))
  })

  test('is never sent more than it takes in all; what is left out is said', async () => {
    memory.maxEntries = 3
    const csms = await startCsms()
    await put(csms, [...many(4), token('A', { status: 'Blocked' })])
    const done = inSync(csms)
    await join(csms)
    expect(await done).toMatchObject({ desired: { entries: 3, leftOut: 2 }, limits: { maxEntries: 3 } })
    expect(memory.listed).toEqual(namesOf(many(3)))
  })

  test('that holds what it should is asked for its version alone when it comes again', async () => {
    const csms = await startCsms()
    await put(csms, many(3))
    const done = inSync(csms)
    const first = await join(csms)
    await done
    await first.close()
    memory.calls.length = 0
    station = await connectListStation(memory, csms.url)
    await csms.station('CP1').syncLocalList()
    expect(memory.calls.map(({ action }) => action)).not.toContain('SendLocalList')
    expect(memory.calls.map(({ action }) => action)).not.toContain('GetVariables')
  })

  test('that lost its list, or has one of somebody else, is sent the whole one above its version', async () => {
    const csms = await startCsms()
    await put(csms, many(3))
    const done = inSync(csms)
    await join(csms)
    await done
    memory.version = 70
    memory.entries = new Map([['stranger', {}]])
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'inSync', actual: { version: 71 } })
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Full', version: 71 })
    expect(memory.listed).toEqual(namesOf(many(3)))
  })

  test.each([['Failed'], ['VersionMismatch']] as const)(
    'that answers %s to changes is sent the whole list (D01.FR.03, 1.6 §5.15)',
    async (status) => {
      const csms = await startCsms()
      await put(csms, many(3))
      const done = inSync(csms)
      await join(csms)
      await done
      memory.before = ({ updateType }) => (updateType === 'Differential' ? status : undefined)
      const again = until(csms, ({ status: now, actual }) => now === 'inSync' && actual?.version === 3)
      await csms.tokens.put(token('X'))
      await again
      expect(memory.sent.map(({ updateType, version: number }) => [updateType, number])).toEqual([
        ['Full', 1],
        ['Differential', 2],
        ['Full', 3],
      ])
      expect(memory.listed).toEqual([...namesOf(many(3)), 'x'])
    },
  )

  test('that took a change whose answer says it is too old has it, as its version tells', async () => {
    const csms = await startCsms()
    await put(csms, many(3))
    const done = inSync(csms)
    await join(csms)
    await done
    const again = until(csms, ({ status: now, actual }) => now === 'inSync' && actual?.version === 2)
    // As where the first answer was lost: the station has taken it, and refuses it the second time.
    memory.before = (call) => {
      memory.before = undefined
      return memory.update('Differential', call.version ?? 0, call.entries).then(() => 'VersionMismatch' as const)
    }
    await csms.tokens.put(token('X'))
    await again
    expect(memory.sent.filter(({ updateType }) => updateType === 'Full')).toHaveLength(1)
    expect(memory.listed).toContain('x')
  })

  test('that refuses the whole list is left in peace for a while, and told anew when somebody asks for it', async () => {
    const csms = await startCsms()
    await put(csms, many(2))
    memory.before = () => 'Failed'
    const failed = until(csms, ({ status }) => status === 'failed')
    await join(csms)
    const state = await failed
    expect(state).toMatchObject({ failures: 1, reason: expect.stringMatching(/Failed.*version 1/) })
    expect(Date.parse(state.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(50_000)
    const calls = memory.calls.length
    await csms.tokens.put(token('X'))
    await station?.boot()
    expect(await csms.station('CP1').localList()).toMatchObject({ status: 'failed' })
    expect(memory.calls).toHaveLength(calls)
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'failed', failures: 2 })
    memory.before = undefined
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'inSync', failures: 0, actual: { version: 3 } })
  })

  test('that refuses its list is told at once what is to be withheld: a token blocked or gone, not one more, and once', async () => {
    const csms = await startCsms()
    await put(csms, many(4))
    memory.before = () => 'Failed'
    const failed = (failures: number) => until(csms, (list) => list.status === 'failed' && list.failures === failures)
    const first = failed(1)
    await join(csms)
    await first
    for (const [failures, change] of [
      [2, () => csms.tokens.put(token('T001', { status: 'Blocked' }))],
      [3, () => csms.tokens.delete(token('T002'))],
      [4, () => csms.tokens.put(token('STRANGER', { status: 'Blocked' }))],
    ] as const) {
      const next = failed(failures)
      await change()
      await next
    }
    // What is only added waits, and so does what failed a moment ago.
    await csms.tokens.put(token('X'))
    await station?.boot()
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'failed', failures: 5 })
    memory.before = undefined
    const done = inSync(csms)
    await csms.tokens.delete(token('T003'))
    await done
    expect(memory.listed).toEqual(['stranger', 't000', 't001', 'x'])
  })

  test('that refuses its list is told at once when something else is wanted of it, also while it was away', async () => {
    const csms = await startCsms()
    await put(csms, many(3))
    memory.before = () => 'Failed'
    const failed = (failures: number) => until(csms, (list) => list.status === 'failed' && list.failures === failures)
    const first = failed(1)
    await join(csms)
    await first
    const second = failed(2)
    expect(await csms.station('CP1').setLocalList({ maxEntries: 2 })).toMatchObject({ status: 'pending', reason: undefined })
    await second
    // The same again is nothing new.
    expect(await csms.station('CP1').setLocalList({ maxEntries: 2 })).toMatchObject({ status: 'failed', failures: 2 })
    const third = failed(3)
    await csms.station('CP1').customerCleared(token('T001'))
    await third
    await station?.close()
    await csms.station('CP1').setLocalList({ maxEntries: 1 })
    memory.before = undefined
    const done = inSync(csms)
    await join(csms)
    await done
    expect(memory.listed).toEqual(['t000'])
  })

  test.each([['Full'], ['Differential']] as const)(
    'that refused its list and takes a %s of somebody else is brought in order at once',
    async (updateType) => {
      const csms = await startCsms()
      await put(csms, many(2))
      memory.before = () => 'Failed'
      const failed = until(csms, ({ status }) => status === 'failed')
      await join(csms)
      await failed
      memory.before = undefined
      const done = inSync(csms)
      const [list, entry] =
        version === '1.6'
          ? [{ listVersion: 40 }, { idTag: 'X', idTagInfo: { status: 'Accepted' } }]
          : [{ versionNumber: 40 }, { idToken: { idToken: 'X', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } }]
      await csms.station('CP1').callRaw('SendLocalList', { ...list, updateType, localAuthorizationList: [entry] })
      expect(await done).toMatchObject({ reason: undefined, failures: 0, nextAttemptAt: undefined, actual: { version: 41 } })
      expect(memory.listed).toEqual(namesOf(many(2)))
    },
  )

  test('whose list is switched off, or that has none, is sent nothing, and it is said why (D02.FR.03, 1.6 §5.10)', async () => {
    const csms = await startCsms()
    await put(csms, many(2))
    memory.isEnabled = false
    const off = until(csms, ({ status }) => status === 'disabled')
    await join(csms)
    expect(await off).toMatchObject({ reason: expect.stringContaining('switched off') })
    memory.hasList = false
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'notSupported' })
    memory.hasList = true
    memory.isEnabled = true
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'inSync' })
    expect(memory.sent).toHaveLength(1)
  })

  test('is told of changes that were made while it was away, or the program was', async () => {
    const before = await startCsms()
    await put(before, many(6))
    const done = inSync(before)
    const first = await join(before)
    await done
    await first.close()
    await before.tokens.delete(token('T003'))
    await before.stop()
    const after = await startCsms()
    const again = inSync(after)
    await join(after)
    await again
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Differential', version: 2 })
    expect(memory.listed).toEqual(namesOf(many(6)).filter((name) => name !== 't003'))
  })

  test('comes to its list after a program that ended in the middle of sending it', async () => {
    memory.itemsPerMessage = 2
    const before = await startCsms()
    await put(before, many(6))
    const ended = new Promise<void>((resolve) => {
      memory.after = ({ version: number }) => {
        if (number !== 2) return
        memory.after = undefined
        // The station has taken two messages of three, and the answer to the second is never heard.
        void before.stop({ drainMs: 0 }).then(resolve)
        return new Promise(() => {})
      }
    })
    await join(before)
    await ended
    expect(memory.listed).toHaveLength(4)
    const after = await startCsms()
    const done = inSync(after)
    await join(after)
    await done
    expect(memory.listed).toEqual(namesOf(many(6)))
    expect(memory.sent.at(2)).toMatchObject({ updateType: 'Full', version: 4 })
  })

  test('is left alone while it is not accepted', async () => {
    const csms = await startCsms({ acceptance: 'Pending' })
    await put(csms, many(2))
    await join(csms)
    await csms.tokens.put(token('X'))
    await expect(csms.station('CP1').syncLocalList()).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    expect(memory.calls).toEqual([])
  })

  test('keeps whatever list it has where nobody wants anything of it, which is the default', async () => {
    const csms = await startCsms({ localList: undefined })
    await put(csms, many(2))
    const ready = csms.once('station.ready')
    await join(csms)
    await ready
    expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'off' })
    expect(memory.calls).toEqual([])
  })

  test('has what is wanted of it alone: tokens of a label, or none, or no more than so many', async () => {
    const csms = await startCsms()
    await put(csms, [token('A', { labels: ['depot'] }), token('B', { labels: ['other'] }), token('C')])
    const done = inSync(csms)
    await join(csms)
    await done
    const wish = async (change: Parameters<ReturnType<typeof csms.station>['setLocalList']>[0]) => {
      await csms.station('CP1').setLocalList(change)
      return csms.station('CP1').syncLocalList()
    }
    expect(await wish({ scope: { label: 'depot' } })).toMatchObject({ status: 'inSync', wish: { scope: { label: 'depot' } } })
    expect(memory.listed).toEqual(['a'])
    await wish({ scope: 'all', maxEntries: 2 })
    expect(memory.listed).toEqual(['a', 'b'])
    expect(await wish({ scope: 'empty' })).toMatchObject({ status: 'inSync', actual: { entries: 0 } })
    expect(memory.listed).toEqual([])
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Full', entries: undefined })
    await wish({ scope: 'off' })
    expect((await csms.station('CP1').localList()).status).toBe('off')
  })

  test('loses a customer whose data was cleared, and does not get it back (N10.FR.02)', async () => {
    const csms = await startCsms()
    await put(csms, many(3))
    const done = inSync(csms)
    await join(csms)
    await done
    const again = until(csms, ({ actual }) => actual?.version === 2)
    await csms.station('CP1').customerCleared(token('t001'))
    await again
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Differential' })
    expect(memory.sent.at(-1)?.entries?.map((entry) => [nameOf(entry), Object.keys(entry).length])).toEqual([['t001', 1]])
    await csms.tokens.put(token('T001', { expiresAt: '2040-01-01T00:00:00Z' }))
    await csms.station('CP1').syncLocalList()
    expect(memory.listed).toEqual(['t000', 't002'])
  })

  test('is asked to clear its cache when somebody wants it, and after an edit where that is wanted (C11)', async () => {
    const csms = await startCsms({ localList: 'off', clearCacheOnChange: true })
    await csms.tokens.put(token('A'))
    const first = await join(csms)
    expect(await csms.station('CP1').clearCache()).toEqual({ status: 'Accepted' })
    memory.cacheStatus = 'Rejected'
    expect(await csms.clearCaches()).toEqual([{ identity: 'CP1', status: 'Rejected' }])
    await first.close()
    memory.calls.length = 0
    await csms.tokens.put(token('B'))
    const cleared = new Promise<void>((resolve) => {
      Object.assign(memory.calls, { push: (call: ListCall) => resolve(void Array.prototype.push.call(memory.calls, call)) })
    })
    station = await connectListStation(memory, csms.url)
    await csms.tokens.put(token('A', { status: 'Blocked' }))
    await cleared
    expect(memory.calls.map(({ action }) => action)).toEqual(['ClearCache'])
  })
})

describe('without anybody saying so', () => {
  beforeEach(() => {
    memory = new ListMemory('2.0.1')
  })

  test('a token comes onto the list when it becomes valid, and goes when it expires', async () => {
    const clock = createFakeClock()
    const csms = await startCsms({ clock, pingIntervalMs: 0 })
    const soon = new Date(clock.now() + 90_000).toISOString()
    const later = new Date(clock.now() + 200_000).toISOString()
    await put(csms, [token('A'), token('B', { validFrom: soon, expiresAt: later })])
    const first = inSync(csms)
    await join(csms)
    await first
    expect(memory.listed).toEqual(['a'])
    await clock.advance(60_000)
    const second = until(csms, ({ actual }) => actual?.version === 2)
    await clock.advance(60_000)
    await second
    expect(memory.listed).toEqual(['a', 'b'])
    const third = until(csms, ({ actual }) => actual?.version === 3)
    await clock.advance(60_000)
    await clock.advance(60_000)
    await third
    expect(memory.listed).toEqual(['a'])
  })

  test('what another node blocks is told within a minute to a station that refuses its list, what it adds is not', async () => {
    const clock = createFakeClock()
    const csms = await startCsms({ clock, pingIntervalMs: 0 })
    const other = await startCsms({ clock, pingIntervalMs: 0 })
    await put(csms, [token('A'), token('B')])
    memory.before = () => 'Failed'
    const failed = until(csms, ({ status }) => status === 'failed')
    await join(csms)
    await failed
    for (let failures = 2; failures <= 5; failures += 1)
      expect(await csms.station('CP1').syncLocalList()).toMatchObject({ status: 'failed', failures })
    await other.tokens.put(token('C'))
    await clock.advance(60_000)
    const added = await csms.station('CP1').syncLocalList()
    expect(added).toMatchObject({ status: 'failed', failures: 6 })
    memory.before = undefined
    const done = inSync(csms)
    await other.tokens.put(token('A', { status: 'Blocked' }))
    await clock.advance(60_000)
    await done
    expect(JSON.stringify(memory.entries.get('a'))).toContain('Blocked')
  })

  test('what another node changes comes onto the list within a minute, and what failed is sent anew when its pause is over', async () => {
    const clock = createFakeClock()
    const csms = await startCsms({ clock, pingIntervalMs: 0 })
    const other = await startCsms({ clock, pingIntervalMs: 0 })
    await put(csms, [token('A')])
    const first = inSync(csms)
    await join(csms)
    await first
    memory.before = () => 'Failed'
    const failed = until(csms, ({ status }) => status === 'failed')
    await other.tokens.put(token('B'))
    await clock.advance(60_000)
    await failed
    memory.before = undefined
    const again = inSync(csms)
    await clock.advance(60_000)
    await again
    expect(memory.listed).toEqual(['a', 'b'])
  })
})
