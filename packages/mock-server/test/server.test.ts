import { createServer } from 'node:net'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { startMockServer } from '../src/start.js'
import { bareSocket, boot16, codeOf, mock, station16, station201 } from './support/bench.js'
import { toys } from './support/toy-versions.js'

describe('answers', () => {
  it('come from the table of the version that a station speaks', async () => {
    const server = await mock({ intervalSeconds: 77 })
    const one = await station16(server.url)
    expect(await one.call('BootNotification', boot16)).toMatchObject({ status: 'Accepted', interval: 77 })
    const other = await station201(server.url)
    const chargingStation = { vendorName: 'Acme', model: 'Two' }
    expect(await other.call('BootNotification', { reason: 'PowerUp', chargingStation })).toMatchObject({ status: 'Accepted', interval: 77 })
    expect(server.stations).toMatchObject([
      { identity: 'CP1', version: '1.6', isConnected: true, registration: 'Accepted', boots: 1, vendor: 'Acme' },
      { identity: 'CS1', version: '2.0.1', isConnected: true, registration: 'Accepted', boots: 1 },
    ])
  })

  it('may be given in code instead, until a reset', async () => {
    const server = await mock()
    server.handle(ocpp16, 'Authorize', ({ idTag }) => ({ idTagInfo: { status: idTag === 'A' ? 'Accepted' : 'Blocked' } }))
    const station = await station16(server.url)
    expect(await station.call('Authorize', { idTag: 'B' })).toEqual({ idTagInfo: { status: 'Blocked' } })
    server.reset()
    expect(await station.call('Authorize', { idTag: 'B' })).toEqual({ idTagInfo: { status: 'Accepted' } })
  })

  it('may be put as data, for one version before those for all, and removed again', async () => {
    const server = await mock()
    server.putAnswer({ action: 'Authorize', callError: { code: 'GenericError' } })
    server.putAnswer({ action: 'Authorize', version: '1.6', answer: { idTagInfo: { status: 'Expired' } } })
    const one = await station16(server.url)
    const other = await station201(server.url)
    expect(await one.call('Authorize', { idTag: 'B' })).toEqual({ idTagInfo: { status: 'Expired' } })
    expect(await codeOf(other.call('Authorize', { idToken: { idToken: 'B', type: 'Central' } }))).toBe('GenericError')
    expect(server.answers).toHaveLength(2)
    expect(server.removeAnswer('Authorize', '1.6')).toBe(true)
    expect(server.removeAnswer('Authorize', '1.6')).toBe(false)
    expect(await codeOf(one.call('Authorize', { idTag: 'B' }))).toBe('GenericError')
    expect(() => server.putAnswer({ action: 'Reset', answer: {} })).toThrow(/action must be a message that stations send/)
  })

  it('what the table does not have is NotSupported, and the server goes on', async () => {
    const server = await mock()
    const station = await station16(server.url)
    expect(await codeOf(station.call('DataTransfer', { vendorId: 'x' }))).toBe('NotSupported')
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
  })
})

describe('boots', () => {
  it('follow the sequence, station by station, the last one from then on', async () => {
    const server = await mock({ boot: ['Pending', 'Pending', 'Accepted'] })
    const one = await station16(server.url, 'CP1')
    const other = await station16(server.url, 'CP2')
    const bootOf = async (station: typeof one): Promise<string> => (await station.call('BootNotification', boot16)).status
    expect([await bootOf(one), await bootOf(one), await bootOf(other), await bootOf(one), await bootOf(one)]).toEqual([
      'Pending',
      'Pending',
      'Pending',
      'Accepted',
      'Accepted',
    ])
  })

  it('reject firmware that is not on the list', async () => {
    const server = await mock({ firmware: ['1.2.0', '1.3.*'] })
    const station = await station16(server.url)
    const bootWith = async (firmwareVersion: string): Promise<string> =>
      (await station.call('BootNotification', { ...boot16, firmwareVersion })).status
    expect([await bootWith('1.2.0'), await bootWith('1.3.9'), await bootWith('1.2.1')]).toEqual(['Accepted', 'Accepted', 'Rejected'])
    expect((await station.call('BootNotification', boot16)).status).toBe('Rejected')
  })

  it('a station that is Pending may say only what it was asked for (B02.FR.09), a Rejected one nothing (B03.FR.07)', async () => {
    const server = await mock({ boot: ['Pending', 'Rejected', 'Accepted'] })
    const station = await station16(server.url)
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
    await station.call('BootNotification', boot16)
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' } as const
    expect(await codeOf(station.call('StatusNotification', status))).toBe('SecurityError')
    await server.send('CP1', 'TriggerMessage')
    expect(await station.call('StatusNotification', status)).toEqual({})
    await station.call('BootNotification', boot16)
    expect(await codeOf(station.call('StatusNotification', status))).toBe('SecurityError')
    await station.call('BootNotification', boot16)
    expect(await station.call('StatusNotification', status)).toEqual({})
    expect(server.verdicts()).toMatchObject([
      { by: 'station', action: 'StatusNotification', rule: 'refused', code: 'SecurityError', message: 'the station is Pending' },
      { message: 'the station is Rejected' },
    ])
  })
})

