import { createFtpServer, createHttpServer, type HttpServer } from '@ocpp-kit/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import { type Payload, type Setup, settle, setUpAccepted } from './support/csms.js'
import { ocpp16, ocpp21, ocpp201, versions2 } from './support/versions.js'

let server: HttpServer
beforeAll(async () => {
  server = await createHttpServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
  server.files.clear()
})

const request = (requestId: number, more: object = {}, log: object = {}): object => ({
  requestId,
  logType: 'DiagnosticsLog',
  log: { remoteLocation: `${server.url}/logs/`, ...log },
  ...more,
})

const statusesOf = ({ csms }: Pick<Setup<StationVersion>, 'csms'>, action = 'LogStatusNotification'): unknown[] =>
  csms.of(action).map(({ status }) => status)

const untilStatus = ({ csms }: Pick<Setup<StationVersion>, 'csms'>, status: string, action = 'LogStatusNotification') =>
  csms.until(() => csms.of(action).some((one) => one['status'] === status))

describe.each([['1.6', ocpp16] as const, ...versions2])('a log of a %s station', (_, version) => {
  const ready = () => setUpAccepted(version as StationVersion)

  it('goes where the csms wants it, under the name it was told (N01.FR.01–04, N01.FR.07–09, N01.FR.21, TC_N_25)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const { status, filename } = await csms.call('GetLog', request(12))
    expect(status).toBe('Accepted')
    expect(filename).toMatch(/^CP1-DiagnosticsLog-2026-01-01T000000000Z\.log$/)
    await untilStatus(setup, 'Uploaded')
    expect(csms.of('LogStatusNotification')).toEqual([
      { status: 'Uploading', requestId: 12 },
      { status: 'Uploaded', requestId: 12 },
    ])
    const uploaded = server.files.get(`/logs/${filename}`)?.toString()
    expect(uploaded).toContain('accepted {"interval":300}')
    expect(uploaded).toContain('evse {"evseId":1')
    await station.stop()
  })

  it('of security goes there as well, with the events that it has had (N01.FR.01–03, N01.FR.07–09, TC_N_35)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    station.raiseSecurityEvent({ type: 'TamperDetectionActivated', techInfo: 'door open' })
    const { status, filename } = await csms.call('GetLog', request(13, { logType: 'SecurityLog' }))
    expect(status).toBe('Accepted')
    expect(filename).toMatch(/SecurityLog/)
    await untilStatus(setup, 'Uploaded')
    expect(csms.of('LogStatusNotification')).toEqual([
      { status: 'Uploading', requestId: 13 },
      { status: 'Uploaded', requestId: 13 },
    ])
    const uploaded = server.files.get(`/logs/${filename}`)?.toString() ?? ''
    expect(uploaded).toContain('StartupOfTheDevice')
    expect(uploaded).toContain('TamperDetectionActivated door open')
    // It is about security and nothing else.
    expect(uploaded).not.toContain('connector.status')
    await station.stop()
  })

  it('is tried again as often as wanted, and each failure is told (N01.FR.10, TC_N_26)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const remoteLocation = `${server.url}/gone`
    const { answer } = server
    server.answer = (_request, response) => void response.writeHead(500).end()
    await csms.call('GetLog', request(1, { retries: 3, retryInterval: 30 }, { remoteLocation }))
    for (const attempt of [1, 2, 3, 4]) {
      await csms.until(() => statusesOf(setup).filter((status) => status === 'UploadFailure').length === attempt)
      expect(server.requests).toHaveLength(attempt)
      await csms.pass(30_000)
    }
    await csms.pass(300_000, 30_000)
    expect(server.requests).toHaveLength(4)
    // A location that does not end with a slash is the file itself (2.1 N01.FR.29).
    expect(server.requests[0]?.path).toBe('/gone')
    server.answer = answer
    await station.stop()
  })

  it.each([
    [401, 'PermissionDenied'],
    [400, 'BadMessage'],
    [415, 'NotSupportedOperation'],
  ])('that the server answers with %i ends with %s (N01.FR.10)', async (code, status) => {
    const setup = await ready()
    const { station, csms } = setup
    const { answer } = server
    server.answer = (_request, response) => void response.writeHead(code).end()
    await csms.call('GetLog', request(1, { retries: 0 }))
    await untilStatus(setup, status)
    server.answer = answer
    await station.stop()
  })

  it('with nothing in it is not available (N01.FR.05, TC_N_34)', async () => {
    const setup = await ready()
    const { station, csms } = setup
    const tooEarly = { oldestTimestamp: '2020-01-01T00:00:00Z', latestTimestamp: '2020-01-02T00:00:00Z' }
    expect(await csms.call('GetLog', request(1, {}, tooEarly))).toEqual({ status: 'Rejected' })
    expect(await csms.call('GetLog', request(2, {}, { remoteLocation: 'sftp://127.0.0.1/logs/' }))).toEqual({ status: 'Rejected' })
    expect(statusesOf(setup)).toEqual([])
    await station.stop()
  })

  it('holds what happened in the time asked for', async () => {
    const setup = await ready()
    const { station, csms } = setup
    station.setFault({ fault: 'GroundFailure' })
    await csms.pass(60_000)
    const from = csms.now()
    await csms.pass(1_000)
    station.clearFault({ fault: 'GroundFailure' })
    await csms.pass(1_000)
    const { filename } = await csms.call('GetLog', request(1, {}, { oldestTimestamp: from }))
    await untilStatus(setup, 'Uploaded')
    const lines = server.files.get(`/logs/${filename}`)?.toString() ?? ''
    expect(lines).toContain('"status":"Available"')
    expect(lines).not.toContain('connector.status {"evseId":1,"connectorId":1,"status":"Faulted"}')
    await station.stop()
  })
})

