import type { AnyConnection } from '@ocpp-kit/rpc'
import { createFakeClock, type FakeClock } from '@ocpp-kit/rpc/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { type Command, type Csms, type CsmsOptions, createCsms, createMemoryStore, type Store } from '../src/index.js'
import { ocpp16 } from '../src/versions/ocpp16.js'
import { ocpp21 } from '../src/versions/ocpp21.js'
import { ocpp201 } from '../src/versions/ocpp201.js'
import { commandNames, connect, type Driver, type VersionName, versionNames } from './drivers.js'

const versions = [ocpp21, ocpp201, ocpp16]
type Versions = (typeof versions)[number]
const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function start(options: Partial<CsmsOptions<Versions>> = {}): Promise<Csms<Versions>> {
  const csms = createCsms({
    versions,
    port: 0,
    acceptance: 'Accepted',
    unknownTokens: 'accept',
    pingIntervalMs: 0,
    fullReports: 'onDemand',
    ...options,
  })
  await csms.start()
  ends.push(() => csms.stop())
  return csms
}

async function arrive(csms: Csms<Versions>, version: VersionName = '2.0.1', identity = 'CP1'): Promise<Driver> {
  const station = await connect(version, csms.url, identity)
  ends.push(() => station.close())
  await station.boot()
  return station
}

async function leave(csms: Csms<Versions>, station: Driver): Promise<void> {
  const gone = csms.once('station.disconnected')
  await station.close()
  await gone
}

/** Requests that a station gets, as they come. */
function requests(connection: AnyConnection): { readonly messageId: string; readonly action: string; readonly text: string }[] {
  const all: { messageId: string; action: string; text: string }[] = []
  connection.on('frame', ({ direction, text }) => {
    const [type, messageId, action] = JSON.parse(text) as [number, string, string]
    if (direction === 'in' && type === 2) all.push({ messageId, action, text })
  })
  return all
}

const never = (): Promise<object> => new Promise(() => {})

/** A station that does not answer; resolves when it was asked. */
const silent = (station: Driver, action: string): Promise<unknown> => station.answer(action, never())

/** Lets time pass, a second at a time, until it is so. */
async function passUntil(clock: FakeClock, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let second = 0; second < 2_000; second += 1) {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    if (await isSo()) return
    await clock.advance(1_000)
  }
  throw new Error('it never came to be so')
}

const ended = async (csms: Csms<Versions>, { id }: Command): Promise<Command> => {
  const command = await csms.commands.wait(id)
  if (command === undefined) throw new Error('there is no such command')
  return command
}

const stateOf = async (csms: Csms<Versions>, { id }: Pick<Command, 'id'>): Promise<string | undefined> =>
  (await csms.commands.get(id))?.state

const interval = (value: string) => ({
  setVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: value }],
})
const setResult = (attributeStatus: string) => ({
  setVariableResult: [{ attributeStatus, component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }],
})

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

