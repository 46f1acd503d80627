import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { commandNames, versionNames } from '../drivers.js'
import { arrive, ended, leave, passUntil, requests, silent, start, stateOf } from './running.js'

describe.each(versionNames)('a command to a station of OCPP %s', (version) => {
  test('is kept, sent and done, and told of as it goes', async () => {
    const csms = await start()
    const station = await arrive(csms, version)
    void station.answer('ClearCache', { status: 'Accepted' })
    const told: string[] = []
    for (const name of ['command.sent', 'command.ended'] as const) csms.on(name, ({ command }) => told.push(`${name} ${command.state}`))
    const command = await csms.commands.sendUntyped('cp1', 'ClearCache', {}, { actor: 'ann' })
    expect(command).toMatchObject({ state: 'queued', class: 'converging', version, actor: 'ann' })
    expect(await ended(csms, command)).toMatchObject({ state: 'done', attempt: 1, result: { status: 'Accepted' } })
    expect(told).toEqual(['command.sent sent', 'command.ended done'])
  })

  test('that starts a transaction is settled by the transaction when it was not answered', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms, version)
    const start16 = { idTag: 'CARD', connectorId: 1 }
    const start2x = { idToken: { idToken: 'CARD', type: 'ISO14443' }, remoteStartId: 4711, evseId: 1 }
    const asked = silent(station, commandNames[version].start)
    const command = await csms.commands.sendUntyped('CP1', commandNames[version].start, version === '1.6' ? start16 : start2x)
    await asked
    const lost = csms.once('command.ended')
    await passUntil(clock, async () => (await stateOf(csms, command)) !== 'sent')
    expect((await lost).command).toMatchObject({ state: 'ambiguous', reason: 'noAnswer', attempt: 1 })
    const settled = csms.once('command.reconciled')
    const timestamp = new Date(clock.now()).toISOString()
    if (version === '1.6') await station.start('card', 0, timestamp)
    else {
      await station.connection.callUntyped('TransactionEvent', {
        eventType: 'Started',
        timestamp,
        triggerReason: 'RemoteStart',
        seqNo: 0,
        transactionInfo: { transactionId: 'T1', remoteStartId: 4711 },
      })
    }
    expect((await settled).command).toMatchObject({ id: command.id, state: 'done', reason: 'transactionReported' })
  })
})

describe('directions and stations are independent (G9)', () => {
  test('a station that has not answered a command is answered all the same', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const asked = silent(station, 'GetLocalListVersion')
    const command = await csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})
    await asked
    expect(Date.parse(await station.heartbeat())).toBeGreaterThan(0)
    const { transactionId } = await station.start('CARD', 0)
    await station.stop(transactionId, 10)
    expect(await stateOf(csms, command)).toBe('sent')
  })

  test('a silent station delays its own commands alone, in their order', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const mute = await arrive(csms, '2.0.1', 'MUTE')
    const other = await arrive(csms, '1.6', 'OTHER')
    const wire = requests(mute.connection)
    const asked = silent(mute, 'Reset')
    void mute.answer('GetLocalListVersion', { versionNumber: 1 })
    void other.answer('GetLocalListVersion', { listVersion: 1 })
    const first = await csms.commands.send('MUTE', ocpp201, 'Reset', { type: 'Immediate' })
    const second = await csms.commands.send('MUTE', ocpp201, 'GetLocalListVersion', {})
    await asked
    for (let at = 0; at < 5; at += 1) {
      const done = await csms.commands.send('OTHER', ocpp16, 'GetLocalListVersion', {})
      expect((await ended(csms, done)).state).toBe('done')
    }
    expect([await stateOf(csms, first), await stateOf(csms, second), wire.length]).toEqual(['sent', 'queued', 1])
    await passUntil(clock, async () => (await stateOf(csms, second)) === 'done')
    expect(await stateOf(csms, first)).toBe('ambiguous')
  })

  test('one command goes to many stations, and those that are not there stand in nobody’s way', async () => {
    const csms = await start()
    const names = Array.from({ length: 20 }, (_, at) => `CP${at}`)
    for (const name of names) void (await arrive(csms, '2.0.1', name)).answer('ClearCache', { status: 'Accepted' })
    const sent = await csms.commands.sendMany([...names, 'NOBODY'], ocpp201, 'ClearCache', {}, { idempotencyKey: 'campaign-1' })
    expect(sent).toHaveLength(21)
    expect(sent.at(-1)).toMatchObject({ identity: 'NOBODY', error: { code: 'UNKNOWN_STATION' } })
    const commands = sent.flatMap((one) => ('command' in one ? [one.command] : []))
    const states = await Promise.all(commands.map(async (command) => (await ended(csms, command)).state))
    expect(states).toEqual(names.map(() => 'done'))
    const again = await csms.commands.sendMany(names, ocpp201, 'ClearCache', {}, { idempotencyKey: 'campaign-1' })
    expect(again.map((one) => 'command' in one && one.command.id)).toEqual(commands.map(({ id }) => id))
  })
})

