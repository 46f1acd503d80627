import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stationKey } from '../identifier.js'
import { type Command, type CommandBehaviour, dueAtOf, isLive, isOpen } from './command.js'
import { type CommandEvent, maxReads, type Reduction, reduceCommand, settleMs } from './reduce.js'

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()

const command = (behaves: CommandBehaviour, given: Partial<Command> = {}): Command => ({
  id: 'C1',
  station: stationKey('default', 'CP1'),
  identity: 'CP1',
  version: '2.0.1',
  action: 'A',
  payload: { requestId: 1, b: 2, a: 1 },
  class: behaves,
  behaves,
  state: 'queued',
  whenOffline: behaves === 'converging' ? 'keep' : 'refuse',
  createdAt: at(0),
  expiresAt: at(100),
  attempt: 0,
  ...given,
})

const take = (messageId: string, seconds = 1): CommandEvent => ({
  type: 'take',
  at: at(seconds),
  messageId,
  sentBy: 'P1',
  version: '2.0.1',
})
const silence = (messageId: string, seconds = 2, canReadBack = false): CommandEvent => ({
  type: 'noAnswer',
  at: at(seconds),
  messageId,
  reason: 'noAnswer',
  retryAt: at(seconds + 5),
  canReadBack,
})
const answered = (messageId: string, state: 'done' | 'rejected' | 'check', seconds = 2): CommandEvent => ({
  type: 'answered',
  at: at(seconds),
  messageId,
  outcome: { state },
  response: { status: 'X' },
})
const fact = (verdict: 'done' | 'failed', seconds = 3): CommandEvent => ({ type: 'fact', at: at(seconds), verdict, reason: 'bootReported' })

const run = (from: Command, ...events: readonly CommandEvent[]): Reduction & { readonly writes: number } => {
  let writes = 0
  let last: Reduction = { command: from, effects: [] }
  for (const event of events) {
    last = reduceCommand(last.command, event)
    writes += last.effects.filter(({ type }) => type === 'write').length
  }
  return { ...last, writes }
}

const ends = ['done', 'rejected', 'failed', 'expired', 'cancelled', 'ambiguous']