describe('a command is stored as sent before its frame is written', () => {
  test('with the id that is on the wire', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const wire = requests(station.connection)
    const { apply } = csms.store.commands
    let storedBefore: readonly unknown[] | undefined
    csms.store.commands.apply = async (tenantId, id, event) => {
      const reduction = await apply(tenantId, id, event)
      if (event.type === 'take') {
        // Nothing has gone out by now, and a good while later.
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        storedBefore = [wire.length, (await csms.commands.get(id))?.state, event.messageId]
      }
      return reduction
    }
    const asked = station.answer('ClearCache', { status: 'Accepted' })
    await csms.commands.send('CP1', ocpp201, 'ClearCache', {})
    await asked
    expect(storedBefore).toEqual([0, 'sent', wire[0]?.messageId])
  })

  test('and what cannot be stored as sent is not sent, until the store is back', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock, onError: () => {} })
    const station = await arrive(csms)
    const wire = requests(station.connection)
    void station.answer('ClearCache', { status: 'Accepted' })
    const { apply } = csms.store.commands
    let failures = 0
    csms.store.commands.apply = (tenantId, id, event) => {
      if (event.type !== 'take' || failures >= 2) return apply(tenantId, id, event)
      failures += 1
      return Promise.reject(new Error('disk full'))
    }
    const command = await csms.commands.send('CP1', ocpp201, 'ClearCache', {})
    await passUntil(clock, () => failures === 2)
    expect([wire.length, await stateOf(csms, command)]).toEqual([0, 'queued'])
    await passUntil(clock, async () => (await stateOf(csms, command)) === 'done')
    expect(wire).toHaveLength(1)
  })
})

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
    ends.push(() => station.close())
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
    ends.push(() => station.close())
    void station.answer('Reset', { status: 'Accepted' })
    await station.heartbeat()
    expect(await ended(csms, command)).toMatchObject({ state: 'done' })
  })

  test('is never repeated, on the same connection, on the next or after a restart (G12)', async () => {
    const store = createMemoryStore()
    ends.push(() => store.close())
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
    ends.push(() => again.close())
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

describe('after a restart', () => {
  /** A process that ends without a word: nothing more of it reaches the store. */
  async function crash(csms: Csms<Versions>, store: Store): Promise<Store> {
    const { apply } = store.commands
    const survivor: Store = { ...store, commands: { ...store.commands, apply } }
    csms.store.commands.apply = () => Promise.reject(new Error('this process is gone'))
    await csms.stop()
    return survivor
  }

  test('what was on its way is resolved by class: reads fail, writes go out again, one-shots are ambiguous', async () => {
    const memory = createMemoryStore()
    ends.push(() => memory.close())
    const csms = await start({ store: { ...memory, commands: { ...memory.commands } }, onError: () => {} })
    const made: Command[] = []
    for (const [identity, action, payload] of [
      ['CP1', 'GetLocalListVersion', {}],
      ['CP2', 'ClearCache', {}],
      ['CP3', 'Reset', { type: 'Immediate' }],
    ] as const) {
      const station = await arrive(csms, '2.0.1', identity)
      const asked = silent(station, action)
      made.push(await csms.commands.sendUntyped(identity, action, payload))
      await asked
    }
    const store = await crash(csms, memory)
    const restarted = await start({ store })
    const states = async () => Promise.all(made.map(async ({ id }) => (await restarted.commands.get(id))?.state))
    expect((await ended(restarted, made[0] as Command)).state).toBe('failed')
    expect(await states()).toEqual(['failed', 'queued', 'ambiguous'])
    const station = await connect('2.0.1', restarted.url, 'CP2')
    ends.push(() => station.close())
    void station.answer('ClearCache', { status: 'Accepted' })
    await station.heartbeat()
    expect(await ended(restarted, made[1] as Command)).toMatchObject({ state: 'done', attempt: 2 })
    expect(await restarted.commands.get(made[2]?.id ?? '')).toMatchObject({ reason: 'restart', attempt: 1 })
  })

  test('a remote start whose transaction is known by then is done', async () => {
    const memory = createMemoryStore()
    ends.push(() => memory.close())
    const csms = await start({ store: { ...memory, commands: { ...memory.commands } }, onError: () => {} })
    const station = await arrive(csms)
    const asked = silent(station, 'RequestStartTransaction')
    const command = await csms.commands.send('CP1', ocpp201, 'RequestStartTransaction', {
      idToken: { idToken: 'CARD', type: 'ISO14443' },
      remoteStartId: 4711,
    })
    await asked
    csms.store.commands.apply = () => Promise.reject(new Error('this process is gone'))
    await station.connection.callUntyped('TransactionEvent', {
      eventType: 'Started',
      timestamp: new Date().toISOString(),
      triggerReason: 'RemoteStart',
      seqNo: 0,
      transactionInfo: { transactionId: 'T1', remoteStartId: 4711 },
    })
    const restarted = createCsms({ versions, port: 0, store: await crash(csms, memory) })
    const settled = restarted.once('command.reconciled')
    await restarted.start()
    ends.push(() => restarted.stop())
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

describe.each(versionNames)('the escape hatch to a station of OCPP %s', (version) => {
  test('puts a message on the wire exactly as it is given, and brings back what came', async () => {
    const csms = await start({ acceptance: 'Rejected' })
    const station = await arrive(csms, version)
    const wire = requests(station.connection)
    const answers: string[] = []
    station.connection.on('frame', ({ direction, text }) => {
      const [type, messageId] = JSON.parse(text) as [number, string]
      if (direction === 'in' && type === 2) station.connection.sendText(answers.shift()?.replace('ID', messageId) ?? '')
    })
    const payload = { zebra: null, a: { y: [], b: '' }, number: 1.5, list: [{ d: 1, c: undefined }] }
    answers.push('[3,"ID",{"later":1,"earlier":{"unknown":[null]}}]')
    const outcome = await csms.station('CP1').callRaw('Reset', payload)
    expect(JSON.stringify(outcome)).toBe('{"result":{"later":1,"earlier":{"unknown":[null]}}}')
    expect(wire[0]?.text).toBe(`[2,"${wire[0]?.messageId}","Reset",{"zebra":null,"a":{"y":[],"b":""},"number":1.5,"list":[{"d":1}]}]`)
    answers.push('[4,"ID","OccurenceConstraintViolation","no",{"why":1}]')
    expect(await csms.station('CP1').callRaw('NoSuchAction', {})).toEqual({
      error: { code: 'OccurenceConstraintViolation', description: 'no', details: { why: 1 } },
    })
    answers.push('[3,"ID"]')
    expect(await csms.station('CP1').callRaw('Reset', {})).toEqual({ unreadable: `[3,"${wire[2]?.messageId}"]` })
  })

  test('tells of silence, of a station that is away, and of one that nobody knows', async () => {
    const clock = createFakeClock(Date.now())
    const csms = await start({ clock })
    const station = await arrive(csms, version)
    const asked = silent(station, 'Reset')
    const outcome = csms.station('CP1').callRaw('Reset', { type: version === '1.6' ? 'Soft' : 'OnIdle' }, { timeoutMs: 5_000 })
    await asked
    await clock.advance(5_000)
    expect(await outcome).toEqual({ timeout: true })
    await leave(csms, station)
    await expect(csms.station('CP1').callRaw('Reset', {})).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(csms.station('CP9').callRaw('Reset', {})).rejects.toMatchObject({ code: 'UNKNOWN_STATION' })
  })
})