describe('connections', () => {
  it('at / are accepted, and named', async () => {
    const server = await mock()
    await bareSocket(`${server.url}/`)
    await bareSocket(`${server.url}/`)
    expect(server.stations.map(({ identity }) => identity)).toEqual(['unnamed-1', 'unnamed-2'])
  })

  it('at / with Basic authentication are named by the user name', async () => {
    const server = await mock({ passwords: { CP7: 'secret' } })
    await bareSocket(`${server.url}/`, { authorization: `Basic ${btoa('CP7:secret')}` })
    expect(server.stations.map(({ identity }) => identity)).toEqual(['CP7'])
    await expect(bareSocket(`${server.url}/`)).rejects.toThrow('401')
  })

  it('that are refused are told of, with the reason', async () => {
    const server = await mock({ passwords: { CP1: 'secret' } })
    const refused = server.once('handshakeRefused')
    await expect(station16(server.url, 'CP1', { password: 'wrong' })).rejects.toMatchObject({ code: 'HANDSHAKE_REFUSED', status: 401 })
    await expect(refused).resolves.toMatchObject({ reason: 'wrongCredentials', identity: 'CP1', status: 401 })
    expect((await station16(server.url, 'cp1', { password: 'secret' })).isOpen).toBe(true)
    await server.disconnect('CP1', { code: 4000, reason: 'enough' })
    expect(server.connections()).toMatchObject([
      { event: 'refused', station: 'CP1', reason: 'wrongCredentials', status: 401, offered: ['ocpp1.6'] },
      { event: 'connected', station: 'cp1', version: '1.6', remoteAddress: '127.0.0.1' },
      { event: 'disconnected', station: 'cp1', code: 4000, reason: 'enough' },
    ])
  })

  it('with a port that is taken the server does not start, and says so', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    await expect(startMockServer(toys, { port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `another program listens on 127.0.0.1:${port}`,
    })
    await new Promise((resolve) => taken.close(resolve))
  })

  it('are closed with the server, which `await using` does by itself', async () => {
    let url: string
    {
      await using server = await startMockServer(toys, { port: 0 })
      url = server.url
      await station16(url)
    }
    await expect(station16(url)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('under ever new names do not fill the memory', async () => {
    const server = await mock({ maxKept: 2 })
    for (const name of ['A', 'B', 'C']) {
      const station = await station16(server.url, name)
      const gone = server.once('disconnected')
      await station.close()
      await gone
    }
    await station16(server.url, 'D')
    expect(server.stations.map(({ identity }) => identity)).toEqual(['B', 'C', 'D'])
  })

  it('of a station that was forgotten begin anew: its boots, and the counts of rules', async () => {
    const rules = [{ when: { action: 'Heartbeat', nth: 1 }, then: { callError: { code: 'GenericError' } } }] as const
    const server = await mock({ maxKept: 1, boot: ['Pending', 'Accepted'], commands: [{ action: 'GetBaseReport' }], rules })
    const lacking: string[] = []
    server.on('commandLacking', ({ station }) => lacking.push(station))
    const visit = async (name: string): Promise<unknown[]> => {
      const station = await station16(server.url, name)
      const outcomes = [await codeOf(station.call('Heartbeat', {}))]
      for (let boot = 0; boot < 2; boot += 1) outcomes.push((await station.call('BootNotification', boot16)).status)
      const gone = server.once('disconnected')
      await station.close()
      await gone
      return outcomes
    }
    for (const name of ['A', 'B', 'A']) expect(await visit(name)).toEqual(['GenericError', 'Pending', 'Accepted'])
    expect(lacking).toEqual(['A', 'B', 'A'])
  })

  it('that a newer one replaces end before the newer one is told of, which keeps its periods', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, commands: [{ action: 'ClearCache', periodSeconds: 5 }] })
    const older = await station16(server.url)
    await older.call('BootNotification', boot16)
    const replaced = new Promise((resolve) => older.on('close', resolve))
    const told: string[] = []
    server.on('disconnected', ({ station }) => told.push(`${station} left`))
    server.on('connected', ({ identity }) => told.push(`${identity} came`))
    const newer = await station16(server.url)
    await replaced
    await newer.call('Heartbeat', {})
    const sent = server.once('command')
    await clock.advance(5_000)
    expect(await sent).toMatchObject({ station: 'CP1', action: 'ClearCache' })
    expect(server.station('CP1')?.isConnected).toBe(true)
    expect(told).toEqual(['CP1 left', 'CP1 came'])
  })

  it('remember the station when it comes back', async () => {
    const server = await mock()
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    const gone = server.once('disconnected')
    await station.close()
    await gone
    expect(server.station('cp1')).toMatchObject({ isConnected: false, registration: 'Accepted' })
    await station16(server.url)
    expect(server.station('CP1')).toMatchObject({ isConnected: true, registration: 'Accepted', boots: 1 })
  })
})

