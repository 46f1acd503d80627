import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/index.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { commandNames, connect } from '../drivers.js'
import { later } from '../later.js'
import { arrive, ended, interval, leave, passUntil, requests, setResult, silent, start, stateOf } from './running.js'

describe('a read', () => {
  test('fails at once where the station is away, and makes no command', async () => {
    const csms = await start()
    const station = await arrive(csms)
    await leave(csms, station)
    await expect(csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(csms.commands.sendUntyped('CP9', 'GetLocalListVersion', {})).rejects.toMatchObject({ code: 'UNKNOWN_STATION' })
    expect((await csms.commands.page()).items).toEqual([])
  })

  test('is repeated three times at a silent station, a report under a new requestId each time', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    const wire = requests(station.connection)
    void silent(station, 'GetBaseReport')
    const command = await csms.commands.send('CP1', ocpp201, 'GetBaseReport', { reportBase: 'FullInventory', requestId: 5 })
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'failed')
    expect(await csms.commands.get(command.id)).toMatchObject({ reason: 'noAnswer', attempt: 4, payload: { requestId: 5 } })
    const numbers = wire.map(({ text }) => JSON.parse(text)[3].requestId as number)
    expect(numbers[0]).toBe(5)
    expect(new Set(numbers).size).toBe(4)
    expect(new Set(wire.map(({ messageId }) => messageId)).size).toBe(4)
  })

  test('fails when the station goes', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const asked = silent(station, 'GetLocalListVersion')
    const command = await csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})
    await asked
    await leave(csms, station)
    expect(await ended(csms, command)).toMatchObject({ state: 'failed', reason: 'notConnected' })
  })
})

describe('a command that converges', () => {
  test('waits for a station that is away, the newest of its kind alone, and goes out when it comes (drain on connect)', async () => {
    const csms = await start()
    await leave(csms, await arrive(csms))
    const first = await csms.commands.send('CP1', ocpp201, 'SetVariables', interval('60'))
    const superseded = csms.once('command.ended')
    const second = await csms.commands.send('CP1', ocpp201, 'SetVariables', interval('90'))
    expect((await superseded).command).toMatchObject({ id: first.id, state: 'cancelled', reason: 'superseded', supersededBy: second.id })
    const done = csms.commands.wait(second.id)
    const station = await connect('2.0.1', csms.url, 'CP1')
    later(() => station.close())
    const wire = requests(station.connection)
    void station.answer('SetVariables', setResult('RebootRequired'))
    await station.heartbeat()
    expect(await done).toMatchObject({ state: 'done', reason: 'rebootRequired' })
    expect(wire.filter(({ action }) => action === 'SetVariables').map(({ text }) => JSON.parse(text)[3])).toEqual([interval('90')])
  })

  test('is repeated at a silent station until it expires, then the station is asked whether it is so', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    const wire = requests(station.connection)
    void silent(station, 'SetVariables')
    void station.answer('GetVariables', {
      getVariableResult: [
        {
          attributeStatus: 'Accepted',
          attributeValue: '60',
          component: { name: 'ocppcommctrlr' },
          variable: { name: 'heartbeatinterval' },
        },
      ],
    })
    const command = await csms.commands.send('CP1', ocpp201, 'SetVariables', interval('60'), { expiresInMs: 120_000 })
    await passUntil(clock, async () => (await csms.commands.get(command.id))?.endedAt !== undefined)
    expect(await csms.commands.get(command.id)).toMatchObject({ state: 'done', reason: 'readBack' })
    const actions = wire.map(({ action }) => action)
    expect(actions.filter((action) => action === 'SetVariables').length).toBeGreaterThan(1)
    expect(actions.at(-1)).toBe('GetVariables')
  })

  test('expires where the station never comes', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    await leave(csms, await arrive(csms))
    const command = await csms.commands.send('CP1', ocpp201, 'ClearCache', {}, { expiresInMs: 60_000 })
    expect(await stateOf(csms, command)).toBe('queued')
    await passUntil(clock, async () => (await stateOf(csms, command)) !== 'queued')
    expect(await csms.commands.get(command.id)).toMatchObject({ state: 'expired', attempt: 0 })
  })

  test('of a local list that mismatches on repetition is checked by the version of the list (D01.FR.19)', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    const asked = silent(station, 'SendLocalList')
    const command = await csms.commands.send('CP1', ocpp201, 'SendLocalList', { versionNumber: 7, updateType: 'Differential' })
    await asked
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'queued')
    void station.answer('SendLocalList', { status: 'VersionMismatch' })
    void station.answer('GetLocalListVersion', { versionNumber: 7 })
    await passUntil(clock, async () => (await csms.commands.get(command.id))?.endedAt !== undefined)
    expect(await csms.commands.get(command.id)).toMatchObject({ state: 'done', reason: 'readBack', attempt: 2 })
  })
})