describe('a second order of a log', () => {
  it.each(versions2)('takes the place of the first in %s, and both are told (N01.FR.12, N01.FR.20, TC_N_36)', async (_, version) => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    const { answer } = server
    server.answer = () => {}
    expect((await csms.call('GetLog', request(1)))['status']).toBe('Accepted')
    server.answer = answer
    expect((await csms.call('GetLog', request(2)))['status']).toBe('AcceptedCanceled')
    await untilStatus(setup, 'Uploaded')
    expect(csms.of('LogStatusNotification')).toEqual([
      { status: 'Uploading', requestId: 1 },
      { status: 'AcceptedCanceled', requestId: 1 },
      { status: 'Uploading', requestId: 2 },
      { status: 'Uploaded', requestId: 2 },
    ])
    await station.stop()
  })

  it('does so in 1.6 too, which has no word for the end of the first (security whitepaper N01.FR.11)', async () => {
    const setup = await setUpAccepted(ocpp16)
    const { station, csms } = setup
    const { answer } = server
    server.answer = () => {}
    await csms.call('GetLog', request(1))
    server.answer = answer
    expect((await csms.call('GetLog', request(2)))['status']).toBe('AcceptedCanceled')
    await untilStatus(setup, 'Uploaded')
    expect(statusesOf(setup)).toEqual(['Uploading', 'Uploading', 'Uploaded'])
    await station.stop()
  })
})

describe('a csms that asks how an upload goes', () => {
  it.each(versions2)('hears of it in %s, and Idle when there is none (N01.FR.13)', async (_, version) => {
    const setup = await setUpAccepted(version)
    const { station, csms } = setup
    const ask = async (): Promise<Payload> => {
      expect(await csms.call('TriggerMessage', { requestedMessage: 'LogStatusNotification' })).toEqual({ status: 'Accepted' })
      return csms.last('LogStatusNotification')
    }
    expect(await ask()).toEqual({ status: 'Idle' })
    const { answer } = server
    server.answer = () => {}
    await csms.call('GetLog', request(9))
    expect(await ask()).toEqual({ status: 'Uploading', requestId: 9 })
    server.answer = answer
    await station.stop()
  })

  it('does so by two messages in 1.6, one for each way to ask for a log (1.6 §4.4, §5.17)', async () => {
    const { station, csms } = await setUpAccepted(ocpp16)
    const { answer } = server
    server.answer = () => {}
    await csms.call('GetDiagnostics', { location: `${server.url}/logs` })
    await csms.call('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' })
    expect(csms.last('DiagnosticsStatusNotification')).toEqual({ status: 'Uploading' })
    expect(await csms.call('ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' })).toEqual({ status: 'Accepted' })
    expect(csms.last('LogStatusNotification')).toEqual({ status: 'Idle' })
    await csms.call('GetLog', request(1))
    await csms.call('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' })
    expect(csms.last('DiagnosticsStatusNotification')).toEqual({ status: 'Idle' })
    server.answer = answer
    await station.stop()
  })
})

