import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { parseTranscript } from '@ocpp-kit/rpc'
import { createFakeClock } from '@ocpp-kit/rpc/testing'
import { describe, expect, it } from 'vitest'
import { bareSocket, boot16, codeOf, later, mock, station16 } from './support/bench.js'

describe('messages', () => {
  it('are every frame in order, answers under the action that they belong to', async () => {
    const server = await mock()
    const station = await station16(server.url)
    await station.call('BootNotification', boot16)
    await server.send('CP1', 'Reset')
    const seen = server.messages().map(({ number, direction, kind, action, status }) => [number, direction, kind, action, status])
    expect(seen).toEqual([
      [1, 'in', 'CALL', 'BootNotification', ''],
      [2, 'out', 'CALLRESULT', 'BootNotification', 'Accepted'],
      [3, 'out', 'CALL', 'Reset', ''],
      [4, 'in', 'CALLRESULT', 'Reset', 'Accepted'],
    ])
    expect(server.messages({ station: 'cp1', action: 'Reset', direction: 'in' })).toMatchObject([{ number: 4, verdict: { kind: 'ok' } }])
    expect(server.messages({ station: 'CP2' })).toEqual([])
  })

  it('keep the newest, so that memory stays flat', async () => {
    const server = await mock({ maxKept: 3 })
    const station = await station16(server.url)
    for (let call = 0; call < 4; call += 1) await station.call('Heartbeat', {})
    expect(server.messages().map(({ number }) => number)).toEqual([6, 7, 8])
    expect(server.received).toHaveLength(3)
  })

  it('keep no more bytes than they may, however long the frames', async () => {
    const server = await mock({ maxKeptBytes: 100_000 })
    server.handle(ocpp16, 'DataTransfer', () => ({ status: 'Accepted' }))
    const station = await station16(server.url)
    const data = 'v'.repeat(10_000)
    for (let call = 0; call < 10; call += 1) await station.call('DataTransfer', { vendorId: 'Acme', data })
    expect(server.messages({ direction: 'in' }).length).toBeLessThan(6)
    expect(server.messages().at(-1)).toMatchObject({ number: 20 })
    expect(server.received.length).toBeLessThan(6)
    for (let call = 0; call < 10; call += 1) await codeOf(station.callUntyped('x'.repeat(10_000), {}))
    expect(server.verdicts().length).toBeLessThan(6)
  })

  it('are given in pages', async () => {
    const server = await mock()
    const station = await station16(server.url)
    for (let call = 0; call < 3; call += 1) await station.call('Heartbeat', {})
    const numbers = (filter: object): number[] => server.messages(filter).map(({ number }) => number)
    expect(numbers({ limit: 2 })).toEqual([5, 6])
    expect(numbers({ limit: 9 })).toEqual([1, 2, 3, 4, 5, 6])
    expect(numbers({ limit: 0 })).toEqual([])
    expect(numbers({ after: 4 })).toEqual([5, 6])
    expect(numbers({ after: 1, limit: 2 })).toEqual([2, 3])
    expect(numbers({ after: 1, limit: 2, direction: 'in' })).toEqual([3, 5])
  })

  it('tell how long an answer took', async () => {
    const clock = createFakeClock()
    const server = await mock({ clock, rules: [{ when: { action: 'Heartbeat' }, then: { delayMs: 1_200 } }] })
    const station = await station16(server.url)
    const received = server.once('received')
    const answer = station.call('Heartbeat', {})
    await received
    await clock.advance(1_200)
    await answer
    expect(server.messages().map(({ tookMs }) => tookMs)).toEqual([undefined, 1_200])
  })

  it('go to a file as a transcript, without secrets unless asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mock-server-'))
    later(() => rm(folder, { recursive: true }))
    for (const redact of [true, false]) {
      const path = join(folder, `${redact}.jsonl`)
      const server = await mock({ record: path, redact })
      const station = await station16(server.url)
      await station.call('Authorize', { idTag: 'TOKEN1' })
      await server.close()
      const text = await readFile(path, 'utf8')
      expect(parseTranscript(text)).toMatchObject([{ direction: 'in', station: 'CP1', verdict: { kind: 'ok' } }, { direction: 'out' }])
      expect(text.includes('TOKEN1')).toBe(!redact)
    }
  })
})

