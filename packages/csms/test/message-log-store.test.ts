import { afterEach, expect, test } from 'vitest'
import { type CsmsOptions, createCsms, createMemoryStore } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect } from './drivers.js'

const versions = [ocpp201, ocpp16]
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start(options: Partial<CsmsOptions<(typeof versions)[number]>> = {}) {
  const csms = createCsms({ versions, port: 0, acceptance: 'Accepted', unknownTokens: 'accept', messageLog: true, ...options })
  await csms.start()
  ends.push(() => csms.stop({ drainMs: 50 }))
  return csms
}

async function arrive(url: string) {
  const station = await connect('1.6', url, 'CP1')
  ends.push(() => station.close())
  return station
}

test('messages of both directions are kept, newest first, and found by action and direction', async () => {
  const csms = await start()
  const station = await arrive(csms.url)
  await station.boot()
  await station.heartbeat()
  const reset = station.answer('Reset', { status: 'Accepted' })
  await csms.station('CP1').reset({ type: 'OnIdle' })
  await reset
  await expect.poll(() => csms.figures.messageLog?.kept).toBe(3)
  const { messages } = csms.station('CP1')
  const { items } = await messages()
  expect(items.map(({ direction, action, status }) => [direction, action, status])).toEqual([
    ['out', 'Reset', 'Accepted'],
    ['in', 'Heartbeat', ''],
    ['in', 'BootNotification', 'Accepted'],
  ])
  expect(items[2]).toMatchObject({ request: { chargePointVendor: 'Acme' }, response: { status: 'Accepted' }, isError: false })
  expect((await messages({ action: 'Heartbeat' })).items).toHaveLength(1)
  expect((await messages({ direction: 'out' })).items).toHaveLength(1)
})

test('is off unless it is asked for', async () => {
  const csms = await start({ messageLog: undefined })
  const station = await arrive(csms.url)
  await station.boot()
  await csms.stop({ drainMs: 0 })
  expect(csms.figures.messageLog).toBeUndefined()
  expect((await csms.station('CP1').messages()).items).toEqual([])
})

test('id tokens are kept as pseudonyms that outlive a restart, or as they are where that is said (G18)', async () => {
  const store = createMemoryStore()
  const seen: string[] = []
  for (const messageLog of [true, true, { idTokens: 'keep' as const }]) {
    const csms = await start({ store, messageLog })
    const station = await arrive(csms.url)
    await station.boot()
    await station.authorize('DEADBEEF')
    await csms.stop({ drainMs: 0 })
    const { items } = await csms.station('CP1').messages({ action: 'Authorize', limit: 1 })
    seen.push(String((items[0]?.request as { idTag?: string } | undefined)?.idTag))
  }
  expect(seen[0]).toMatch(/^\*/)
  expect(seen[1]).toBe(seen[0])
  expect(seen[2]).toBe('DEADBEEF')
})

test('answers do not wait for the log, and an overload sheds it before any transaction (G13)', async () => {
  const store = createMemoryStore()
  const csms = await start({
    store: { ...store, messages: { ...store.messages, append: () => new Promise<never>(() => {}) } },
    messageLog: { maxQueued: 3 },
    onError: () => {},
  })
  const station = await arrive(csms.url)
  await station.boot()
  const { transactionId } = await station.start('T1', 0)
  for (let n = 0; n < 5; n += 1) await station.meter(transactionId, n)
  await station.stop(transactionId, 10)
  expect(csms.figures.messageLog).toEqual({ queued: 3, kept: 0, shed: 5 })
  expect(await csms.station('CP1').transactions()).toMatchObject([{ transactionId, stoppedReason: 'Local' }])
})
