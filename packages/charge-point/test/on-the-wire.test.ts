import { createRedactor, type FaultRule, parseTranscript } from '@ocpp-kit/rpc'
import { describe, expect, it } from 'vitest'
import { insideOf } from '../src/charge-point/inside.js'
import type { ChargePointEvents } from '../src/index.js'
import { settle, setUp, setUpAccepted } from './support/csms.js'
import { allVersions, ocpp16, ocpp201 } from './support/versions.js'

const dropHeartbeats: FaultRule = { do: 'drop', name: 'deaf', when: { direction: 'out', action: 'Heartbeat', messageType: 'CALL' } }

describe.each(allVersions)('faults of a %s station', (_, version) => {
  it('begin and end on an open connection, and each is told', async () => {
    const { station, csms } = await setUpAccepted(version)
    const told: ChargePointEvents['fault'][] = []
    station.on('fault', (fault) => told.push(fault))
    station.setFaults([dropHeartbeats])
    expect(station.faults).toEqual([dropHeartbeats])
    void station.send('Heartbeat').catch(() => {})
    await settle()
    expect(csms.actions).toEqual([])
    expect(told).toEqual([{ direction: 'out', do: 'drop', rule: 0, name: 'deaf', delayMs: undefined }])
    await csms.pass(31_000)
    station.setFaults([])
    await station.send('Heartbeat')
    expect(csms.actions).toContain('Heartbeat')
    await station.stop()
  })

  it('of its options hold from the first frame on, over reconnects and power cuts', async () => {
    const late: FaultRule = { do: 'delay', ms: 500, when: { action: 'BootNotification', messageType: 'CALL' } }
    const { station, csms } = await setUp(version, { faults: [late] })
    void station.start()
    await settle()
    expect(csms.actions).toEqual([])
    await csms.pass(500)
    expect(csms.actions[0]).toBe('BootNotification')
    csms.forget()
    station.powerCut()
    void station.powerRestored()
    await settle()
    await csms.pass(499)
    expect(csms.actions).toEqual([])
    await csms.pass(1)
    expect(csms.actions[0]).toBe('BootNotification')
    await station.stop()
  })

  it('follow from the seed, and strike another connection in another way', async () => {
    /** Which of twenty frames are struck, connection by connection. */
    const run = async (seed: number): Promise<readonly string[]> => {
      const { station, csms } = await setUpAccepted(version, { seed, random: undefined, createId: undefined })
      const rounds: string[] = []
      let round = ''
      station.on('fault', () => {
        round += '!'
      })
      station.setFaults([{ do: 'duplicate', when: { probability: 0.5, direction: 'out', action: 'Heartbeat' } }])
      for (let connection = 0; connection < 3; connection += 1) {
        for (let count = 0; count < 20; count += 1) {
          await station.send('Heartbeat')
          round += '.'
        }
        rounds.push(round)
        round = ''
        await csms.cut()
        await csms.restore()
      }
      await station.stop()
      return rounds
    }
    const first = await run(7)
    expect(await run(7)).toEqual(first)
    expect(await run(8)).not.toEqual(first)
    expect(first[0]).toMatch(/\..*!|!.*\./)
    expect(new Set(first).size).toBe(3)
  })

  it('and all else on the wire cost a station nothing that uses none of it', async () => {
    const { station } = await setUpAccepted(version)
    station.setFaults([])
    station.setQuirks([])
    expect([station.faults, station.quirks, station.validation]).toEqual([[], [], {}])
    const { program } = insideOf(station)
    expect([program.wire, program.quirks]).toEqual([undefined, undefined])
    await station.stop()
  })

  it('are refused where they are wrong, and the old ones stay', async () => {
    const { station } = await setUp(version, { faults: [dropHeartbeats] })
    expect(() => station.setFaults([{ do: 'lose' } as never])).toThrow('faults[0].do must be one of drop')
    expect(station.faults).toEqual([dropHeartbeats])
  })
})

describe.each(allVersions)('validation of a %s station', (_, version) => {
  it('changes on an open connection, so that a bad frame goes out on purpose', async () => {
    const { station, csms } = await setUpAccepted(version)
    const frames: string[] = []
    csms.end.events.on('frame', ({ direction, text }) => direction === 'in' && frames.push(text))
    await expect(station.send('Heartbeat', { odd: 1 })).rejects.toMatchObject({ name: 'OcppError' })
    station.setValidation({ actions: { Heartbeat: { outgoing: 'off' } } })
    expect(station.validation).toEqual({ actions: { Heartbeat: { outgoing: 'off' } } })
    station.send('Heartbeat', { odd: 1 }).catch(() => {})
    await expect.poll(() => frames.some((text) => text.includes('"Heartbeat",{"odd":1}'))).toBe(true)
    station.setValidation(undefined)
    await expect(station.send('Heartbeat', { odd: 1 })).rejects.toMatchObject({ name: 'OcppError' })
    await station.stop()
  })

  it('that was changed while it was offline holds once it is back, and after a power cut', async () => {
    const { station, csms } = await setUpAccepted(version)
    const takesOdd = async (): Promise<boolean> =>
      csms.station
        .callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat', odd: 1 }, { validation: 'off' })
        .then(() => true)
        .catch(() => false)
    expect(await takesOdd()).toBe(false)
    await csms.cut()
    station.setValidation({ incoming: 'off' })
    await csms.restore()
    expect(await takesOdd()).toBe(true)
    station.powerCut()
    await station.powerRestored()
    await settle()
    expect(await takesOdd()).toBe(true)
    await station.stop()
  })

  it.each([
    ['validation.incoming must be one of enforce, report, off', { incoming: 'maybe' }],
    ['validation.actions.Stroll: no such action', { actions: { Stroll: 'off' } }],
    ['validation.actions.Heartbeat must be one of', { actions: { Heartbeat: 'no' } }],
    ['validation must be an object', 'off'],
  ])('is refused where it is wrong: %s', async (message, wrong) => {
    const { station } = await setUp(version)
    expect(() => station.setValidation(wrong as never)).toThrow(TypeError)
    expect(() => station.setValidation(wrong as never)).toThrow(message)
    expect(station.validation).toEqual({})
    await expect(setUp(version, { validation: wrong as never })).rejects.toThrow(message)
  })
})