describe('what is asked for', () => {
  test('is held to the schema of the station’s version, with pointers', async () => {
    const csms = await start()
    await arrive(csms, '2.0.1')
    const wrong = csms.commands.sendUntyped('CP1', 'SetVariables', { setVariableData: [{ component: {}, variable: { name: 'A' } }] })
    await expect(wrong).rejects.toMatchObject({
      code: 'OccurrenceConstraintViolation',
      origin: 'local',
      violations: expect.arrayContaining([expect.objectContaining({ pointer: '/setVariableData/0/component' })]),
    })
    await expect(csms.commands.sendUntyped('CP1', 'RemoteStartTransaction', { idTag: 'A' })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
    })
    await expect(csms.commands.send('CP1', ocpp16, 'Reset', { type: 'Soft' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })

  test('goes out as it is: what is absent stays absent, members keep their order', async () => {
    const csms = await start()
    const station = await arrive(csms, '2.1')
    const wire = requests(station.connection)
    void station.answer('ChangeAvailability', { status: 'Scheduled' })
    const command = await csms.commands.send('CP1', ocpp21, 'ChangeAvailability', {
      operationalStatus: 'Inoperative',
      evse: { connectorId: 2, id: 1 },
    })
    expect(await ended(csms, command)).toMatchObject({ state: 'done', reason: 'scheduled' })
    expect(wire[0]?.text.endsWith('"ChangeAvailability",{"operationalStatus":"Inoperative","evse":{"connectorId":2,"id":1}}]')).toBe(true)
  })

  test('is the same command under the same idempotency key, also when the station has gone, and never another', async () => {
    const csms = await start()
    const station = await arrive(csms)
    void station.answer('UnlockConnector', { status: 'Unlocked' })
    const payload = { evseId: 1, connectorId: 1 }
    const first = await csms.commands.send('CP1', ocpp201, 'UnlockConnector', payload, { idempotencyKey: 'K' })
    await ended(csms, first)
    await leave(csms, station)
    const again = await csms.commands.send('cp1', ocpp201, 'UnlockConnector', payload, { idempotencyKey: 'K' })
    expect(again).toMatchObject({ id: first.id, state: 'done' })
    const other = csms.commands.send('CP1', ocpp201, 'UnlockConnector', { evseId: 2, connectorId: 1 }, { idempotencyKey: 'K' })
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('fails by what the station answers: CALLERROR, or an answer that breaks its schema', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const refused = await csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})
    expect(await ended(csms, refused)).toMatchObject({ state: 'failed', error: { code: 'NotSupported' } })
    station.connection.on('frame', ({ direction, text }) => {
      const [type, messageId] = JSON.parse(text) as [number, string]
      if (direction === 'in' && type === 2) station.connection.sendText(JSON.stringify([3, messageId, { versionNumber: 'x' }]))
    })
    const broken = await csms.commands.send('CP1', ocpp201, 'GetLocalListVersion', {})
    expect(await ended(csms, broken)).toMatchObject({
      state: 'failed',
      reason: 'invalidAnswer',
      error: { code: 'TypeConstraintViolation' },
    })
    const unlocked = await csms.commands.send('CP1', ocpp201, 'UnlockConnector', { evseId: 1, connectorId: 1 })
    expect(await ended(csms, unlocked)).toMatchObject({ state: 'ambiguous', reason: 'invalidAnswer' })
  })

  test('can be cancelled while it waits, and not once it is with the station', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const asked = silent(station, 'Reset')
    const reset = await csms.commands.send('CP1', ocpp201, 'Reset', { type: 'OnIdle' })
    const waiting = await csms.commands.send('CP1', ocpp201, 'ClearCache', {})
    await asked
    expect(await csms.commands.cancel(waiting.id)).toMatchObject({ state: 'cancelled' })
    expect(await csms.commands.cancel(reset.id)).toMatchObject({ state: 'sent', isCancelling: true })
    expect(await csms.commands.cancel('none')).toBeUndefined()
  })

  test('waits for its time', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    const wire = requests(station.connection)
    void station.answer('ClearCache', { status: 'Accepted' })
    const notBefore = new Date(clock.now() + 60_000).toISOString()
    const command = await csms.commands.send('CP1', ocpp201, 'ClearCache', {}, { notBefore })
    await clock.advance(59_000)
    await station.heartbeat()
    expect(wire).toEqual([])
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'done')
    expect((await csms.commands.get(command.id))?.sentAt?.slice(0, 19)).toBe(notBefore.slice(0, 19))
  })

  test('is told by a wait as it is when the wait is over', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms)
    const asked = silent(station, 'Reset')
    const command = await csms.commands.send('CP1', ocpp201, 'Reset', { type: 'OnIdle' })
    await asked
    const waited = csms.commands.wait(command.id, { timeoutMs: 5_000 })
    let told: Command | undefined
    void waited.then((now) => (told = now))
    await passUntil(clock, () => told !== undefined)
    expect(told?.state).toBe('sent')
  })
})

test('an idle csms looks at nothing: no timer of commands runs while nothing waits', async () => {
  const clock = createFakeClock(Date.now())
  const csms = await start({ clock })
  const station = await arrive(csms)
  void station.answer('ClearCache', { status: 'Accepted' })
  await ended(csms, await csms.commands.send('CP1', ocpp201, 'ClearCache', {}))
  await passUntil(clock, async () => true)
  await clock.advance(5_000)
  await station.heartbeat()
  let looks = 0
  const { due } = csms.store.commands
  csms.store.commands.due = (...args) => {
    looks += 1
    return due(...args)
  }
  await clock.advance(3_600_000)
  await station.heartbeat()
  expect(looks).toBe(0)
})
