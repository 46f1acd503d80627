import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Csms, createCsms, energyWhOf } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { commandNames, connect, type Driver, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]

let csms: Csms<(typeof versions)[number]>
let station: Driver

describe.each(versionNames)('a station of OCPP %s', (version) => {
  beforeEach(async () => {
    csms = createCsms({
      versions,
      port: 0,
      acceptance: 'Accepted',
      tokens: [{ idToken: 'A1B2C3' }, { idToken: 'B10C', status: 'Blocked' }, { idToken: 'ONCE', maxConcurrent: 1 }],
    })
    await csms.start()
    station = await connect(version, csms.url, 'CP1')
  })

  afterEach(async () => {
    await station.close()
    await csms.stop({ drainMs: 100 })
  })

  test('boots, authorizes, charges and stops; the events tell of it in the same words', async () => {
    const told: string[] = []
    for (const name of ['station.booted', 'connector.status', 'transaction.started', 'transaction.updated', 'transaction.ended'] as const) {
      csms.on(name, () => told.push(name))
    }
    const ended = csms.once('transaction.ended')

    expect(await station.boot()).toBe('Accepted')
    expect(Date.parse(await station.heartbeat())).toBeGreaterThan(0)
    await station.status(1, 'Occupied')
    expect(await station.authorize('a1b2c3')).toBe('Accepted')
    const { transactionId, status } = await station.start('A1B2C3', 1000)
    expect(status).toBe('Accepted')
    await station.meter(transactionId, 1500)
    await station.stop(transactionId, 2250)

    const { transaction } = await ended
    expect(transaction).toMatchObject({
      transactionId,
      evseId: 1,
      connectorId: 1,
      stoppedReason: 'Local',
      energyMilliWh: 1_250_000,
      flags: [],
    })
    expect(transaction.idToken?.idToken).toBe('A1B2C3')
    expect(energyWhOf(transaction)).toBe(1250)
    expect(told).toEqual(['station.booted', 'connector.status', 'transaction.started', 'transaction.updated', 'transaction.ended'])
    expect(await csms.station('cp1').connectors()).toMatchObject([{ evseId: 1, connectorId: 1, status: 'Occupied' }])
    expect(await csms.station('CP1').transactions({ isActive: true })).toEqual([])
  })

  test('is told what is known of a token, and never ConcurrentTx by Authorize (1.6 §7.2, E01.FR.11)', async () => {
    await station.boot()
    expect(await station.authorize('B10C')).toBe('Blocked')
    expect(await station.authorize('nobody')).toBe(version === '1.6' ? 'Invalid' : 'Unknown')
    expect((await station.start('ONCE', 0, '2026-01-01T00:00:00.000Z')).status).toBe('Accepted')
    expect(await station.authorize('ONCE')).toBe('Accepted')
    expect((await station.start('ONCE', 0, '2026-01-01T00:01:00.000Z')).status).toBe('ConcurrentTx')
  })

  test('is answered whatever the store says of a token (J02.FR.19, 1.6 §4.8)', async () => {
    await station.boot()
    const odd = [
      { idToken: 'DATE', expiresAt: '2030-01-01' },
      { idToken: 'SOON', expiresAt: 'soon' },
      { idToken: 'TEXT', group: 'X' },
      { idToken: 'TYPE', group: { idToken: 'X', type: 'A type of which no version has ever heard' } },
      { idToken: 'LONG', group: { idToken: 'X'.repeat(300) } },
    ]
    for (const token of odd) {
      await csms.store.authorization.putToken('default', token as never)
      expect(await station.authorize(token.idToken)).toBe('Accepted')
      expect((await station.start(token.idToken, 0)).status).toBe('Accepted')
    }
  })

  test('takes the commands that are the same for all versions', async () => {
    await station.boot()
    const names = commandNames[version]
    const started = station.answer(names.start, { status: 'Accepted' })
    expect(await csms.station('CP1').remoteStart({ idToken: 'A1B2C3', evseId: 1, remoteStartId: 7 })).toMatchObject({
      status: 'Accepted',
      remoteStartId: 7,
    })
    expect(JSON.stringify(await started)).toContain('A1B2C3')
    const stopped = station.answer(names.stop, { status: 'Rejected' })
    expect(await csms.station('CP1').remoteStop({ transactionId: '12' })).toEqual({ status: 'Rejected' })
    expect(String((await stopped)['transactionId'])).toBe('12')
    const reset = station.answer('Reset', { status: 'Accepted' })
    expect(await csms.station('CP1').reset({ type: 'Immediate' })).toMatchObject({ status: 'Accepted' })
    expect((await reset)['type']).toBe(version === '1.6' ? 'Hard' : 'Immediate')
    const trigger = station.answer('TriggerMessage', { status: 'Accepted' })
    expect(await csms.station('CP1').trigger({ message: 'Heartbeat' })).toMatchObject({ status: 'Accepted' })
    expect((await trigger)['requestedMessage']).toBe('Heartbeat')
  })

  test('gets UnknownVendorId for vendor messages that nobody handles (P01.FR.04, TC_P_02)', async () => {
    await station.boot()
    expect(await station.dataTransfer('com.example')).toBe('UnknownVendorId')
  })
})
