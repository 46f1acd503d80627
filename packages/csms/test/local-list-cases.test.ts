import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, createCsms, type Token } from '../src/index.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connectListStation, type ListCall, ListMemory, type ListStation, nameOf } from './list-station.js'

const token = (idToken: string): Token => ({ idToken, type: 'ISO14443' })

let csms: Csms<typeof ocpp201>
let memory: ListMemory
let station: ListStation

const sync = () => csms.station('CP1').syncLocalList()

beforeEach(async () => {
  memory = new ListMemory('2.0.1')
  csms = createCsms({ versions: [ocpp201], port: 0, acceptance: 'Accepted', localList: 'all', tokens: ['A', 'B', 'C'].map(token) })
  await csms.start()
  station = await connectListStation(memory, csms.url)
  await station.boot()
})

afterEach(async () => {
  await station.close()
  await csms.stop({ drainMs: 0 })
  await csms.store.close()
})

describe('official cases of block D', () => {
  test('TC_D_01_CSMS: a Full list has a version above 0, and entries that all have idTokenInfo', async () => {
    await sync()
    expect(memory.sent).toHaveLength(1)
    const { updateType, version, entries = [] } = memory.sent[0] as ListCall
    expect([updateType, entries]).toEqual(['Full', expect.toSatisfy((all) => all.length > 0)])
    expect(version).toBeGreaterThan(0)
    for (const entry of entries) expect(entry).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    expect(new Set(entries.map(nameOf)).size).toBe(entries.length)
  })

  test('TC_D_02_CSMS: after the version was asked for, a Differential has a higher one, and the tokens that are new', async () => {
    await sync()
    const { version } = memory
    memory.calls.length = 0
    await csms.tokens.put(token('D'))
    await sync()
    expect(memory.calls[0]).toEqual({ action: 'GetLocalListVersion' })
    expect(memory.sent).toMatchObject([
      { updateType: 'Differential', entries: [{ idToken: token('D'), idTokenInfo: { status: 'Accepted' } }] },
    ])
    expect(memory.version).toBeGreaterThan(version)
  })

  test('TC_D_03_CSMS: a Differential takes tokens off by entries without idTokenInfo', async () => {
    await sync()
    const { version } = memory
    await csms.tokens.delete(token('B'))
    await sync()
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Differential' })
    expect(memory.sent.at(-1)?.entries).toEqual([{ idToken: token('B') }])
    expect(memory.version).toBeGreaterThan(version)
  })

  test('TC_D_04_CSMS: a Full without entries empties the list', async () => {
    await sync()
    await csms.station('CP1').setLocalList({ scope: 'empty' })
    await sync()
    expect(memory.sent.at(-1)).toMatchObject({ updateType: 'Full', entries: undefined })
    expect(memory.listed).toEqual([])
  })

  test.each([
    ['TC_D_08_CSMS', 7],
    ['TC_D_09_CSMS', 0],
  ])('%s: the version that the station names is shown, %i', async (_id, version) => {
    await sync()
    memory.version = version
    memory.before = () => 'Failed'
    expect(await sync()).toMatchObject({ status: 'failed', reportedVersion: version })
  })
})

test.each([[['A', 'B', 'C']], [['A', 'B']], [['B']]])(
  'TC_N_46_CSMS: after the data of customer B was cleared a Differential takes that token off a list of %j (N10.FR.02)',
  async (listed) => {
    for (const name of ['A', 'B', 'C'].filter((one) => !listed.includes(one))) await csms.tokens.delete(token(name))
    await sync()
    const asked: object[] = []
    station.answer('CustomerInformation', (request) => {
      asked.push(request)
      return { status: 'Accepted' }
    })
    const { version } = memory
    const sent = new Promise<ListCall>((resolve) => {
      memory.after = resolve
    })
    const request = { requestId: 7, report: true, clear: true, idToken: { idToken: 'B', type: 'ISO14443' } } as const
    await csms.commands.send('CP1', ocpp201, 'CustomerInformation', request)
    expect(await sent).toMatchObject({ updateType: 'Differential', entries: [{ idToken: token('B') }] })
    expect(memory.sent.at(-1)?.entries?.[0]).not.toHaveProperty('idTokenInfo')
    expect(memory.version).toBeGreaterThan(version)
    expect(memory.listed).toEqual(listed.filter((name) => name !== 'B').map((name) => name.toLowerCase()))
    expect(asked).toEqual([request])
    const told = { requestId: 7, seqNo: 0, generatedAt: new Date().toISOString(), data: 'B, who charged here' }
    expect(await station.connection.callUntyped('NotifyCustomerInformation', told)).toEqual({})
  },
)