describe.each(allVersions)('the verdicts of a %s station', (_, version) => {
  async function listening() {
    const setup = await setUpAccepted(version)
    const verdicts: ChargePointEvents['verdict'][] = []
    setup.station.on('verdict', (verdict) => verdicts.push(verdict))
    return { ...setup, verdicts }
  }

  it('name the frame, the rule and who broke it', async () => {
    const { station, csms, verdicts } = await listening()
    csms.station.callUntyped('TriggerMessage', { requestedMessage: 5 }, { validation: 'off' }).catch(() => {})
    await expect
      .poll(() => verdicts)
      .toMatchObject([{ by: 'csms', action: 'TriggerMessage', rule: expect.stringMatching(/type|enum/), pointer: '/requestedMessage' }])
    verdicts.length = 0
    csms.station.sendText('[2,"x"')
    csms.station.sendText('[3,"nobody",{}]')
    csms.station.callUntyped('Stroll', {}, { messageId: 's' }).catch(() => {})
    csms.station.callUntyped('BootNotification', {}, { messageId: 'b', validation: 'off' }).catch(() => {})
    await settle()
    expect(verdicts).toMatchObject([
      { by: 'csms', action: undefined, rule: 'notJson' },
      { by: 'csms', rule: 'unmatchedAnswer', messageId: 'nobody' },
      { by: 'csms', action: 'Stroll', rule: 'refused', code: 'NotImplemented', messageId: 's' },
      { by: 'csms', action: 'BootNotification', rule: 'refused', code: 'NotSupported', messageId: 'b' },
    ])
    await station.stop()
  })

  it('come with report too, and not with off', async () => {
    const { station, csms, verdicts } = await listening()
    csms.answers['Heartbeat'] = () => ({ currentTime: csms.now(), odd: 1 })
    station.setValidation({ incoming: 'report', outgoing: 'report' })
    csms.station.setValidation({ outgoing: 'off' })
    await station.send('Heartbeat')
    await expect.poll(() => verdicts).toMatchObject([{ by: 'csms', action: 'Heartbeat', rule: 'additionalProperties' }])
    station.setValidation({ incoming: 'off' })
    await station.send('Heartbeat')
    await settle()
    expect(verdicts).toHaveLength(1)
    await station.stop()
  })

  it('say nothing of what this station merely does not take', async () => {
    const { station, csms, verdicts } = await listening()
    station.setQuirks([{ lacks: ['TriggerMessage'] }])
    await expect(csms.call('TriggerMessage', { requestedMessage: 'Heartbeat' })).rejects.toMatchObject({ code: 'NotImplemented' })
    expect(verdicts).toEqual([])
    await station.stop()
  })

  it('tell of a request before the csms has accepted the station (B03.FR.08)', async () => {
    const { station, csms } = await setUp(version)
    const rules: string[] = []
    station.on('verdict', ({ rule, code }) => rules.push(`${rule} ${code}`))
    csms.answers['BootNotification'] = () => ({ status: 'Rejected', currentTime: csms.now(), interval: 300 })
    void station.start()
    await settle()
    csms.station.callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat' }).catch(() => {})
    await settle()
    expect(rules).toEqual(version.version === '1.6' ? [] : ['refused SecurityError'])
    await station.stop()
  })
})

