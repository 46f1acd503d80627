import { describe, expect, test } from 'vitest'
import { createCsms, createMemoryStore } from '../src/index.js'
import { connect, versionNames } from './drivers.js'
import { later } from './later.js'
import { answer2x, type Csms, fresh, goodOnes, login, old, refusedWith, start, versions, wire } from './passworded.js'

describe('security profile 1', () => {
  test('lets in who knows the password, under the identity of the URL in any case (A00.FR.204, A00.FR.207, G15)', async () => {
    const csms = await start()
    await login(csms, old)
    await expect(connect('1.6', csms.url, 'CP1')).rejects.toEqual(refusedWith(401))
    await expect(connect('1.6', csms.url, 'CP1', { password: fresh })).rejects.toEqual(refusedWith(401))
    await expect(connect('1.6', csms.url, 'CP2', { password: old })).rejects.toEqual(refusedWith(401))
    await connect('1.6', csms.url, 'cp1', { password: old }).then((station) => later(() => station.close()))
  })

  test('a 1.6 station sends the bytes of its key, or its digits (whitepaper A00.FR.205)', async () => {
    const csms = await start()
    const key = '00112233445566778899aabbccddeeff00112233'
    await csms.station('CP1').setPassword(key)
    await login(csms, Buffer.from(key, 'hex'), '1.6')
    await login(csms, key.toUpperCase(), '1.6')
    await expect(login(csms, old, '1.6')).rejects.toEqual(refusedWith(401))
  })

  test('one that looks like a key is a text in 2.x: neither its bytes nor digits of the other case are good', async () => {
    const csms = await start()
    const text = 'AABBCCDDEEFF00112233445566778899'
    await csms.station('CP1').setPassword(text)
    await expect(login(csms, text.toLowerCase())).rejects.toEqual(refusedWith(401))
    await expect(login(csms, Buffer.from(text, 'hex'))).rejects.toEqual(refusedWith(401))
    await login(csms, text)
  })

  test('a station that is known to speak 1.6 has 16 to 20 bytes, and is given no others (whitepaper A00.FR.205)', async () => {
    for (const isThere of [true, false]) {
      const csms = await start()
      const station = await login(csms, old, '1.6')
      await station.boot()
      const gone = csms.once('station.disconnected')
      if (!isThere) await station.close().then(() => gone)
      const { setPassword } = csms.station('CP1')
      await expect(setPassword('x'.repeat(40))).rejects.toThrow(/16 to 20 bytes, not 40/)
      await expect(setPassword('ä'.repeat(11))).rejects.toThrow(/16 to 20 bytes, not 22/)
      await expect(setPassword('x'.repeat(15))).rejects.toThrow(/16 to 20 bytes, not 15/)
      for (const good of ['x'.repeat(20), 'ab'.repeat(20)]) await setPassword(good)
    }
    const lax = await start({ shortPasswords: true })
    await (await login(lax, old, '1.6')).boot()
    await lax.station('CP1').setPassword('x')
  })

  test('a restart knows the password, another passwordKey does not', async () => {
    const store = createMemoryStore()
    const before = await start({ store })
    await before.stop({ drainMs: 0 })
    const after = createCsms({ versions, port: 0, securityProfile: 1, store })
    await after.start()
    later(() => after.stop({ drainMs: 50 }))
    await login(after, old)
    const other = createCsms({ versions, port: 0, securityProfile: 1, store, passwordKey: 'another key, long' })
    await other.start()
    later(() => other.stop({ drainMs: 50 }))
    await expect(login(other, old)).rejects.toEqual(refusedWith(401))
  })

  test('a password that is too short is not taken, unless that is allowed (A00.FR.205)', async () => {
    const csms = await start()
    await expect(csms.station('CP1').setPassword('secret')).rejects.toThrow(/16 to 64 characters, not 6/)
    const lax = await start({ shortPasswords: true })
    await lax.station('CP1').setPassword('secret')
    await login(lax, 'secret')
  })

  test('a login asks the store for its password once', async () => {
    const store = createMemoryStore()
    const csms = await start({ store })
    const found: Promise<unknown>[] = []
    const { find } = store.credentials
    store.credentials.find = (station) => {
      const asked = find(station)
      found.push(asked)
      return asked
    }
    const stations = Array.from({ length: 30 }, (_, n) => `CP${n}`)
    await Promise.all(stations.map((name) => csms.station(name).setPassword(old)))
    const all = await Promise.all(stations.map((name) => connect('2.0.1', csms.url, name, { password: old })))
    for (const station of all) later(() => station.close())
    expect(found).toHaveLength(30)
  })
})