describe('send', () => {
  it('takes the payload from the table unless one is given, and checks the answer', async () => {
    const server = await mock()
    await station16(server.url)
    await station201(server.url)
    expect(await server.send('CP1', 'Reset')).toMatchObject({
      request: { type: 'Soft' },
      response: { status: 'Accepted' },
      oddity: undefined,
    })
    expect((await server.send('CP1', 'Reset', { type: 'Hard' })).request).toEqual({ type: 'Hard' })
    expect(await server.send('CS1', 'Reset')).toMatchObject({ response: { status: 'Rejected' }, oddity: 'the status is Rejected' })
    expect(server.verdicts({ station: 'CS1' })).toMatchObject([{ rule: 'oddAnswer', action: 'Reset', message: 'the status is Rejected' }])
  })

  it('says so when the station is not there, or its version lacks the command', async () => {
    const server = await mock()
    await station16(server.url)
    await expect(server.send('CP9', 'Reset')).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(server.send('CP1', 'GetBaseReport')).rejects.toMatchObject({ code: 'NO_SUCH_COMMAND' })
  })
})

describe('waitFor', () => {
  it('resolves with a request that comes, or that came already and was not waited for yet', async () => {
    const server = await mock()
    const early = server.waitFor('Authorize', { station: 'cp1', match: { idTag: 'B*' } })
    const station = await station16(server.url)
    for (const idTag of ['A', 'B1', 'B2']) await station.call('Authorize', { idTag })
    expect((await early).request).toEqual({ idTag: 'B1' })
    expect((await server.waitFor('Authorize')).request).toEqual({ idTag: 'A' })
    expect((await server.waitFor('Authorize', { match: () => true })).request).toEqual({ idTag: 'B2' })
    expect(server.received.map(({ action, station: from }) => [action, from])).toEqual(Array(3).fill(['Authorize', 'CP1']))
  })

  it('gives up in time, and says what came instead', async () => {
    const server = await mock()
    const station = await station16(server.url)
    await station.call('Heartbeat', {})
    await expect(server.waitFor('Authorize', { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: 'no such Authorize came within 5 ms; received were Heartbeat (CP1)',
    })
  })

  it('refuses a time that is none', async () => {
    const server = await mock()
    await expect(server.waitFor('Authorize', { timeoutMs: '5s' as never })).rejects.toThrow(/timeoutMs must be a whole number .* not "5s"/)
  })

  it('after the end gives what had come, and does not wait for more', async () => {
    const server = await mock()
    const station = await station16(server.url)
    await station.call('Heartbeat', {})
    await server.close()
    expect(await server.waitFor('Heartbeat')).toMatchObject({ station: 'CP1' })
    await expect(server.waitFor('Heartbeat')).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(server.send('CP1', 'Reset')).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(server.disconnect('CP1')).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('ends with the server', async () => {
    const server = await mock()
    const waiting = expect(server.waitFor('Authorize')).rejects.toMatchObject({ code: 'CLOSED' })
    await server.close()
    await waiting
  })
})

describe('options', () => {
  it.each([
    [{ boot: [] }, /boot must name at least one/],
    [{ boot: ['Maybe' as never] }, /boot\[0\] must be one of Accepted, Pending, Rejected/],
    [{ intervalSeconds: -1 }, /intervalSeconds must be a whole number/],
    [{ commands: [{ action: 'Rest' }] }, /commands\[0\].action: .* did you mean Reset/],
    [{ faults: [{ do: 'vanish' } as never] }, /faults\[0\].do must be one of drop/],
    [{ rules: [{ then: { silence: true, answer: {} } }] }, /rules\[0\].then.silence cannot be had together with answer/],
    [{ tokens: [{ idToken: '' }] }, /tokens\[0\].idToken must be a text/],
    [{ securityProfile: 2 as const, passwords: 'x' }, /tls must be given for securityProfile 2/],
    [{ port: -1 }, /port must be a whole number/],
    [{ bot: ['Accepted'] } as never, /bot is not known here; did you mean boot\?/],
    [{ commonNames: 'none' as never }, /commonNames must be one of any, identity/],
    [
      { rules: [{ when: { action: 'Heartbeet' }, then: { silence: true } }] },
      /rules\[0\].when.action must be a message that stations send/,
    ],
    [
      { commands: [{ action: 'Reset', payload: { type: 'Harder' } }] },
      /commands\[0\].payload is no payload of Reset: in OCPP 2.1 \/type .*; in OCPP 1.6 \/type/,
    ],
    [{ record: '/nowhere/at/all.jsonl' }, /record cannot be opened: ENOENT/],
  ])('%j is refused by name', async (options, message) => {
    await expect(startMockServer(toys, options)).rejects.toThrow(message)
  })

  it('let pass a payload that is valid in one of the versions, or that is to be sent unvalidated', async () => {
    await mock({ commands: [{ action: 'Reset', payload: { type: 'Hard' } }] })
    await mock({ commands: [{ action: 'Reset', payload: { type: 'Harder' } }], validation: { outgoing: 'off' } })
    await mock({ commands: [{ action: 'Reset', payload: { type: 'Harder' } }], validation: { actions: { Reset: 'report' } } })
  })
})