describe('whatever happens, in whatever order', () => {
  const second = fc.integer({ min: 0, max: 130 })
  const messageId = fc.constantFrom('M1', 'M2', 'M3')
  const error = { code: 'InternalError', description: '', details: {} }
  const event: fc.Arbitrary<CommandEvent> = fc.oneof(
    fc.tuple(messageId, second).map(([id, s]) => take(id, s)),
    fc.tuple(messageId, fc.constantFrom('done' as const, 'rejected' as const, 'check' as const), second).map((all) => answered(...all)),
    fc.tuple(messageId, second, fc.boolean()).map((all) => silence(...all)),
    fc.tuple(messageId, second).map(([id, s]) => ({ type: 'callError' as const, at: at(s), messageId: id, error })),
    fc.tuple(messageId, second).map(([id, s]) => ({ type: 'invalidAnswer' as const, at: at(s), messageId: id, error })),
    fc.tuple(messageId, second).map(([id, s]) => ({ type: 'unsent' as const, at: at(s), messageId: id, retryAt: at(s + 5) })),
    second.map((s) => ({ type: 'noAnswer' as const, at: at(s), reason: 'restart' as const, retryAt: at(s), canReadBack: false })),
    fc.tuple(messageId, second).map(([id, s]) => ({ ...silence(id, s), reason: 'connectionLost' }) as CommandEvent),
    second.map((s) => ({ type: 'unreachable' as const, at: at(s), reason: 'notConnected' as const })),
    second.map((s) => ({ type: 'refuse' as const, at: at(s), reason: 'otherVersion' as const, error })),
    second.map((s) => ({ type: 'cancel' as const, at: at(s) })),
    second.map((s) => ({ type: 'supersede' as const, at: at(s), by: 'C2' })),
    fc.tuple(second, fc.boolean()).map(([s, canReadBack]) => ({ type: 'expire' as const, at: at(s), canReadBack })),
    fc.tuple(fc.constantFrom('done' as const, 'failed' as const), second).map((all) => fact(...all)),
    fc
      .constantFrom('applied' as const, 'notApplied' as const, 'unknown' as const)
      .map((verdict) => ({ type: 'readBack' as const, at: at(9), verdict })),
  )
  const behaviour = fc.constantFrom<CommandBehaviour>('read', 'converging', 'oneShot')
  /** The process ends for good, and everybody's time is over. */
  const finish: readonly CommandEvent[] = [
    { type: 'noAnswer', at: at(200), reason: 'restart', retryAt: at(200), canReadBack: false },
    { type: 'expire', at: at(200), canReadBack: false },
    { type: 'expire', at: at(200 + settleMs), canReadBack: false },
  ]

  test('a command ends in exactly one way, and is told of as ended once (G12)', () => {
    fc.assert(
      fc.property(
        behaviour,
        fc.constantFrom('keep' as const, 'refuse' as const),
        fc.array(event, { maxLength: 25 }),
        (behaves, whenOffline, events) => {
          let current = command(behaves, { whenOffline })
          let told = 0
          let settled = 0
          for (const one of [...events, ...finish]) {
            const before = current
            const { command: after, effects } = reduceCommand(before, one)
            told += effects.filter((effect) => effect.type === 'tell' && effect.event === 'command.ended').length
            settled += effects.filter((effect) => effect.type === 'tell' && effect.event === 'command.reconciled').length
            if (!isOpen(before) && before.state !== 'ambiguous') expect(after).toBe(before)
            if (before.state === 'ambiguous') expect(['ambiguous', 'done', 'rejected', 'failed']).toContain(after.state)
            current = after
          }
          expect(ends).toContain(current.state)
          expect(told).toBe(1)
          expect(settled).toBeLessThanOrEqual(1)
          expect(isLive(current)).toBe(false)
          expect(dueAtOf(current)).toBeUndefined()
          expect(current.endedAt).toBeDefined()
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('one that is never repeated is written once at most, and a read four times (G12)', () => {
    fc.assert(
      fc.property(behaviour, fc.array(event, { maxLength: 40 }), (behaves, events) => {
        const { writes } = run(command(behaves), ...events, ...finish)
        if (behaves === 'oneShot') expect(writes).toBeLessThanOrEqual(1)
        if (behaves === 'read') expect(writes).toBeLessThanOrEqual(maxReads)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a one-shot command', () => {
  const sent = run(command('oneShot'), take('M1')).command

  test.each(['noAnswer', 'connectionLost', 'restart'] as const)('is ambiguous after %s, and settled once by facts', (reason) => {
    const lost = run(sent, { ...silence('M1'), reason } as CommandEvent)
    expect(lost.command).toMatchObject({ state: 'ambiguous', reason })
    const settled = run(lost.command, fact('done'), fact('failed'))
    expect(settled.command).toMatchObject({ state: 'done', reason: 'bootReported', reconciledAt: at(3) })
  })

  test('is what facts said of it before its time was over', () => {
    expect(run(sent, fact('done'), silence('M1', 4)).command).toMatchObject({ state: 'done', reason: 'bootReported' })
    // What the station answers counts more.
    expect(run(sent, fact('done'), answered('M1', 'rejected', 4)).command.state).toBe('rejected')
  })

  test('is settled by an answer that comes late, if it is its own', () => {
    const lost = run(sent, silence('M1')).command
    expect(run(lost, answered('M2', 'done')).command.state).toBe('ambiguous')
    expect(run(lost, answered('M1', 'rejected')).command).toMatchObject({ state: 'rejected', reason: 'lateAnswer' })
  })

  test('has failed where it certainly never left', () => {
    expect(run(sent, { type: 'unsent', at: at(2), messageId: 'M1', retryAt: at(5) }).command).toMatchObject({
      state: 'failed',
      reason: 'notSent',
    })
  })

  test('that is cancelled on its way is not uncertain for that', () => {
    expect(run(sent, { type: 'cancel', at: at(2) }, answered('M1', 'done')).command.state).toBe('done')
    expect(run(sent, { type: 'cancel', at: at(2) }, silence('M1')).command.state).toBe('ambiguous')
  })
})

describe('a command that converges', () => {
  test('waits for a station that is away, and expires if it never comes', () => {
    const held = run(command('converging'), { type: 'unreachable', at: at(1), reason: 'notConnected' }).command
    expect(held).toMatchObject({ state: 'queued', isHeld: true })
    expect(dueAtOf(held)).toBe(at(100))
    expect(run(held, { type: 'expire', at: at(99), canReadBack: false }).command.state).toBe('queued')
    expect(run(held, { type: 'expire', at: at(100), canReadBack: false }).command.state).toBe('expired')
  })

  test('goes out again after a station that has not booted refused it; one that is never repeated has failed', () => {
    const error = { code: 'SecurityError', description: '', details: {} }
    const refusal: CommandEvent = { type: 'callError', at: at(2), messageId: 'M1', error, isTooEarly: true }
    expect(run(command('converging'), take('M1'), refusal).command).toMatchObject({ state: 'queued', isHeld: true, reason: 'notAccepted' })
    expect(run(command('converging'), take('M1'), refusal, take('M2', 3), answered('M2', 'done', 4))).toMatchObject({
      command: { state: 'done', attempt: 2 },
      writes: 2,
    })
    expect(run(command('oneShot'), take('M1'), refusal).command).toMatchObject({ state: 'failed', error })
    expect(run(command('converging'), take('M1'), { ...refusal, isTooEarly: false }).command).toMatchObject({ state: 'failed', error })
  })

  test('is repeated until it expires, and then the station is asked', () => {
    const again = run(command('converging'), take('M1'), silence('M1'))
    expect(again.command).toMatchObject({ state: 'queued', retryAt: at(7), attempt: 1 })
    const over = run(again.command, take('M2', 98), silence('M2', 101, true))
    expect(over).toMatchObject({ writes: 1, command: { state: 'checking' }, effects: [{ type: 'readBack' }] })
    const verdict = (one: 'applied' | 'notApplied' | 'unknown') =>
      run(over.command, { type: 'readBack', at: at(102), verdict: one }).command
    expect(verdict('applied')).toMatchObject({ state: 'done', reason: 'readBack' })
    expect(verdict('notApplied')).toMatchObject({ state: 'failed', reason: 'notApplied' })
    expect(verdict('unknown')).toMatchObject({ state: 'ambiguous', reason: 'noAnswer' })
  })

  test('that nobody can be asked about is ambiguous, not expired: it was sent', () => {
    expect(run(command('converging'), take('M1'), silence('M1', 101)).command.state).toBe('ambiguous')
  })

  test('is not repeated once it was cancelled or superseded on its way', () => {
    const sent = run(command('converging'), take('M1')).command
    expect(run(sent, { type: 'cancel', at: at(2) }, silence('M1')).command.state).toBe('cancelled')
    expect(run(sent, { type: 'supersede', at: at(2), by: 'C2' }, silence('M1')).command).toMatchObject({
      state: 'cancelled',
      reason: 'superseded',
    })
  })
})

test('a report is repeated under a new requestId, the other members as they were', () => {
  const first = run(command('read'), take('M1'))
  expect(first.effects[0]).toEqual({ type: 'write', messageId: 'M1', payload: { requestId: 1, b: 2, a: 1 } })
  const again = run(first.command, silence('M1'), { ...take('M2'), requestId: 77 } as CommandEvent)
  const [write] = again.effects
  expect(JSON.stringify(write?.type === 'write' && write.payload)).toBe('{"requestId":77,"b":2,"a":1}')
  expect(again.command).toMatchObject({ requestId: 77, payload: { requestId: 1 } })
})

test('an answer to another attempt changes nothing', () => {
  const second = run(command('converging'), take('M1'), silence('M1'), take('M2', 10)).command
  expect(reduceCommand(second, answered('M1', 'done')).command).toBe(second)
})
