import { createNormaliser } from '@ocpp-kit/ocpp16/normalise'
import { validate } from '@ocpp-kit/ocpp16/validate'
import type { FrameRecord } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { type ChargePointEvents, type Quirk, quirkNames } from '../src/index.js'
import { settle, setUp, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, ocpp201 } from './support/versions.js'

/** What the csms is told of the connectors, in order. */
const statuses = (of: readonly Record<string, unknown>[]): readonly unknown[] =>
  of.map(({ status, connectorStatus }) => status ?? connectorStatus)

/** The csms starts and stops a session by itself. */
const remote = {
  '1.6': {
    start: { idTag: 'A', connectorId: 1 },
    stop: (transactionId: string) => ({ transactionId: Number(transactionId) }),
    first: {},
    startAction: 'RemoteStartTransaction',
    stopAction: 'RemoteStopTransaction',
  },
  '2.x': {
    start: { idToken: { idToken: 'A', type: 'Central' }, remoteStartId: 1, evseId: 1 },
    stop: (transactionId: string) => ({ transactionId }),
    first: { evse: { id: 1, connectorId: 1 } },
    startAction: 'RequestStartTransaction',
    stopAction: 'RequestStopTransaction',
  },
}

describe.each(allVersions)('a %s station with quirks', (name, version) => {
  const words = name === '1.6' ? remote['1.6'] : remote['2.x']

  it('is free for the csms after a remote stop, with the cable still in, until the car has left', async () => {
    const { station, csms } = await setUpAccepted(version, { quirks: ['availableAfterRemoteStop'], evses: [{ connectors: 2 }] })
    station.plugIn()
    await csms.call(words.startAction, words.start)
    await settle()
    const { transactionId = '' } = station.state.evses[0]?.transaction ?? {}
    csms.forget()
    await csms.call(words.stopAction, words.stop(transactionId))
    expect(statuses(csms.of('StatusNotification')).at(-1)).toBe('Available')
    expect(station.state.evses[0]?.connectors[0]?.isPlugged).toBe(true)
    csms.forget()
    await csms.call('TriggerMessage', { requestedMessage: 'StatusNotification', ...words.first })
    expect(new Set(statuses(csms.of('StatusNotification')))).toEqual(new Set(['Available']))
    csms.forget()
    station.unplug()
    await settle()
    station.plugIn()
    await settle()
    expect(statuses(csms.of('StatusNotification'))).toEqual([name === '1.6' ? 'Preparing' : 'Occupied'])
    await station.stop()
  })

  it('tells of its connectors late, and of the transaction in time', async () => {
    const { station, csms } = await setUpAccepted(version)
    station.setQuirks(['lateStatus'])
    station.plugIn()
    await csms.pass(4_000)
    expect(csms.actions).not.toContain('StatusNotification')
    await csms.pass(1_000)
    expect(csms.actions).toContain('StatusNotification')
    await station.stop()
  })

  it('answers late', async () => {
    const { station, csms } = await setUpAccepted(version, { quirks: [{ answersLateMs: { 'Trigger*': 2_000 } }] })
    let isAnswered = false
    void csms.station.callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat' }).then(() => {
      isAnswered = true
    })
    await csms.pass(1_999, 1_999)
    expect(isAnswered).toBe(false)
    await csms.pass(1)
    expect(isAnswered).toBe(true)
    await station.stop()
  })

  it('knows nothing of some messages, also where the program answers them', async () => {
    const { station, csms } = await setUpAccepted(version, { quirks: ['noTriggers'] })
    await expect(csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).rejects.toMatchObject({ code: 'NotImplemented' })
    await station.stop()
  })

  it('leaves pings without a pong, from the start or from any moment on', async () => {
    const answering: boolean[] = []
    const { csms } = await setUp(version)
    const { station } = await setUp(version, {
      quirks: ['noPong'],
      createTransport: (plan) => {
        answering.push(plan.answersPings)
        return { ...csms.createTransport(plan), setAnswersPings: (isAnswering) => void answering.push(isAnswering) }
      },
    })
    void station.start()
    station.setQuirks([])
    station.setQuirks(['weakModem'])
    expect(answering).toEqual([false, true, false])
    await station.stop()
  })

  it('boots on every new connection', async () => {
    const { station, csms } = await setUpAccepted(version, { quirks: ['bootsOnReconnect'] })
    await csms.cut()
    await csms.restore()
    expect(csms.actions[0]).toBe('BootNotification')
    station.setQuirks([])
    csms.forget()
    await csms.cut()
    await csms.restore()
    expect(csms.actions).not.toContain('BootNotification')
    await station.stop()
  })

  it('leaves out what is due: it goes out all the same, and the verdict names the station', async () => {
    const { station, csms } = await setUp(version, { quirks: ['noModel'] })
    csms.answers['BootNotification'] = () => ({ status: 'Accepted', currentTime: csms.now(), interval: 300 })
    const verdicts: ChargePointEvents['verdict'][] = []
    station.on('verdict', (verdict) => verdicts.push(verdict))
    const found: unknown[] = []
    csms.end.events.on('violation', ({ action, violations }) => found.push([action, ...violations.map(({ keyword }) => keyword)]))
    void station.start()
    await expect.poll(() => found).toEqual([['BootNotification', 'required']])
    await expect.poll(() => verdicts).toMatchObject([{ by: 'station', action: 'BootNotification', rule: 'required' }])
    await station.stop()
  })

  it('says what it is told to say, in requests and in answers, and no longer once that is over', async () => {
    const { station, csms } = await setUpAccepted(version)
    const quirk: Quirk = { says: { Heartbeat: { 'vendor.mood': 'odd' }, TriggerMessage: { status: 'Perhaps' } } }
    station.setQuirks([quirk])
    expect(station.quirks).toEqual([quirk])
    const sent: string[] = []
    const received = (text: string): void => void sent.push(text)
    csms.end.events.on('frame', ({ direction, text }: FrameRecord) => direction === 'in' && received(text))
    const answer = csms.station.callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat' }, { validation: 'off' })
    expect(await answer).toEqual({ status: 'Perhaps' })
    await expect.poll(() => sent.some((text) => text.includes('"Heartbeat",{"vendor":{"mood":"odd"}}'))).toBe(true)
    station.setQuirks([])
    expect(await csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).toEqual({ status: 'Accepted' })
    await station.stop()
  })

  it('keeps them through a power cut', async () => {
    const { station, csms } = await setUpAccepted(version)
    station.setQuirks(['noTriggers'])
    station.powerCut()
    await station.powerRestored()
    await settle()
    await expect(csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).rejects.toMatchObject({ code: 'NotImplemented' })
    await station.stop()
  })

  it('sends nothing late once it is off, and begins again when it is on', async () => {
    const { station, csms } = await setUp(version, { quirks: [{ sendsLateMs: { '*': 3_000 } }] })
    void station.start()
    await csms.pass(2_000)
    await station.stop()
    void station.start()
    await settle()
    await csms.pass(2_000)
    expect(csms.actions).toEqual([])
    await csms.pass(1_000)
    expect(csms.actions).toEqual(['BootNotification'])
    await station.stop()
  })
})