describe.each(versionNames)('changePassword of %s', (version) => {
  const { action, answer } = wire[version]

  /** Logs in, and answers the change as is said. */
  async function change(csms: Csms, status: string): Promise<{ readonly asked: string; readonly result: unknown }> {
    const station = await login(csms, old, version)
    await station.boot()
    const asked = station.answer(action, answer(status))
    const result = await csms.station('CP1').changePassword(fresh)
    const request = JSON.stringify(await asked)
    await station.close()
    return { asked: request, result }
  }

  test('after Accepted only the new one is good (A01.FR.03, TC_A_09)', async () => {
    const csms = await start()
    const { asked, result } = await change(csms, 'Accepted')
    expect(result).toEqual({ status: 'Accepted' })
    expect(asked).toContain(version === '1.6' ? Buffer.from(fresh).toString('hex').toUpperCase() : fresh)
    expect(await goodOnes(csms)).toEqual([fresh])
  })

  test('after any other answer only the old one is good (A01.FR.04, TC_A_10)', async () => {
    const csms = await start()
    expect((await change(csms, 'Rejected')).result).toEqual({ status: 'Rejected' })
    expect(await goodOnes(csms)).toEqual([old])
  })

  test('after a CALLERROR only the old one is good (A01.FR.04)', async () => {
    const csms = await start()
    const station = await login(csms, old, version)
    await station.boot()
    await expect(csms.station('CP1').changePassword(fresh)).rejects.toMatchObject({ origin: 'peer' })
    expect(await goodOnes(csms)).toEqual([old])
  })

  test('while the answer is not known both are good, until a login settles it', async () => {
    for (const used of [old, fresh]) {
      const csms = await start()
      const station = await login(csms, old, version)
      await station.boot()
      // The answer is lost with the connection.
      const asked = new Promise<void>((resolve) => {
        station.connection.on('frame', ({ direction, text }) => {
          if (direction === 'in' && text.includes(action)) resolve(station.close())
        })
      })
      await expect(csms.station('CP1').changePassword(fresh)).rejects.toMatchObject({ code: expect.stringMatching(/CLOSED|CALL_TIMEOUT/) })
      await asked
      expect((await csms.station('CP1').doctor()).findings.map(({ code }) => code)).toContain('passwordOpen')
      await (await login(csms, used, version)).close()
      expect(await goodOnes(csms)).toEqual([used])
    }
  })

  test('the old one stays good until the restart that the station asks for (RebootRequired)', async () => {
    const csms = await start()
    expect((await change(csms, 'RebootRequired')).result).toEqual({ status: 'RebootRequired' })
    await (await login(csms, old, version)).close()
    expect(await goodOnes(csms)).toEqual([old, fresh])
    expect(await goodOnes(csms)).toEqual([fresh])
  })

  test('makes one that nobody learns, where none is given (A01.FR.07)', async () => {
    const csms = await start()
    const station = await login(csms, old, version)
    await station.boot()
    const asked = station.answer(action, answer('Accepted'))
    expect(await csms.station('CP1').changePassword()).toEqual({ status: 'Accepted' })
    const request = (await asked) as { value?: string; setVariableData?: readonly { attributeValue: string }[] }
    await station.close()
    const made = request.value ?? request.setVariableData?.[0]?.attributeValue ?? ''
    expect(made.length).toBeGreaterThanOrEqual(32)
    await login(csms, version === '1.6' ? Buffer.from(made, 'hex') : made, version)
    expect(await goodOnes(csms)).toEqual([])
  })
})

test('a crash between the question and the answer leaves both good', async () => {
  const store = createMemoryStore()
  const csms = await start({ store })
  const station = await login(csms, old)
  await station.boot()
  const { change } = store.credentials
  store.credentials.change = (key, what) => (what.type === 'accepted' ? Promise.reject(new Error('gone')) : change(key, what))
  void station.answer('SetVariables', answer2x('Accepted'))
  await expect(csms.station('CP1').changePassword(fresh)).rejects.toThrow('gone')
  await station.close()
  await (await login(csms, fresh)).close()
  expect(await goodOnes(csms)).toEqual([fresh])
})

test('passwords appear neither in the message log nor in what is told of failures (G18)', async () => {
  const failures: unknown[] = []
  const store = createMemoryStore()
  const csms = await start({ store, messageLog: true, onError: (error) => failures.push(error) })
  for (const version of versionNames) {
    const { action, answer } = wire[version]
    await csms.station('CP1').setPassword(old)
    const station = await login(csms, old, version)
    await station.boot()
    void station.answer(action, answer('Accepted'))
    await csms.station('CP1').changePassword(fresh)
    await station.close()
  }
  await csms.stop({ drainMs: 0 })
  const kept = JSON.stringify(await csms.station('CP1').messages({ limit: 100 }))
  expect(kept).toContain('SetVariables')
  expect(kept).toContain('ChangeConfiguration')
  const everything = kept + JSON.stringify(failures) + JSON.stringify(await csms.attempts())
  for (const secret of [old, fresh, Buffer.from(fresh).toString('hex').toUpperCase()]) expect(everything).not.toContain(secret)
  await store.close()
})
