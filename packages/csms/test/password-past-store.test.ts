import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection } from '@ocpp-kit/rpc'
import { describe, expect, test } from 'vitest'
import { connect, inSlot0, versionNames } from './drivers.js'
import { later } from './later.js'
import { answer2x, type Csms, fresh, goodOnes, login, old, start, wire } from './passworded.js'

const inHex = (text: string): string => Buffer.from(text).toString('hex')
const setVariables = (component: string, variable: string, more = {}) => ({
  setVariableData: [{ component: { name: component, ...more }, variable: { name: variable }, attributeValue: fresh }],
})

/** Messages that give a station another password, as somebody may write them. */
const messages = {
  '1.6': [
    { key: 'AuthorizationKey', value: inHex(fresh) },
    { key: 'authorizationKEY', value: inHex(fresh).toUpperCase() },
  ],
  '2.0.1': [
    setVariables('SecurityCtrlr', 'BasicAuthPassword'),
    setVariables('securityctrlr', 'basicAuthPASSWORD', { instance: 'x', evse: { id: 1 } }),
  ],
  '2.1': [
    setVariables('SecurityCtrlr', 'BasicAuthPassword'),
    {
      setVariableData: [
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: '60' },
        {
          component: { name: 'SecurityCtrlr' },
          variable: { name: 'BasicAuthPassword', instance: 'x' },
          attributeType: 'Target',
          attributeValue: fresh,
        },
      ],
    },
  ],
} as const

const refusal = { code: 'PASSWORD_CHANGE', message: expect.stringMatching(/changePassword/) }

