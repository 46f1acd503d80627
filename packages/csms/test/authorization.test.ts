import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, createCsms } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { connect, type Driver, type VersionName, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
type Station2x = Connection<Ocpp201, 'station'>
type Event = Parameters<Station2x['call']>[1] & object

let csms: Csms<(typeof versions)[number]>
const drivers: Driver[] = []

const join = async (version: VersionName, identity = 'CP1'): Promise<Driver> => {
  const driver = await connect(version, csms.url, identity)
  drivers.push(driver)
  await driver.boot()
  return driver
}

beforeEach(async () => {
  csms = createCsms({ versions, port: 0, acceptance: 'Accepted' })
  await csms.start()
})

afterEach(async () => {
  for (const driver of drivers.splice(0)) await driver.close()
  await csms.stop({ drainMs: 0 })
  await csms.store.close()
})

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()

/** Events of one transaction of a 2.x station, numbered. */
function transactionOf({ connection }: Driver, transactionId: string, evseId = 1) {
  const station = connection as unknown as Station2x
  let seqNo = 0
  return async (eventType: 'Started' | 'Updated' | 'Ended', idToken?: string, more: object = {}) => {
    const event = {
      eventType,
      timestamp: at(seqNo),
      triggerReason: 'Authorized',
      seqNo: seqNo++,
      transactionInfo: { transactionId },
      ...(eventType === 'Started' && { evse: { id: evseId, connectorId: 1 } }),
      ...(idToken !== undefined && { idToken: { idToken, type: 'ISO14443' } }),
      ...more,
    }
    return (await station.call('TransactionEvent', event as Event as never)).idTokenInfo
  }
}

const authorize2x = async ({ connection }: Driver, idToken: string, more: object = {}) =>
  (connection as unknown as Station2x).call('Authorize', { idToken: { idToken, type: 'ISO14443' }, ...more } as never)

const typed = { type: 'ISO14443' }

describe.each(versionNames)('a station of OCPP %s', (version) => {
  const is16 = version === '1.6'

  test('of two that begin on one token at one time, as many are accepted as it may have', async () => {
    const stations = await Promise.all(['CP1', 'CP2', 'CP3', 'CP4'].map((identity) => join(version, identity)))
    for (let round = 0; round < 5; round += 1) {
      const idToken = `ROUND-${round}`
      await csms.tokens.put({ idToken, maxConcurrent: 2 })
      const told = await Promise.all(stations.map((station) => station.start(idToken, 0, at(round))))
      expect(told.map(({ status }) => status).toSorted()).toEqual(['Accepted', 'Accepted', 'ConcurrentTx', 'ConcurrentTx'])
    }
  })

  test('is told ConcurrentTx by the start alone, and not because of the transaction itself or one that was refused (1.6 §7.2)', async () => {
    const one = await join(version)
    const other = await join(version, 'CP2')
    await csms.tokens.put({ idToken: 'ONCE', maxConcurrent: 1 })
    const running = await one.start('ONCE', 0, at(0))
    expect(await one.authorize('ONCE')).toBe('Accepted')
    expect(await other.authorize('ONCE')).toBe('Accepted')
    expect((await other.start('ONCE', 0, at(1))).status).toBe('ConcurrentTx')
    await one.stop(running.transactionId, 10, at(2))
    // The one that was refused still runs, and takes up no place.
    expect((await one.start('ONCE', 10, at(3))).status).toBe('Accepted')
  })

  test('is told what holds for the group of a token', async () => {
    const station = await join(version)
    await csms.tokens.put({ idToken: 'CARD', group: { idToken: 'FLEET' } })
    expect(await station.authorize('CARD')).toBe('Accepted')
    await csms.tokenGroups.put({ groupId: 'fleet', name: 'The fleet', status: 'Blocked' })
    expect(await station.authorize('CARD')).toBe('Blocked')
    expect((await station.start('CARD', 0)).status).toBe('Blocked')
    await csms.tokenGroups.put({ groupId: 'FLEET', expiresAt: '2020-01-01T00:00:00Z' })
    expect(await station.authorize('CARD')).toBe('Expired')
    await csms.tokenGroups.delete('FLEET')
    expect(await station.authorize('CARD')).toBe('Accepted')
  })

  test('is told where a token may be used, as far as its version can say it (C01.FR.18, C01.FR.22)', async () => {
    const station = await join(version)
    await csms.station('CP1').describe({ labels: ['depot'], evses: [{ evseId: 1, connectorTypes: ['sType2'] }] })
    await csms.tokens.put({ idToken: 'HERE', places: [{ label: 'depot' }] })
    await csms.tokens.put({ idToken: 'THERE', places: [{ station: 'CP9' }] })
    await csms.tokens.put({ idToken: 'FAST', connectorTypes: ['cCCS2'] })
    await csms.tokens.put({ idToken: 'TWO', places: [{ station: 'cp1', evseIds: [2] }] })
    expect(await station.authorize('HERE')).toBe('Accepted')
    expect(await station.authorize('THERE')).toBe(is16 ? 'Invalid' : 'NotAtThisLocation')
    expect(await station.authorize('FAST')).toBe(is16 ? 'Invalid' : 'NotAllowedTypeEVSE')
    expect(await station.authorize('TWO')).toBe('Accepted')
    expect((await station.start('TWO', 0)).status).toBe(is16 ? 'Invalid' : 'NotAtThisLocation')
  })

  test('is not told to let a master pass begin, and is told to let it end (C16.FR.03)', async () => {
    const station = await join(version)
    await csms.tokenGroups.put({ groupId: 'MASTER', isMasterPass: true })
    await csms.tokens.put({ idToken: 'OFFICER', group: { idToken: 'MASTER' } })
    expect(await station.authorize('OFFICER')).toBe('Accepted')
    expect((await station.start('OFFICER', 0)).status).toBe('Invalid')
  })
})

test('a driver who holds a transaction gets that far to stop it, also after hours, and so does the group', async () => {
  const clock = createFakeClock(Date.UTC(2026, 0, 5, 17, 59))
  await csms.stop()
  csms = createCsms({ versions, port: 0, acceptance: 'Accepted', clock })
  await csms.start()
  const hours = { times: { windows: [{ from: '08:00', until: '18:00' }] }, group: { idToken: 'FLEET' } }
  for (const idToken of ['A', 'B']) await csms.tokens.put({ idToken, ...hours })
  await csms.tokens.put({ idToken: 'C', times: hours.times })
  const station = await join('2.0.1')
  expect(await station.start('A', 0)).toMatchObject({ status: 'Accepted' })
  await clock.advance(60_000)
  expect(await Promise.all(['A', 'B', 'C'].map((idToken) => station.authorize(idToken)))).toEqual(['Accepted', 'Accepted', 'NotAtThisTime'])
  expect((await station.start('B', 0)).status).toBe('NotAtThisTime')
})

describe('a station of 2.x', () => {
  test('is told all that its version can say of a token (C01.FR.06, C01.FR.20)', async () => {
    await csms.station('CP1').describe({
      evses: [
        { evseId: 1, connectorTypes: ['sType2'] },
        { evseId: 2, connectorTypes: ['cCCS2'] },
      ],
    })
    await csms.tokens.put({
      idToken: 'ALL',
      ...typed,
      expiresAt: '2030-01-01T00:00:00Z',
      group: { idToken: 'FLEET', type: 'Local' },
      connectorTypes: ['cCCS2'],
      chargingPriority: 5,
      language1: 'nl',
      language2: 'en',
      personalMessage: { content: 'm'.repeat(600), format: 'UTF8', language: 'nl' },
    })
    const info = {
      status: 'Accepted',
      cacheExpiryDateTime: '2030-01-01T00:00:00.000Z',
      groupIdToken: { idToken: 'FLEET', type: 'Local' },
      evseId: [2],
      chargingPriority: 5,
      language1: 'nl',
      language2: 'en',
    }
    // 2.0.1 has room for 512 characters; what does not fit is left out.
    expect((await authorize2x(await join('2.0.1'), 'ALL')).idTokenInfo).toEqual(info)
    await drivers.pop()?.close()
    const personalMessage = { content: 'm'.repeat(600), format: 'UTF8', language: 'nl' }
    expect((await authorize2x(await join('2.1'), 'ALL')).idTokenInfo).toEqual({ ...info, personalMessage })
  })

  test('with a contract that nobody here can verify is told so, and does not charge on it (C07.FR.17)', async () => {
    await csms.tokens.put({ idToken: 'EMAID', type: 'eMAID' })
    const { connection } = await join('2.0.1')
    const station = connection as unknown as Station2x
    const idToken = { idToken: 'EMAID', type: 'eMAID' as const }
    expect(await station.call('Authorize', { idToken, certificate: 'PEM' })).toEqual({
      certificateStatus: 'CertChainError',
      idTokenInfo: { status: 'Invalid' },
    })
    expect(await station.call('Authorize', { idToken })).toEqual({ idTokenInfo: { status: 'Accepted' } })
  })

  test('that tries key codes is told Invalid, after some wrong ones even of a right one (C04.FR.01, C04.FR.06)', async () => {
    await csms.tokens.put({ idToken: '4711', type: 'KeyCode' })
    const { connection } = await join('2.0.1')
    const enter = async (idToken: string) =>
      (await (connection as unknown as Station2x).call('Authorize', { idToken: { idToken, type: 'KeyCode' } })).idTokenInfo.status
    expect([await enter('4711'), await enter('1'), await enter('2'), await enter('3'), await enter('4711')]).toEqual([
      'Accepted',
      'Invalid',
      'Invalid',
      'Invalid',
      'Invalid',
    ])
  })

  test('that has no authorization to ask for is told Accepted (C02.FR.02)', async () => {
    const station = await join('2.0.1')
    const idToken = { idToken: { idToken: '', type: 'NoAuthorization' } }
    expect(await transactionOf(station, 'TX')('Started', undefined, idToken)).toEqual({ status: 'Accepted' })
  })

  test('is told NotAtThisTime of another token while a refused one holds the transaction, and of no third EVSE (C01.FR.24)', async () => {
    await csms.tokens.put({ idToken: 'BAD', ...typed, status: 'Blocked' })
    await csms.tokens.put({ idToken: 'GOOD', ...typed })
    const station = await join('2.0.1')
    await station.status(1, 'Occupied')
    const event = transactionOf(station, 'TX')
    expect(await event('Started', 'BAD')).toMatchObject({ status: 'Blocked' })
    expect(await event('Updated', 'GOOD')).toMatchObject({ status: 'NotAtThisTime' })
    expect(await station.authorize('GOOD')).toBe('NotAtThisTime')
    await station.status(2, 'Available')
    expect(await station.authorize('GOOD')).toBe('Accepted')
    await event('Ended')
    expect(await transactionOf(station, 'TX-2')('Started', 'GOOD')).toMatchObject({ status: 'Accepted' })
  })
})

describe('official cases of block C', () => {
  const valid = { ...typed, group: { idToken: 'GROUP', type: 'Central' } }

  test.each([
    ['TC_C_02_CSMS', 'nobody', ['Invalid', 'Unknown']],
    ['TC_C_06_CSMS', 'BLOCKED', ['Blocked', 'Invalid']],
    ['TC_C_07_CSMS', 'EXPIRED', ['Expired', 'Invalid']],
  ])('%s: Authorize of a token that is not accepted', async (_id, idToken, allowed) => {
    await csms.tokens.put({ idToken: 'BLOCKED', ...typed, status: 'Blocked' })
    await csms.tokens.put({ idToken: 'EXPIRED', ...typed, expiresAt: '2020-01-01T00:00:00Z' })
    expect(allowed).toContain(await (await join('2.0.1')).authorize(idToken))
  })

  test.each([
    ['TC_C_08_CSMS', 'CACHED', ['Accepted']],
    ['TC_C_20_CSMS', 'nobody', ['Invalid', 'Unknown']],
  ])('%s: an Updated with a token of the cache is answered with what is known now (C12.FR.03)', async (_id, idToken, allowed) => {
    await csms.tokens.put({ idToken: 'CACHED', ...typed })
    const event = transactionOf(await join('2.0.1'), 'TX')
    await event('Started', undefined, { triggerReason: 'EVDetected' })
    expect(allowed).toContain((await event('Updated', idToken))?.status)
  })

  test.each([
    ['TC_C_37_CSMS', 'Accepted'],
    ['TC_C_38_CSMS', 'Rejected'],
  ] as const)('%s: ClearCache, which the station answers with %s', async (_id, status) => {
    const station = await join('2.0.1')
    const asked = station.answer('ClearCache', { status })
    expect(await csms.station('CP1').clearCache()).toEqual({ status })
    expect(await asked).toEqual({})
  })

  test.each([['TC_C_39_CSMS'], ['TC_C_40_CSMS'], ['TC_C_43_CSMS']])(
    '%s: every answer about tokens of one group names it (C09)',
    async () => {
      for (const idToken of ['ONE', 'TWO']) await csms.tokens.put({ idToken, ...valid })
      const station = await join('2.0.1')
      const info = { status: 'Accepted', groupIdToken: { idToken: 'GROUP', type: 'Central' } }
      const event = transactionOf(station, 'TX')
      expect((await authorize2x(station, 'TWO')).idTokenInfo).toEqual(info)
      expect(await event('Started', 'ONE')).toEqual(info)
      expect((await authorize2x(station, 'TWO')).idTokenInfo).toEqual(info)
      expect(await event('Updated', 'TWO', { triggerReason: 'StopAuthorized' })).toEqual(info)
    },
  )

  test.each([['TC_C_47_CSMS'], ['TC_C_48_CSMS'], ['TC_C_49_CSMS']])(
    '%s: a master pass is accepted, and named, where it ends transactions (C16)',
    async () => {
      await csms.tokenGroups.put({ groupId: 'MASTER', isMasterPass: true })
      await csms.tokens.put({ idToken: 'OFFICER', ...typed, group: { idToken: 'MASTER' } })
      for (const idToken of ['ONE', 'TWO']) await csms.tokens.put({ idToken, ...typed })
      const station = await join('2.0.1')
      const info = { status: 'Accepted', groupIdToken: { idToken: 'MASTER', type: 'Central' } }
      const events = [transactionOf(station, 'TX-1', 1), transactionOf(station, 'TX-2', 2)]
      await events[0]?.('Started', 'ONE')
      await events[1]?.('Started', 'TWO')
      expect((await authorize2x(station, 'OFFICER')).idTokenInfo).toEqual(info)
      for (const [at, event] of events.entries()) {
        const ended = { triggerReason: 'StopAuthorized', transactionInfo: { transactionId: `TX-${at + 1}`, stoppedReason: 'MasterPass' } }
        expect(await event('Ended', 'OFFICER', ended)).toEqual(info)
      }
    },
  )
})
