import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, test } from 'vitest'
import { type Command, type Csms, createCsms, createMemoryStore, type Store } from '../../src/index.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { connect } from '../drivers.js'
import { later } from '../later.js'
import { arrive, ended, passUntil, requests, silent, start, stateOf, type Versions, versions } from './running.js'

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
    later(() => memory.close())
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
    later(() => station.close())
    void station.answer('ClearCache', { status: 'Accepted' })
    await station.heartbeat()
    expect(await ended(restarted, made[1] as Command)).toMatchObject({ state: 'done', attempt: 2 })
    expect(await restarted.commands.get(made[2]?.id ?? '')).toMatchObject({ reason: 'restart', attempt: 1 })
  })

  test('a remote start whose transaction is known by then is done', async () => {
    const memory = createMemoryStore()
    later(() => memory.close())
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
    later(() => restarted.stop())
    expect((await settled).command).toMatchObject({ id: command.id, state: 'done', reason: 'transactionReported' })
  })
})