describe('diagnostics of 1.6', () => {
  it('go into the folder of the location, with the words that 1.6 has (1.6 §5.9, §4.4)', async () => {
    const setup = await setUpAccepted(ocpp16)
    const { station, csms } = setup
    const { fileName } = await csms.call('GetDiagnostics', { location: `${server.url}/diagnostics` })
    await untilStatus(setup, 'Uploaded', 'DiagnosticsStatusNotification')
    expect(statusesOf(setup, 'DiagnosticsStatusNotification')).toEqual(['Uploading', 'Uploaded'])
    expect([...server.files.keys()]).toEqual([`/diagnostics/${fileName}`])
    expect(csms.of('LogStatusNotification')).toEqual([])
    await station.stop()
  })

  it('are delivered by FTP with the credentials of the location', async () => {
    const ftp = await createFtpServer({ user: 'station', password: 'p@ss' })
    const setup = await setUpAccepted(ocpp16)
    const { station, csms } = setup
    const { fileName } = await csms.call('GetDiagnostics', { location: `${ftp.url}/upload/` })
    await untilStatus(setup, 'Uploaded', 'DiagnosticsStatusNotification')
    expect([...ftp.files.keys()]).toEqual([`upload/${fileName}`])
    await station.stop()
    await ftp.close()
  })

  it('that cannot be delivered fail with the one word there is; without any there is no file name', async () => {
    const setup = await setUpAccepted(ocpp16)
    const { station, csms } = setup
    const { answer } = server
    server.answer = (_request, response) => void response.writeHead(403).end()
    await csms.call('GetDiagnostics', { location: `${server.url}/diagnostics`, retries: 0 })
    await untilStatus(setup, 'UploadFailed', 'DiagnosticsStatusNotification')
    server.answer = answer
    expect(
      await csms.call('GetDiagnostics', {
        location: `${server.url}/d`,
        startTime: '2020-01-01T00:00:00Z',
        stopTime: '2020-01-02T00:00:00Z',
      }),
    ).toEqual({})
    await station.stop()
  })
})

describe('in 2.1', () => {
  it('an upload that is sent elsewhere fails, with the reason (2.1 N01.FR.30)', async () => {
    const setup = await setUpAccepted(ocpp21)
    const { station, csms } = setup
    const { answer } = server
    server.answer = (_request, response) => void response.writeHead(307, { location: `${server.url}/elsewhere` }).end()
    await csms.call('GetLog', request(3, { retries: 0 }))
    await untilStatus(setup, 'UploadFailure')
    expect(csms.last('LogStatusNotification')).toEqual({
      status: 'UploadFailure',
      requestId: 3,
      statusInfo: { reasonCode: 'RedirectNotAllowed' },
    })
    expect(server.requests).toHaveLength(1)
    server.answer = answer
    await station.stop()
  })

  it('there is no log of a DataCollector, which the station has not (2.1 N01.FR.24)', async () => {
    const { station, csms } = await setUpAccepted(ocpp21)
    expect(await csms.call('GetLog', request(3, { logType: 'DataCollectorLog' }))).toEqual({ status: 'Rejected' })
    await station.stop()
  })
})

describe('the log book', () => {
  const upload = async (setup: Setup<StationVersion>): Promise<string> => {
    const { filename } = await setup.csms.call('GetLog', request(1))
    await untilStatus(setup, 'Uploaded')
    return server.files.get(`/logs/${filename}`)?.toString() ?? ''
  }

  it('keeps as many lines as it is told, the newest ones, and no token of a driver', async () => {
    const setup = await setUpAccepted(ocpp201, { log: { lines: 3 } })
    const { station } = setup
    await station.startCharging({ idToken: 'SECRET-CARD' })
    await settle()
    const text = await upload(setup)
    const events = text.split('\n').filter((line) => /Z [a-z]+\.?[a-z]* \{"/i.test(line) && !/ (station|settings|evse) \{/.test(line))
    expect(events).toHaveLength(3)
    expect(text).toContain('"token":"***"')
    expect(text).not.toContain('SECRET-CARD')
    await station.stop()
  })

  it('holds messages where it is told to, with their secrets taken out', async () => {
    const setup = await setUpAccepted(ocpp201, { log: { messages: true, lines: 100 } })
    const { station } = setup
    await station.startCharging({ idToken: 'SECRET-CARD' })
    await settle()
    const text = await upload(setup)
    expect(text).toMatch(/sent \[2,"[^"]+","Authorize",/)
    expect(text).toMatch(/received \[3,/)
    expect(text).not.toContain('SECRET-CARD')
    await station.stop()
  })

  it('can be left out', async () => {
    const setup = await setUpAccepted(ocpp201, { log: { lines: 0 } })
    const text = await upload(setup)
    expect(text).toMatch(/^\S+ station \{/)
    await setup.station.stop()
  })

  it('is told how long it may be, and what is wrong with that', async () => {
    await expect(setUpAccepted(ocpp201, { log: { lines: -1 } })).rejects.toThrow('log.lines')
  })
})