describe.each(allVersions)('a transcript of a %s station', (name, version) => {
  it('holds every frame over reconnects and power cuts, without id tokens, until it is stopped', async () => {
    const { station, csms } = await setUpAccepted(version)
    const recording = station.recordTranscript()
    await station.presentCard({ idToken: 'SECRETCARD' })
    await csms.cut()
    await csms.restore()
    station.powerCut()
    await station.powerRestored()
    await settle()
    recording.stop()
    const { length } = recording.lines
    await station.send('Heartbeat')
    expect(recording.lines).toHaveLength(length)
    const entries = parseTranscript(recording.lines.join('\n'))
    expect(entries[0]).toMatchObject({ recordedBy: 'station', direction: 'out', station: 'CP1', version: name })
    const text = entries.map(({ frame }) => frame).join('\n')
    expect(text).toContain('"Authorize"')
    expect(text).toContain('"BootNotification"')
    expect(text).not.toContain('SECRETCARD')
    await station.stop()
  })

  it('is raw where that is asked for, and goes where it is sent', async () => {
    const { station } = await setUpAccepted(version)
    const raw: string[] = []
    const recording = station.recordTranscript({ write: (line) => raw.push(line), redact: false })
    const redacted = station.recordTranscript({ redact: createRedactor() })
    await station.presentCard({ idToken: 'SECRETCARD' })
    expect(raw.join('\n')).toContain('SECRETCARD')
    expect(redacted.lines.join('\n')).not.toContain('SECRETCARD')
    expect(redacted.lines).toHaveLength(raw.length)
    expect(recording.lines).toEqual([])
    await station.stop()
  })

  it('keeps the newest lines in memory, as many as it may', async () => {
    const { station } = await setUpAccepted(version)
    const recording = station.recordTranscript({ maxLines: 3 })
    for (let count = 0; count < 10; count += 1) await station.send('Heartbeat')
    expect(recording.lines).toHaveLength(3)
    expect(parseTranscript(recording.lines.join('\n')).map(({ direction }) => direction)).toEqual(['in', 'out', 'in'])
    await station.stop()
  })
})

describe('a lost connection', () => {
  it.each(['cut', 'close'] as const)('comes back after the pauses of the transport, or at once: %s', async (how) => {
    const { station, csms } = await setUpAccepted(ocpp201)
    const events: string[] = []
    station.on('disconnected', () => events.push('lost'))
    station.on('connected', () => events.push('back'))
    await station.dropConnection({ how })
    await settle()
    expect(events).toEqual(['lost', 'back'])
    await station.dropConnection({ how, reconnect: 'atOnce' })
    await settle()
    expect(station.state.isConnected).toBe(true)
    expect(csms.actions).not.toContain('BootNotification')
    await station.stop()
  })

  it('half-open: neither end hears of it, and nothing goes through until it is dropped for good', async () => {
    const { station, csms, clock } = await setUpAccepted(ocpp16)
    await station.dropConnection({ how: 'halfOpen' })
    const lost = station.send('Heartbeat', {}, { timeoutMs: 1_000 })
    const unheard = csms.station.callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat' }, { timeoutMs: 1_000 })
    lost.catch(() => {})
    unheard.catch(() => {})
    await settle()
    await clock.advance(1_000)
    await expect(lost).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    await expect(unheard).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    expect(csms.actions).toEqual([])
    expect(station.state.isConnected).toBe(true)
    await station.dropConnection({ how: 'cut' })
    await settle()
    await station.send('Heartbeat')
    expect(csms.actions).toContain('Heartbeat')
    await station.stop()
  })

  it.each([
    ['OFFLINE', {}],
    ['how must be one of cut, close, halfOpen', { how: 'torn' }],
    ['reconnect must be backOff or atOnce', { reconnect: 'never' }],
    ['reconnect has no meaning for halfOpen', { how: 'halfOpen', reconnect: 'atOnce' }],
  ])('is refused: %s', async (message, options) => {
    const { station } = await setUp(ocpp16)
    const dropped = station.dropConnection(options as never)
    if (message === 'OFFLINE') await expect(dropped).rejects.toMatchObject({ code: 'OFFLINE' })
    else await expect(dropped).rejects.toThrow(message)
  })
})

describe.each(allVersions)('a restart by hand of a %s station', (name, version) => {
  it('ends what runs for the reason Reboot, and boots', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'A' })
    await settle()
    csms.forget()
    const done = station.reboot()
    await csms.pass(3_000)
    await done
    await settle()
    if (name === '1.6') expect(csms.last('StopTransaction')['reason']).toBe('Reboot')
    else {
      expect(csms.of('TransactionEvent')).toContainEqual(expect.objectContaining({ eventType: 'Ended' }))
      expect(csms.last('TransactionEvent')).toHaveProperty('transactionInfo.stoppedReason', 'Reboot')
      expect(csms.last('BootNotification')['reason']).toBe('LocalReset')
    }
    await station.stop()
  })

  it('waits until nothing runs, where it may', async () => {
    const { station, csms } = await setUpAccepted(version)
    await station.startCharging({ idToken: 'A' })
    await settle()
    csms.forget()
    const done = station.reboot({ when: 'idle' })
    await csms.pass(10_000)
    expect(csms.actions).not.toContain('BootNotification')
    await station.stopCharging()
    station.unplug()
    await csms.pass(3_000)
    await done
    if (name !== '1.6') expect(csms.last('BootNotification')['reason']).toBe('LocalReset')
    await station.stop()
  })

  it('is refused where it is off, or where it is to be at another time', async () => {
    const { station } = await setUp(version)
    await expect(station.reboot()).rejects.toMatchObject({ code: 'STOPPED' })
    expect(() => station.reboot({ when: 'later' as never })).toThrow('when must be now or idle')
  })
})