describe('the status after a remote stop', () => {
  it('is wrong for the connector with the car alone', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { quirks: ['suspendedAfterRemoteStop'], evses: [{ connectors: 2 }] })
    await station.startCharging({ idToken: 'A' })
    await settle()
    await csms.call('RemoteStopTransaction', { transactionId: Number(station.state.evses[0]?.transaction?.transactionId) })
    csms.forget()
    await csms.call('TriggerMessage', { requestedMessage: 'StatusNotification' })
    expect(csms.of('StatusNotification').map(({ connectorId, status }) => [connectorId, status])).toEqual([
      [0, 'Available'],
      [1, 'SuspendedEVSE'],
      [2, 'Available'],
    ])
    await station.stop()
  })
})

describe('dates, numbers and units as early stations of 1.6 write them', () => {
  it('are those that a normaliser mends at the csms', async () => {
    const { station, csms } = await setUpAccepted(ocpp16, { quirks: ['zonelessDates', 'numericValues', 'lowerCaseUnits'] })
    const payloads: object[] = []
    csms.end.events.on('frame', ({ text }: FrameRecord) => {
      const [, , action, payload] = JSON.parse(text) as [number, string, string, object]
      if (action === 'MeterValues') payloads.push(payload)
    })
    await csms.call('TriggerMessage', { requestedMessage: 'MeterValues' })
    await expect.poll(() => payloads.length).toBeGreaterThan(0)
    const [payload = {}] = payloads
    expect(payload).toHaveProperty('meterValue[0].timestamp', expect.stringMatching(/\d$/))
    expect(payload).toHaveProperty('meterValue[0].sampledValue[0]', expect.objectContaining({ value: expect.any(Number), unit: 'wh' }))
    expect(validate('MeterValues', 'request', payload).valid).toBe(false)
    expect(validate('MeterValues', 'request', createNormaliser()('MeterValues', 'request', payload)).valid).toBe(true)
    await station.stop()
  })
})

describe('setQuirks', () => {
  it.each([
    ['quirks must be a list', 'noPong'],
    ['quirks[1] must be one of availableAfterRemoteStop', ['noPong', 'noPing']],
    ['quirks[0].lack is not known here', [{ lack: ['Reset'] }]],
    ['quirks[0].lacks must be a list', [{ lacks: 'Reset' }]],
    ['quirks[0].lacks[0] must be a text', [{ lacks: [5] }]],
    ['quirks[0].omits.Heartbeat must be a list', [{ omits: { Heartbeat: 'x' } }]],
    ['quirks[0].sendsLateMs.* must be a number', [{ sendsLateMs: { '*': -1 } }]],
    ['quirks[0].statusAfterRemoteStop must be one of', [{ statusAfterRemoteStop: 'Occupied' }]],
    ['quirks[0].noPong must be true or false', [{ noPong: 'yes' }]],
  ])('refuses what is wrong, and keeps the old ones: %s', async (message, wrong) => {
    const { station } = await setUp(ocpp201, { quirks: ['noPong'] })
    expect(() => station.setQuirks(wrong as never)).toThrow(TypeError)
    expect(() => station.setQuirks(wrong as never)).toThrow(message)
    expect(station.quirks).toEqual(['noPong'])
  })

  it('takes every name', async () => {
    const { station } = await setUp(ocpp201)
    station.setQuirks(quirkNames)
    expect(station.quirks).toEqual(quirkNames)
  })
})
