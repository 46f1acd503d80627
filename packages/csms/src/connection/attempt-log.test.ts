import { createFakeClock } from '@ocpp-kit/rpc/testing'
import type { HandshakeRefusal } from '@ocpp-kit/rpc/ws'
import { expect, test } from 'vitest'
import { stationKey } from '../identifier.js'
import { createMemoryStore } from '../store/sql/memory.js'
import { AttemptLog } from './attempt-log.js'

const refusal = (identity: string | undefined, more: Partial<HandshakeRefusal> = {}): HandshakeRefusal => ({
  reason: 'wrongCredentials',
  status: 401,
  identity,
  remoteAddress: '10.0.0.1',
  path: '/CP1',
  offered: ['ocpp1.6'],
  detail: undefined,
  error: undefined,
  ...more,
})

const logOf = () => {
  const store = createMemoryStore()
  const clock = createFakeClock()
  const log = new AttemptLog({ store, clock, tenantId: 'default', failed: (error) => expect.unreachable(String(error)) })
  const page = async (identity: string) =>
    (await store.attempts.page({ tenantId: 'default', station: stationKey('default', identity), limit: 1000 })).items
  return { log, clock, store, page }
}

test('an attempt is kept with all that is known of it, and no more text than has its place', async () => {
  const { log, page, store } = logOf()
  log.see(
    refusal('CP1', { error: new Error('x'.repeat(5000)), path: `/${'p'.repeat(5000)}`, offered: Array.from({ length: 50 }, () => 'o') }),
  )
  await log.settled()
  const [kept] = await page('cp1')
  expect(kept).toMatchObject({ identity: 'CP1', reason: 'wrongCredentials', status: 401, remoteAddress: '10.0.0.1' })
  expect([kept?.detail?.length, kept?.path?.length, kept?.offered.length]).toEqual([201, 201, 10])
  await store.close()
})

test('a charger that tries every second leaves a trace that says how often', async () => {
  const { log, page, clock, store } = logOf()
  for (let second = 0; second < 300; second += 1) {
    log.see(refusal('CP1'))
    await clock.advance(1_000)
  }
  await log.settled()
  const kept = await page('CP1')
  expect(kept.length).toBeLessThan(40)
  const seen = kept.reduce((sum, { unkept = 0 }) => sum + 1 + unkept, 0)
  expect(seen).toBeGreaterThan(250)
  expect(log.figures.kept + log.figures.shed).toBe(300)
  log.see(refusal('CP2'))
  await log.settled()
  expect(await page('CP2')).toHaveLength(1)
  await store.close()
})

test('one that names no station counts by its address, of IPv6 by its /64', async () => {
  const { log, store } = logOf()
  for (let n = 0; n < 100; n += 1) log.see(refusal(undefined, { remoteAddress: `2001:db8::${n}` }))
  await log.settled()
  expect(log.figures).toEqual({ kept: 20, shed: 80 })
  await store.close()
})

test('a flood of made-up identities writes a bounded number of rows (G13)', async () => {
  const { log, store } = logOf()
  for (let n = 0; n < 20_000; n += 1) log.see(refusal(`CP${n}`))
  await log.settled()
  expect(log.figures).toEqual({ kept: 200, shed: 19_800 })
  await store.close()
})