describe('verdicts', () => {
  it('name who broke which rule, and where in the payload', async () => {
    const server = await mock()
    const { socket, next } = await bareSocket(`${server.url}/CP1`)
    const say = (text: string): Promise<string> => {
      const answer = next()
      socket.send(text)
      return answer
    }
    expect(await say('[2,"1","BootNotification",{"chargePointVendor":"Acme"}]')).toContain('OccurenceConstraintViolation')
    expect(await say(`[2,"2","Authorize",{"idTag":"${'x'.repeat(21)}"}]`)).toContain('PropertyConstraintViolation')
    expect(await say('[2,"3","Fly",{}]')).toContain('NotImplemented')
    expect(await say('[2,"4","Heartbeat",[]]')).toContain('FormationViolation')
    expect(await say('[2,"5","Heartbeat",{}]')).toContain('currentTime')
    expect(
      server.verdicts().map(({ by, action, rule, pointer, code, messageNumber }) => [by, action, rule, pointer, code, messageNumber]),
    ).toEqual([
      ['station', 'BootNotification', 'required', '', 'OccurenceConstraintViolation', 1],
      ['station', 'Authorize', 'maxLength', '/idTag', 'PropertyConstraintViolation', 3],
      ['station', 'Fly', 'refused', undefined, 'NotImplemented', undefined],
      ['station', 'Heartbeat', 'payloadNotObject', undefined, undefined, 7],
    ])
  })

  it('name the server where an answer in code breaks the schema; an error that is chosen breaks nothing', async () => {
    const errors: unknown[] = []
    const server = await mock({ onError: (error) => errors.push(error) })
    const station = await station16(server.url)
    server.handle(ocpp16, 'Heartbeat', () => ({ currentTime: 'soon' }))
    expect(await codeOf(station.call('Heartbeat', {}))).toBe('InternalError')
    server.putAnswer({ action: 'Authorize', callError: { code: 'SecurityError' } })
    expect(await codeOf(station.call('Authorize', { idTag: 'A' }))).toBe('SecurityError')
    expect(server.verdicts()).toMatchObject([{ by: 'csms', action: 'Heartbeat', rule: 'format', pointer: '/currentTime' }])
    expect(errors).toHaveLength(1)
  })

  it('name the server where a station cannot use its answer, and the station where there was no answer to refuse (2.1 Part 4 §4.2.3)', async () => {
    const server = await mock()
    const { socket, next } = await bareSocket(`${server.url}/CS1`, {}, 'ocpp2.1')
    const answered = next()
    socket.send('[2,"1","Heartbeat",{}]')
    await answered
    const told = server.once('verdict')
    socket.send('[5,"1","FormatViolation","no such time",{}]')
    await told
    const toldAgain = server.once('verdict')
    socket.send('[5,"nobody asked","FormatViolation","",{}]')
    await toldAgain
    expect(server.verdicts()).toMatchObject([
      { by: 'csms', rule: 'answerRefused', action: 'Heartbeat', code: 'FormatViolation' },
      { by: 'station', rule: 'unmatchedAnswer', messageNumber: 4 },
    ])
    expect(server.messages({ direction: 'in' }).map(({ action, verdict }) => [action, verdict.kind])).toEqual([
      ['Heartbeat', 'ok'],
      ['Heartbeat', 'ok'],
      [undefined, 'unmatched'],
    ])
  })

  it('garbage is answered by the book, and the server goes on', async () => {
    const server = await mock()
    const { socket } = await bareSocket(`${server.url}/CP1`)
    for (const garbage of ['', 'hello', '[', '{}', '[2]', '[3,"x",{}]', '[4,"x"]', '\u0000']) socket.send(garbage)
    const station = await station16(server.url, 'CP2')
    expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
    expect(server.verdicts({ station: 'CP1' })).toHaveLength(8)
  })
})

it('a reset forgets what was received and learned, and leaves connections alone', async () => {
  const server = await mock({ rules: [{ name: 'first', then: { delayMs: 0 } }] })
  const station = await station16(server.url)
  await station.call('BootNotification', boot16)
  server.putRule({ then: { silence: true } })
  server.faults = [{ do: 'drop', when: { action: 'Reset' } }]
  server.reset()
  expect([server.messages(), server.received, server.verdicts(), server.faults]).toEqual([[], [], [], []])
  expect(server.rules.map(({ name }) => name)).toEqual(['first'])
  expect(server.stations).toMatchObject([{ identity: 'CP1', isConnected: true, registration: undefined, boots: 0 }])
  expect(await station.call('Heartbeat', {})).toHaveProperty('currentTime')
})