describe('a one-shot command', () => {
  test('is refused where the station is away, unless it may wait for five minutes at most', async () => {
    const csms = await start()
    await leave(csms, await arrive(csms))
    const send = (options: object) => csms.commands.send('CP1', ocpp201, 'Reset', { type: 'Immediate' }, options)
    await expect(send({})).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(send({ whenOffline: 'keep' })).rejects.toThrow(/expiresInMs/)
    await expect(send({ whenOffline: 'keep', expiresInMs: 300_001 })).rejects.toThrow('from 1 to 300000')
    const command = await send({ whenOffline: 'keep', expiresInMs: 300_000 })
    const station = await connect('2.0.1', csms.url, 'CP1')
    later(() => station.close())
    void station.answer('Reset', { status: 'Accepted' })
    await station.heartbeat()
    expect(await ended(csms, command)).toMatchObject({ state: 'done' })
  })

  test('is never repeated, on the same connection, on the next or after a restart (G12)', async () => {
    const store = createMemoryStore()
    later(() => store.close())
    const clock = createFakeClock(Date.now())
    const csms = await start({ store, clock })
    const station = await arrive(csms)
    const seen = [requests(station.connection)]
    void silent(station, 'UnlockConnector')
    const command = await csms.commands.send('CP1', ocpp201, 'UnlockConnector', { evseId: 1, connectorId: 1 })
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'ambiguous')
    await clock.advance(600_000)
    await leave(csms, station)
    const again = await arrive(csms)
    seen.push(requests(again.connection))
    await again.heartbeat()
    await leave(csms, again)
    await csms.stop()
    const restarted = await start({ store, clock })
    const third = await arrive(restarted)
    seen.push(requests(third.connection))
    await clock.advance(600_000)
    await third.heartbeat()
    expect(seen.map((all) => all.length)).toEqual([1, 0, 0])
    expect(await stateOf(restarted, command)).toBe('ambiguous')
  })

  test('is settled by an answer that comes late', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    let answer: (response: object) => void = () => {}
    const asked = station.answer('UnlockConnector', new Promise<object>((resolve) => (answer = resolve)))
    const command = await csms.commands.send('CP1', ocpp201, 'UnlockConnector', { evseId: 1, connectorId: 1 })
    await asked
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'ambiguous')
    const settled = csms.once('command.reconciled')
    answer({ status: 'UnlockFailed' })
    expect((await settled).command).toMatchObject({ state: 'rejected', reason: 'lateAnswer', result: { status: 'UnlockFailed' } })
  })

  test.each([
    ['a stop, by the end of the transaction', '1.6'],
    ['a stop, by the end of the transaction', '2.1'],
  ] as const)('%s (%s), though the station went before it answered', async (_what, version) => {
    const csms = await start()
    const station = await arrive(csms, version)
    const { transactionId } = await station.start('CARD', 0)
    const asked = silent(station, commandNames[version].stop)
    const payload = { transactionId: version === '1.6' ? Number(transactionId) : transactionId }
    const command = await csms.commands.sendUntyped('CP1', commandNames[version].stop, payload)
    await asked
    await leave(csms, station)
    expect(await ended(csms, command)).toMatchObject({ state: 'ambiguous', reason: 'connectionLost' })
    const settled = csms.once('command.reconciled')
    const again = await connect(version, csms.url, 'CP1')
    later(() => again.close())
    await again.stop(transactionId, 10)
    expect((await settled).command).toMatchObject({ id: command.id, state: 'done', reason: 'transactionReported' })
  })

  test('a reset, by a boot that names it (B12), and not by any other', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const asked = silent(station, 'Reset')
    const command = await csms.commands.send('CP1', ocpp201, 'Reset', { type: 'Immediate' })
    await asked
    await leave(csms, station)
    await ended(csms, command)
    const again = await arrive(csms)
    const settled = csms.once('command.reconciled')
    await again.heartbeat()
    expect(await stateOf(csms, command)).toBe('ambiguous')
    await again.connection.callUntyped('BootNotification', { reason: 'RemoteReset', chargingStation: { vendorName: 'A', model: 'B' } })
    expect((await settled).command).toMatchObject({ id: command.id, state: 'done', reason: 'bootReported' })
  })

  test('an update of firmware, by the status of its request and of no other (L01.FR.20)', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const asked = silent(station, 'UpdateFirmware')
    const firmware = { location: 'https://example.com/fw', retrieveDateTime: '2026-01-01T00:00:00Z' }
    const command = await csms.commands.send('CP1', ocpp201, 'UpdateFirmware', { requestId: 9, firmware })
    await asked
    await leave(csms, station)
    await ended(csms, command)
    const again = await arrive(csms)
    const settled = csms.once('command.reconciled')
    await again.connection.callUntyped('FirmwareStatusNotification', { status: 'Downloading', requestId: 8 })
    expect(await stateOf(csms, command)).toBe('ambiguous')
    await again.connection.callUntyped('FirmwareStatusNotification', { status: 'Downloading', requestId: 9 })
    expect((await settled).command).toMatchObject({ state: 'done', reason: 'messageReported' })
  })
})