test('a raw call that clears the data of a customer takes that token off, too, and one that the station refuses does not (N10.FR.02)', async () => {
  await sync()
  const request = { requestId: 7, report: false, clear: true, idToken: { idToken: 'B', type: 'ISO14443' } }
  station.answer('CustomerInformation', () => ({ status: 'Rejected' }))
  await csms.station('CP1').callRaw('CustomerInformation', request)
  station.answer('CustomerInformation', () => ({ status: 'Accepted' }))
  for (const odd of [{ clear: true }, { ...request, idToken: 'B' }]) await csms.station('CP1').callRaw('CustomerInformation', odd)
  expect((await csms.station('CP1').localList()).wish.excluded ?? []).toEqual([])
  const sent = new Promise<ListCall>((resolve) => {
    memory.after = resolve
  })
  await csms.station('CP1').callRaw('CustomerInformation', request)
  expect(await sent).toMatchObject({ updateType: 'Differential', entries: [{ idToken: token('B') }] })
  expect((await csms.station('CP1').localList()).wish.excluded).toMatchObject([{ idToken: 'B' }])
})

test('what is said of a customer without clearing it changes no list', async () => {
  await sync()
  station.answer('CustomerInformation', () => ({ status: 'Accepted' }))
  const request = { requestId: 7, report: true, clear: false, idToken: { idToken: 'B', type: 'ISO14443' } } as const
  const { id } = await csms.commands.send('CP1', ocpp201, 'CustomerInformation', request)
  expect(await csms.commands.wait(id)).toMatchObject({ state: 'done' })
  expect((await csms.station('CP1').localList()).wish.excluded ?? []).toEqual([])
})

test('a list that is left alone, and that a command has sent, loses the customer whose data was cleared, for good (N10.FR.02)', async () => {
  await csms.station('CP1').setLocalList({ scope: 'off' })
  const entries = ['A', 'B', 'C'].map((name) => ({
    idToken: { idToken: name, type: 'ISO14443' as const },
    idTokenInfo: { status: 'Accepted' as const },
  }))
  const list = { updateType: 'Full' as const, versionNumber: 41, localAuthorizationList: entries }
  const { id } = await csms.commands.send('CP1', ocpp201, 'SendLocalList', list)
  expect(await csms.commands.wait(id)).toMatchObject({ state: 'done' })
  // One more by a raw call.
  const more = {
    ...list,
    updateType: 'Differential',
    versionNumber: 42,
    localAuthorizationList: [{ ...entries[0], idToken: { idToken: 'D', type: 'ISO14443' } }],
  }
  await csms.station('CP1').callRaw('SendLocalList', more)
  await expect.poll(async () => (await csms.station('CP1').localList()).actual).toMatchObject({ version: 42, entries: 4 })
  station.answer('CustomerInformation', () => ({ status: 'Accepted' }))
  const sent = new Promise<ListCall>((resolve) => {
    memory.after = resolve
  })
  await csms
    .station('CP1')
    .callRaw('CustomerInformation', { requestId: 7, report: false, clear: true, idToken: { idToken: 'D', type: 'ISO14443' } })
  expect(await sent).toMatchObject({ updateType: 'Differential', version: 43, entries: [{ idToken: token('D') }] })
  expect(memory.listed).toEqual(['a', 'b', 'c'])
  await expect.poll(async () => (await csms.station('CP1').localList()).actual).toMatchObject({ version: 43, entries: 3 })
})
