import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { boot16, codeOf, mock, station16, station201 } from './support/bench.js'

const authorize = async (station: Awaited<ReturnType<typeof station16>>, idTag: string): Promise<unknown> =>
  codeOf(station.call('Authorize', { idTag }).then(({ idTagInfo }) => idTagInfo.status))

describe('rules', () => {
  it('lay an answer over the usual one, or give their own', async () => {
    const server = await mock({ rules: [{ when: { action: 'StartTransaction' }, then: { answer: { idTagInfo: { status: 'Blocked' } } } }] })
    server.putRule({ when: { action: 'Authorize' }, then: { wholeAnswer: { idTagInfo: { status: 'Expired' } } } })
    const station = await station16(server.url)
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: '2026-01-01T00:00:00Z' }
    expect(await station.call('StartTransaction', start)).toEqual({ transactionId: 1, idTagInfo: { status: 'Blocked' } })
    expect(await authorize(station, 'A')).toBe('Expired')
  })

  it('count for each station, and take the nth message that fits', async () => {
    const server = await mock()
    const name = server.putRule({ when: { payload: { idTag: 'A*' }, nth: [2, 3] }, then: { callError: { code: 'GenericError' } } }).name
    const one = await station16(server.url, 'CP1')
    const other = await station16(server.url, 'CP2')
    const outcomes = [await authorize(one, 'A1'), await authorize(one, 'B'), await authorize(other, 'A1')]
    outcomes.push(await authorize(one, 'A2'), await authorize(one, 'A3'), await authorize(one, 'A4'))
    expect(outcomes).toEqual(['Accepted', 'Accepted', 'Accepted', 'GenericError', 'GenericError', 'Accepted'])
    expect(server.removeRule(name)).toBe(true)
    expect(server.removeRule(name)).toBe(false)
    expect(server.rules).toEqual([])
  })

  it('are for stations and versions by pattern; the first that fits takes the message', async () => {
    const server = await mock({
      rules: [
        { when: { station: 'CS*' }, then: { callError: { code: 'NotSupported' } } },
        { when: { version: '1.6' }, then: { callError: { code: 'GenericError' } } },
        { then: { callError: { code: 'InternalError' } } },
      ],
    })
    const one = await station16(server.url)
    const other = await station201(server.url)
    expect(await codeOf(one.call('Heartbeat', {}))).toBe('GenericError')
    expect(await codeOf(other.call('Heartbeat', {}))).toBe('NotSupported')
  })

  it('delay an answer', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, rules: [{ when: { action: 'Heartbeat' }, then: { delayMs: 5_000 } }] })
    const station = await station16(server.url)
    const received = server.waitFor('Heartbeat')
    let isAnswered = false
    const answer = station.call('Heartbeat', {}).then(() => {
      isAnswered = true
    })
    await received
    await clock.advance(4_999)
    expect(isAnswered).toBe(false)
    await clock.advance(1)
    await answer
  })

  it('say nothing at all, and what they do not answer is received all the same', async () => {
    const server = await mock({ rules: [{ when: { action: 'Heartbeat', nth: 1 }, then: { silence: true } }] })
    const station = await station16(server.url)
    const call = station.call('Heartbeat', {}, { timeoutMs: 50 })
    await server.waitFor('Heartbeat')
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
  })

  it('close the connection instead of an answer, or after it', async () => {
    const server = await mock({
      rules: [
        { when: { action: 'Heartbeat' }, then: { close: { code: 4000, reason: 'enough' } } },
        { when: { action: 'Authorize' }, then: { answer: {}, close: {} } },
      ],
    })
    const one = await station16(server.url, 'CP1')
    await expect(one.call('Heartbeat', {})).rejects.toMatchObject({ code: 'CLOSED', message: expect.stringContaining('4000 enough') })
    const other = await station16(server.url, 'CP2')
    const gone = server.once('disconnected')
    expect(await authorize(other, 'A')).toBe('Accepted')
    expect(await gone).toMatchObject({ station: 'CP2', code: 1000 })
    expect(server.verdicts()).toEqual([])
  })

  it('have commands follow the answer', async () => {
    const server = await mock({
      rules: [
        { when: { action: 'Heartbeat' }, then: { command: [{ action: 'ClearCache' }, { action: 'Reset', payload: { type: 'Hard' } }] } },
      ],
    })
    const station = await station16(server.url)
    const told: string[] = []
    const done = new Promise<void>((resolve) => {
      server.on('command', ({ action }) => {
        told.push(action)
        if (told.length === 2) resolve()
      })
    })
    await station.call('Heartbeat', {})
    await done
    expect(server.messages().map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'CALL Heartbeat',
      'CALLRESULT Heartbeat',
      'CALL ClearCache',
      'CALLRESULT ClearCache',
      'CALL Reset',
      'CALLRESULT Reset',
    ])
  })

  it('of the same name take the place of each other', async () => {
    const server = await mock()
    server.putRule({ name: 'one', then: { callError: { code: 'GenericError' } } })
    server.putRule({ name: 'one', then: { callError: { code: 'NotSupported' } } })
    const station = await station16(server.url)
    expect(await codeOf(station.call('Heartbeat', {}))).toBe('NotSupported')
  })

  it.each([
    [{}, /rule.then is missing/],
    [{ then: {} }, /rule.then says nothing/],
    [{ then: { delayMs: 'long' } }, /rule.then.delayMs must be ms/],
    [{ then: { silence: true }, wen: {} }, /rule.wen is not known here; there are name, when, then/],
    [{ when: { nth: 0 }, then: { silence: true } }, /rule.when.nth must be a whole number/],
    [{ when: { version: '3.0' }, then: { silence: true } }, /rule.when.version must be one of 2.1, 2.0.1, 1.6/],
    [
      { when: { action: 'Heartbeet' }, then: { silence: true } },
      /rule.when.action must be a message that stations send in OCPP 2.1, 2.0.1, 1.6, such as Heartbeat/,
    ],
    [{ when: { action: ['Heartbeat', 'Reset'] }, then: { silence: true } }, /rule.when.action\[1\] must be a message that stations send/],
    [{ when: { action: 'Hurt*' }, then: { silence: true } }, /rule.when.action must be a pattern of a message that stations send/],
    [{ then: { command: { action: 'Reseet' } } }, /rule.then.command.action must be a command in .*, such as Reset/],
    [{ then: { callError: { code: 'Oops' } } }, /rule.then.callError.code must be one of FormatViolation/],
    [{ then: { close: { code: 1006 } } }, /rule.then.close.code must be a close code/],
    [{ then: { command: [{ payload: {} }] } }, /rule.then.command\[0\].action is missing/],
  ])('%j is refused by path', async (rule, message) => {
    const server = await mock()
    expect(() => server.putRule(rule as never)).toThrow(message)
  })
})

describe('faults', () => {
  it('befall connections that are open already, and end when they are taken back', async () => {
    const server = await mock({ seed: 1 })
    const station = await station16(server.url)
    server.faults = [{ do: 'drop', when: { action: 'Heartbeat', direction: 'in' } }]
    const fault = server.once('fault')
    await expect(station.call('Heartbeat', {}, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'CALL_TIMEOUT' })
    expect(await fault).toMatchObject({ station: 'CP1', do: 'drop', direction: 'in' })
    server.faults = []
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(() => {
      server.faults = [{ do: 'delay' } as never]
    }).toThrow(/faults\[0\].ms is missing/)
  })

  it('of the options are in force from the first connection on, and back after a reset', async () => {
    const server = await mock({ faults: [{ do: 'close', when: { action: 'Heartbeat' } }] })
    server.faults = []
    server.reset()
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    await expect(station.call('Heartbeat', {})).rejects.toMatchObject({ code: 'CLOSED' })
  })
})