test('DataTransfer behaves as whoever sends it declares, and is never repeated where nobody did', async () => {
  const clock = createFakeClock(Date.now())
  const csms = await start({ clock })
  const station = await arrive(csms)
  void silent(station, 'DataTransfer')
  const plain = await csms.commands.send('CP1', ocpp201, 'DataTransfer', { vendorId: 'V' })
  const vendor = { behaves: 'converging', supersedeKey: 'price' } as const
  const declared = await csms.commands.send('CP1', ocpp201, 'DataTransfer', { vendorId: 'V', data: 1 }, { vendor })
  const newer = await csms.commands.send('CP1', ocpp201, 'DataTransfer', { vendorId: 'V', data: 2 }, { vendor })
  expect(await csms.commands.get(declared.id)).toMatchObject({ state: 'cancelled', reason: 'superseded' })
  await passUntil(clock, async () => ((await csms.commands.get(newer.id))?.attempt ?? 0) > 1)
  expect(await csms.commands.get(plain.id)).toMatchObject({ state: 'ambiguous', class: 'vendor', behaves: 'oneShot', attempt: 1 })
})

describe('a station that is not accepted', () => {
  test('gets no remote start while Pending, what converges as soon as it may (B02.FR.05)', async () => {
    const csms = await start({ acceptance: 'Pending' })
    const station = await arrive(csms)
    const startNow = { idToken: { idToken: 'CARD', type: 'Central' }, remoteStartId: 1 } as const
    await expect(csms.commands.send('CP1', ocpp201, 'RequestStartTransaction', startNow)).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    void station.answer('ClearCache', { status: 'Accepted' })
    expect((await ended(csms, await csms.commands.send('CP1', ocpp201, 'ClearCache', {}))).state).toBe('done')
  })

  test('gets nothing while Rejected but a trigger to boot; what is kept for it goes out once it is accepted (B03.FR.03)', async () => {
    const csms = await start({ acceptance: ({ boot }) => (boot.serialNumber === 'known' ? 'Accepted' : 'Rejected') })
    const station = await arrive(csms)
    const wire = requests(station.connection)
    await expect(csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})).rejects.toMatchObject({ code: 'NOT_ACCEPTED' })
    const kept = await csms.commands.send('CP1', ocpp201, 'ClearCache', {})
    void station.answer('TriggerMessage', { status: 'Accepted' })
    const trigger = await csms.commands.send('CP1', ocpp201, 'TriggerMessage', { requestedMessage: 'BootNotification' })
    expect((await ended(csms, trigger)).state).toBe('done')
    expect(wire.map(({ action }) => action)).toEqual(['TriggerMessage'])
    void station.answer('ClearCache', { status: 'Accepted' })
    await station.boot('known')
    expect((await ended(csms, kept)).state).toBe('done')
  })
})