describe.each(versionNames)('a password of %s that does not go through changePassword', (version) => {
  const { action, answer } = wire[version]
  const [message] = messages[version]

  const arrive = async (csms: Csms) => {
    const station = await login(csms, old, version)
    await station.boot()
    return station
  }

  test('is not sent by a command, however it is written, and nobody is locked out', async () => {
    const csms = await start()
    const station = await arrive(csms)
    const { commands } = csms
    for (const payload of messages[version]) {
      await expect(commands.sendUntyped('CP1', action, payload)).rejects.toMatchObject(refusal)
      expect(await commands.sendManyUntyped(['CP1'], action, payload)).toMatchObject([{ identity: 'CP1', error: refusal }])
    }
    expect((await commands.page()).items).toEqual([])
    await station.close()
    expect(await goodOnes(csms)).toEqual([old])
  })

  test('is not sent as a variable or wanted as one, nor is what stands beside it', async () => {
    const csms = await start()
    await arrive(csms)
    const station = csms.station('CP1')
    let asked = 0
    csms.on('exchange', ({ direction }) => {
      if (direction === 'out') asked += 1
    })
    for (const name of [
      { component: 'SECURITYCTRLR', variable: 'basicauthpassword' },
      { component: 'configuration', variable: 'AUTHORIZATIONKEY' },
      { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', instance: 'x', attribute: 'Target' as const },
    ]) {
      const values = [
        { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '60' },
        { ...name, value: fresh },
      ]
      await expect(station.setVariables(values)).rejects.toMatchObject(refusal)
      await expect(station.setDesired(values)).rejects.toMatchObject(refusal)
    }
    expect(asked).toBe(0)
    expect((await station.variables()).items).toEqual([])
  })

  test('is not sent by a call on its connection, typed or not, in a handler or out of it', async () => {
    const csms = await start()
    const refused: unknown[] = []
    csms.on('station', (station) => {
      void station.callUntyped(action, message).catch((error: unknown) => refused.push(error))
    })
    const station = await arrive(csms)
    let asked = 0
    csms.on('exchange', ({ direction }) => {
      if (direction === 'out') asked += 1
    })
    const connection = csms.station('CP1').connection as Connection<Ocpp201, 'csms'> | undefined
    for (const payload of messages[version]) {
      await expect(connection?.call(action as never, payload as never)).rejects.toMatchObject(refusal)
      await expect(connection?.callUntyped(action, payload, { validation: 'off' })).rejects.toMatchObject(refusal)
    }
    expect(refused).toMatchObject([refusal])
    expect(asked).toBe(0)
    void station.answer(action, answer('Accepted'))
    await csms.station('CP1').changePassword(fresh)
    await station.close()
    expect(await goodOnes(csms)).toEqual([fresh])
  })

  test('is learned from a raw call that the station takes (A01.FR.03)', async () => {
    for (const payload of messages[version]) {
      const csms = await start()
      const station = await arrive(csms)
      void station.answer(action, answerFor(payload, 'Accepted'))
      const { frame, ...outcome } = (await csms.station('CP1').callRaw(action, payload)) as {
        readonly frame: string
        readonly result: object
      }
      expect(outcome).toEqual({ result: answerFor(payload, 'Accepted') })
      expect(JSON.parse(frame)[2]).toEqual(outcome.result)
      await station.close()
      expect(await goodOnes(csms)).toEqual([fresh])
    }
  })

  test('is not learned from a raw call that the station refuses, or never had (A01.FR.04)', async () => {
    const csms = await start()
    const station = await arrive(csms)
    expect(await csms.station('CP1').callRaw(action, message)).toMatchObject({ error: { code: expect.any(String) } })
    void station.answer(action, answer('Rejected'))
    await csms.station('CP1').callRaw(action, message)
    await station.close()
    await expect(csms.station('CP1').callRaw(action, message)).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(await goodOnes(csms)).toEqual([old])
  })

  test('is as good as the old one while the answer to a raw call is not known, until a login settles it', async () => {
    for (const used of [old, fresh]) {
      const csms = await start()
      const station = await arrive(csms)
      station.connection.on('frame', ({ direction, text }) => {
        if (direction === 'in' && text.includes(action)) void station.close()
      })
      await expect(csms.station('CP1').callRaw(action, message)).rejects.toMatchObject({ code: 'CLOSED' })
      expect((await csms.station('CP1').doctor()).findings.map(({ code }) => code)).toContain('passwordOpen')
      await (await login(csms, used, version)).close()
      expect(await goodOnes(csms)).toEqual([used])
    }
  })

  test('waits beside the old one for the restart that the station asks for', async () => {
    const csms = await start()
    const station = await arrive(csms)
    void station.answer(action, answer('RebootRequired'))
    await csms.station('CP1').callRaw(action, message)
    await station.close()
    expect(await goodOnes(csms)).toEqual([old, fresh])
    expect(await goodOnes(csms)).toEqual([fresh])
  })

  function answerFor(payload: object, status: string): object {
    if (version === '1.6') return answer(status)
    const { setVariableData } = payload as ReturnType<typeof setVariables>
    return { setVariableResult: setVariableData.map(({ attributeValue, ...one }) => ({ ...one, attributeStatus: status })) }
  }
})

test('two raw calls at one time leave the password that was taken last', async () => {
  const csms = await start()
  const station = await login(csms, old)
  await station.boot()
  void station.answer('SetVariables', answer2x('Accepted'))
  const other = 'one-more-password'
  const one = setVariables('SecurityCtrlr', 'BasicAuthPassword')
  const two = { setVariableData: [{ ...one.setVariableData[0], attributeValue: other }] }
  await Promise.all([csms.station('CP1').callRaw('SetVariables', two), csms.station('CP1').callRaw('SetVariables', one)])
  await station.close()
  await expect(login(csms, other)).rejects.toMatchObject({ status: 401 })
  expect(await goodOnes(csms)).toEqual([fresh])
})

test('a station that is taken more often than may be open knows its last password all the same', async () => {
  const csms = await start()
  const station = await login(csms, old)
  await station.boot()
  const message = (attributeValue: string) => ({
    setVariableData: [{ ...setVariables('SecurityCtrlr', 'BasicAuthPassword').setVariableData[0], attributeValue }],
  })
  // What it says is about something else, so nothing is known.
  const elsewhere = { attributeStatus: 'Accepted', component: { name: 'Other' }, variable: { name: 'Other' } }
  void station.answer('SetVariables', { setVariableResult: [elsewhere] })
  for (let at = 0; at < 4; at += 1) await csms.station('CP1').callRaw('SetVariables', message(`password-number-${at}`))
  void station.answer('SetVariables', answer2x('Accepted'))
  await csms.station('CP1').callRaw('SetVariables', message(fresh))
  await station.close()
  await expect(login(csms, 'password-number-1')).rejects.toMatchObject({ status: 401 })
  expect(await goodOnes(csms)).toEqual([fresh])
})

test('a station of profile 0 that had no password here is let in with any until it is known that it has taken one', async () => {
  const csms = await start({ securityProfile: 0 })
  await csms.station('CP1').removePassword()
  const station = await login(csms, old)
  await station.boot()
  station.connection.on('frame', ({ direction, text }) => {
    if (direction === 'in' && text.includes('SetVariables')) void station.close()
  })
  await expect(csms.station('CP1').callRaw('SetVariables', setVariables('SecurityCtrlr', 'BasicAuthPassword'))).rejects.toThrow()
  await (await login(csms, old)).close()
  await (await login(csms, fresh)).close()
  await expect(login(csms, old)).rejects.toMatchObject({ status: 401 })
})

test('a station of profile 0 that is to have its first password after a restart is let in without it until it has used it', async () => {
  const csms = await start({ securityProfile: 0 })
  await csms.station('CP1').removePassword()
  const station = await login(csms, old)
  await station.boot()
  void station.answer('SetVariables', answer2x('RebootRequired'))
  expect(await csms.station('CP1').changePassword(fresh)).toEqual({ status: 'RebootRequired' })
  await station.close()
  await (await login(csms, old)).close()
  await (await login(csms, fresh)).close()
  await expect(login(csms, old)).rejects.toMatchObject({ status: 401 })
})

test('a station whose password was removed stays, and is let in no more until it has another', async () => {
  const csms = await start()
  const station = await login(csms, old)
  await csms.station('CP1').removePassword()
  expect(await station.boot()).toBe('Accepted')
  await station.close()
  await expect(login(csms, old)).rejects.toMatchObject({ status: 401 })
  await csms.station('CP1').setPassword(fresh)
  const again = await connect('2.0.1', csms.url, 'CP1', { password: fresh })
  later(() => again.close())
})

describe('the password of a network profile (2.1: B09.FR.14, B09.FR.28)', () => {
  const other = 'one-more-password'
  const profile = { url: 'wss://csms.example', interface: 'Wired0', securityProfile: 3, basicAuthPassword: fresh }
  const written = (more: object = {}) => ({
    configurationSlot: 1,
    connectionData: {
      ocppInterface: 'Wired0',
      ocppTransport: 'JSON',
      messageTimeout: 30,
      ocppCsmsUrl: 'wss://csms.example',
      securityProfile: 3,
      basicAuthPassword: fresh,
      ...more,
    },
  })

  const arrive = async (status = 'Accepted', version: '2.0.1' | '2.1' = '2.1') => {
    const csms = await start({ messageLog: true })
    const station = await login(csms, old, version)
    await station.boot()
    void station.answer('GetVariables', inSlot0)
    void station.answer('SetNetworkProfile', { status })
    return { csms, station }
  }
  const good = async (csms: Csms, password: string): Promise<boolean> =>
    login(csms, password, '2.1').then(
      async (station) => station.close().then(() => true),
      () => false,
    )

  test('is good beside the old one until the station has used it, and nothing tells it (G18)', async () => {
    const { csms, station } = await arrive()
    const told: unknown[] = []
    csms.on('station.passwordChanged', ({ how }) => told.push(how))
    expect(await csms.station('CP1').setNetworkProfile({ slot: 1, profile })).toMatchObject({ step: 'done', status: 'Accepted' })
    await station.close()
    expect(told).toEqual(['awaitsRestart'])
    expect(await good(csms, old)).toBe(true)
    expect(await good(csms, old)).toBe(true)
    expect(await good(csms, fresh)).toBe(true)
    expect(await good(csms, old)).toBe(false)
    await csms.stop()
    const kept = JSON.stringify([await csms.station('CP1').record(), (await csms.station('CP1').messages()).items])
    expect(kept).toContain('SetNetworkProfile')
    expect(kept).not.toContain(fresh)
  })

  test('is forgotten where the station does not take it, or has another one in that slot since (A01.FR.04)', async () => {
    const { csms, station } = await arrive('Rejected')
    expect(await csms.station('CP1').setNetworkProfile({ slot: 1, profile })).toMatchObject({ step: 'failed', status: 'Rejected' })
    void station.answer('SetNetworkProfile', { status: 'Accepted' })
    await csms.station('CP1').setNetworkProfile({ slot: 1, profile: { ...profile, basicAuthPassword: other } })
    await csms.station('CP1').setNetworkProfile({ slot: 1, profile: { ...profile, basicAuthPassword: 'the-third-password' } })
    await station.close()
    expect(await goodOnes(csms)).toEqual([old])
    expect(await good(csms, other)).toBe(false)
    expect(await good(csms, 'the-third-password')).toBe(true)
  })

  test('stays good where nobody knows whether the station took it, though it uses the old one meanwhile', async () => {
    const { csms, station } = await arrive()
    station.connection.on('frame', ({ direction, text }) => {
      if (direction === 'in' && text.includes('SetNetworkProfile')) void station.close()
    })
    await expect(csms.station('CP1').setNetworkProfile({ slot: 1, profile })).rejects.toMatchObject({ code: 'CLOSED' })
    expect(await good(csms, old)).toBe(true)
    expect(await good(csms, fresh)).toBe(true)
    expect(await good(csms, old)).toBe(false)
  })

  test('is learned from a raw call, also where that writes the variable (B09.FR.26)', async () => {
    const calls = [
      ['SetNetworkProfile', written()],
      ['SetVariables', setVariables('NetworkConfiguration', 'BasicAuthPassword', { instance: '1' })],
    ] as const
    for (const [action, payload] of calls) {
      const { csms, station } = await arrive()
      const { attributeValue, ...named } =
        setVariables('NetworkConfiguration', 'BasicAuthPassword', { instance: '1' }).setVariableData[0] ?? {}
      void station.answer('SetVariables', { setVariableResult: [{ ...named, attributeStatus: 'Accepted' }] })
      await csms.station('CP1').callRaw(action, payload)
      await station.close()
      expect(await good(csms, old)).toBe(true)
      expect(await good(csms, fresh)).toBe(true)
      expect(await good(csms, old)).toBe(false)
    }
  })

  test('is sent by no command, wanted variable or call on the connection, which names what to use', async () => {
    const { csms } = await arrive()
    const named = { code: 'PASSWORD_CHANGE', message: expect.stringMatching(/setNetworkProfile/) }
    const { connection, setVariables: set } = csms.station('CP1')
    await expect(csms.commands.sendUntyped('CP1', 'SetNetworkProfile', written())).rejects.toMatchObject(named)
    await expect(connection?.callUntyped('SetNetworkProfile', written())).rejects.toMatchObject(named)
    const value = { component: 'NetworkConfiguration', componentInstance: '1', variable: 'BasicAuthPassword', value: fresh }
    await expect(set([value])).rejects.toMatchObject(named)
  })

  test('is sent for another identity, and changes nothing', async () => {
    const { csms, station } = await arrive()
    const change = { slot: 1, profile: { ...profile, identity: 'CP2' } }
    expect(await csms.station('CP1').setNetworkProfile(change)).toMatchObject({ status: 'Accepted' })
    expect(await csms.station('CP1').callRaw('SetNetworkProfile', written({ identity: 'CP3' }))).toMatchObject({
      result: { status: 'Accepted' },
    })
    await station.close()
    expect(await goodOnes(csms)).toEqual([old])
    for (const identity of ['CP2', 'CP3'])
      await expect(connect('2.1', csms.url, identity, { password: fresh })).rejects.toMatchObject({ status: 401 })
  })

  test('is not sent to a station of 2.0.1, and changes nothing', async () => {
    const { csms, station } = await arrive('Accepted', '2.0.1')
    expect(await csms.station('CP1').setNetworkProfile({ slot: 1, profile })).toMatchObject({ status: 'Accepted' })
    await station.close()
    expect(await goodOnes(csms)).toEqual([old])
  })
})
