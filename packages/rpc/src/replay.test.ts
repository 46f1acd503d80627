import { describe, expect, it } from 'vitest'
import { createCountingClock } from '../test/counting-clock.js'
import { toy21 } from '../test/toy-protocol.js'
import type { FrameRecord } from './connection.js'
import { createEnd } from './endpoint.js'
import { replay } from './replay.js'
import type { ReplayOptions } from './replay-options.js'
import type { ReplayReport } from './replay-report.js'
import { createFakeClock } from './testing/fake-clock.js'
import { createSocketPair } from './testing/memory.js'
import { createTranscript, parseEntry, parseTranscript, type TranscriptEntry } from './transcript.js'

const start = Date.UTC(2026, 0, 1)

/** A transcript of the csms: `>` a frame of the station, `<` one of its own; ms since the start. */
const entries = (...lines: readonly (readonly [ms: number, sender: '>' | '<', frame: unknown])[]): TranscriptEntry[] =>
  lines.map(([ms, sender, frame]) => ({
    at: new Date(start + ms).toISOString(),
    recordedBy: 'csms',
    direction: sender === '>' ? 'in' : 'out',
    station: 'CP1',
    version: '2.1',
    frame: typeof frame === 'string' ? frame : JSON.stringify(frame),
    verdict: { kind: 'ok' },
  }))

/** A peer that the test plays by hand. */
function createPeer(transcript: readonly TranscriptEntry[], options: Partial<ReplayOptions> = {}) {
  const { clock: counting, advance, armed } = createCountingClock(start)
  const clock = { ...counting, advance }
  const [socket, far] = createSocketPair()
  const received: unknown[] = []
  let answer: (frame: unknown[]) => void = () => {}
  far.attach({
    receive: (text) => {
      const frame: unknown = text.startsWith('[') && text.endsWith(']') ? JSON.parse(text) : text
      received.push(frame)
      if (Array.isArray(frame)) answer(frame)
    },
    closed: () => {},
  })
  let report: ReplayReport | undefined
  const done = replay(transcript, { as: 'station', socket, clock, ...options }).then((ended) => {
    report = ended
    return ended
  })
  return {
    clock,
    /** Timers that still run. */
    armed,
    far,
    received,
    done,
    send: (frame: unknown) => far.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    onFrame: (run: (frame: unknown[]) => void) => {
      answer = run
    },
    report: () => report,
  }
}

const session = entries(
  [0, '>', [2, 's1', 'Greet', { name: 'CP1', timestamp: 't1' }]],
  [10, '<', [3, 's1', { greeting: 'hi', currentTime: 't2' }]],
  [20, '<', [2, 'c1', 'Ask', { question: 'why' }]],
  [30, '>', [3, 'c1', { answer: 'because' }]],
  [40, '>', [6, 's2', 'Stream', { value: 1 }]],
)

describe('replay of a recorded run', () => {
  async function record(greeting: string) {
    const clock = createFakeClock(start)
    const station = await createEnd(toy21, 'station', { clock })
    const csms = await createEnd(toy21, 'csms', { clock })
    const lines: string[] = []
    createTranscript({ recordedBy: 'csms', write: (line) => lines.push(line) }).attach(csms.events)
    station.handlers.handle(toy21, 'Ask', ({ question }) => ({ answer: `${question}!` }))
    csms.handlers.handle(toy21, 'Greet', () => ({ greeting }))
    csms.handlers.handle(toy21, 'Stream', () => {})
    const [left, right] = createSocketPair()
    const there = station.connect(left, 'CP1')
    const here = csms.connect(right, 'CP1')
    await there.call('Greet', { name: 'CP1' })
    await clock.advance(1_000)
    await here.call('Ask', { question: 'why' })
    await there.send('Stream', { value: 7 })
    await clock.advance(0)
    return { transcript: parseTranscript(lines.join('\n')), station, csms, clock }
  }

  it('as the station finds nothing where the csms is the same, and every difference where it is not', async () => {
    const { transcript, csms, clock } = await record('hello')
    expect(transcript).toHaveLength(5)
    for (const greeting of ['hello', 'bonjour']) {
      const [left, right] = createSocketPair()
      csms.handlers.handle(toy21, 'Greet', () => ({ greeting }))
      const live = csms.connect(right, 'CP1')
      const done = replay(transcript, { as: 'station', socket: left, clock })
      await clock.advance(0)
      // The csms makes its own call, under an id of its own.
      await expect(live.call('Ask', { question: 'why' })).resolves.toEqual({ answer: 'why!' })
      await clock.advance(0)
      const differences =
        greeting === 'hello'
          ? []
          : [{ kind: 'payload', entry: 2, action: 'Greet', pointer: '/greeting', expected: 'hello', actual: 'bonjour' }]
      expect(await done).toEqual({ ended: 'completed', isSame: greeting === 'hello', sent: 3, matched: 2, skipped: 0, differences })
    }
  })

  it('as the csms drives the station', async () => {
    const { transcript, station, clock } = await record('hello')
    const [left, right] = createSocketPair()
    const live = station.connect(left, 'CP1')
    const done = replay(transcript, { as: 'csms', socket: right, clock })
    await expect(live.call('Greet', { name: 'CP1' })).resolves.toEqual({ greeting: 'hello' })
    await clock.advance(0)
    await live.send('Stream', { value: 8 })
    await clock.advance(0)
    expect(await done).toMatchObject({
      ended: 'completed',
      sent: 2,
      matched: 3,
      differences: [{ kind: 'payload', entry: 5, action: 'Stream', pointer: '/value', expected: 7, actual: 8 }],
    })
  })
})

describe('replay', () => {
  it('sends own frames as they were recorded, and answers under the live id', async () => {
    const peer = createPeer(session)
    peer.onFrame(([, id]) => {
      if (id === 's1') peer.send([3, 's1', { greeting: 'hi', currentTime: 'now' }])
    })
    await peer.clock.advance(0)
    peer.send([2, 'live', 'Ask', { question: 'why' }])
    await peer.clock.advance(0)
    expect(peer.received).toEqual([
      [2, 's1', 'Greet', { name: 'CP1', timestamp: 't1' }],
      [3, 'live', { answer: 'because' }],
      [6, 's2', 'Stream', { value: 1 }],
    ])
    expect(peer.report()).toEqual({ ended: 'completed', isSame: true, sent: 3, matched: 2, skipped: 0, differences: [] })
    expect(peer.armed.size).toBe(0)
  })

  it('gives up on frames that do not come, and skips the answers to them', async () => {
    const peer = createPeer(session, { timeoutMs: 500 })
    await peer.clock.advance(499)
    expect(peer.received).toHaveLength(1)
    await peer.clock.advance(501)
    expect(peer.received).toHaveLength(2)
    expect(peer.report()).toMatchObject({
      ended: 'completed',
      sent: 2,
      skipped: 1,
      differences: [
        { kind: 'missing', entry: 2, action: 'Greet' },
        { kind: 'missing', entry: 3, action: 'Ask' },
      ],
    })
  })

  it('takes a frame that comes after it was given up', async () => {
    const peer = createPeer(session, { timeoutMs: 500 })
    await peer.clock.advance(500)
    peer.send([3, 's1', { greeting: 'hi' }])
    await peer.clock.advance(500)
    expect(peer.report()?.differences).toMatchObject([
      { kind: 'late', entry: 2 },
      { kind: 'missing', entry: 3 },
    ])
  })

  it('reports what is not in the transcript, and answers calls so that the peer goes on', async () => {
    const peer = createPeer(session)
    peer.send([2, 'x', 'Other', {}])
    peer.send([3, 'nobody', {}])
    peer.send('garbage')
    await peer.clock.advance(0)
    expect(peer.received).toContainEqual([4, 'x', 'NotSupported', 'not in the transcript', {}])
    await peer.clock.advance(60_000)
    expect(peer.report()?.differences.slice(0, 3)).toMatchObject([
      { kind: 'unexpected', action: 'Other' },
      { kind: 'unexpected', frame: '[3,"nobody",{}]' },
      { kind: 'unexpected', frame: 'garbage' },
    ])
  })

  it('reports an answer of another kind, and another error code', async () => {
    const transcript = entries(
      [0, '>', [2, 's1', 'Greet', {}]],
      [1, '<', [3, 's1', {}]],
      [2, '>', [2, 's2', 'Greet', {}]],
      [3, '<', [4, 's2', 'InternalError', 'a', {}]],
      [4, '>', [2, 's3', 'Greet', {}]],
      [5, '<', [4, 's3', 'InternalError', 'a', {}]],
    )
    const peer = createPeer(transcript)
    peer.onFrame(([, id]) => peer.send([4, id, id === 's3' ? 'InternalError' : 'NotSupported', 'other words', {}]))
    expect((await peer.done).differences).toEqual([
      { kind: 'answer', entry: 2, action: 'Greet', expected: 'CALLRESULT', actual: 'CALLERROR NotSupported' },
      { kind: 'answer', entry: 4, action: 'Greet', expected: 'CALLERROR InternalError', actual: 'CALLERROR NotSupported' },
    ])
  })

  it('answers calls that come in another order at once, so that neither side waits for the other', async () => {
    const transcript = entries(
      [0, '<', [2, 'c1', 'Ask', { n: 1 }]],
      [1, '>', [3, 'c1', { a: 1 }]],
      [2, '<', [2, 'c2', 'Other', { n: 2 }]],
      [3, '>', [3, 'c2', { a: 2 }]],
    )
    const peer = createPeer(transcript)
    peer.send([2, 'live2', 'Other', { n: 2 }])
    await peer.clock.advance(0)
    expect(peer.received).toEqual([[3, 'live2', { a: 2 }]])
    peer.send([2, 'live1', 'Ask', { n: 1 }])
    await peer.clock.advance(0)
    expect(peer.received).toHaveLength(2)
    expect(peer.report()).toMatchObject({ ended: 'completed', sent: 2, differences: [{ kind: 'order', entry: 3, action: 'Other' }] })
  })

  it('carries values that the peer makes up into later frames', async () => {
    const transcript = entries(
      [0, '>', [2, 's1', 'StartTransaction', { meterStart: 0 }]],
      [1, '<', [3, 's1', { transactionId: 12 }]],
      [2, '>', [2, 's2', 'StopTransaction', { transactionId: 12, other: 12 }]],
      [3, '<', [2, 'c1', 'RemoteStopTransaction', { transactionId: 12 }]],
      [4, '>', [3, 'c1', {}]],
    )
    const peer = createPeer(transcript)
    peer.onFrame(([, id, action]) => {
      if (action === 'StartTransaction') peer.send([3, id, { transactionId: 77 }])
      if (action === 'StopTransaction') peer.send([2, 'live', 'RemoteStopTransaction', { transactionId: 78 }])
    })
    const { differences } = await peer.done
    expect(peer.received[1]).toEqual([2, 's2', 'StopTransaction', { transactionId: 77, other: 12 }])
    expect(differences).toEqual([
      { kind: 'payload', entry: 4, action: 'RemoteStopTransaction', pointer: '/transactionId', expected: 77, actual: 78 },
    ])
  })

  it('notices that the peer changes a value that we made up', async () => {
    const transcript = entries(
      [0, '>', [2, 's1', 'TransactionEvent', { transactionInfo: { transactionId: 'T1' } }]],
      [1, '<', [2, 'c1', 'RequestStopTransaction', { transactionId: 'T1' }]],
    )
    const peer = createPeer(transcript)
    peer.send([2, 'live', 'RequestStopTransaction', { transactionId: 'T2' }])
    await peer.clock.advance(0)
    expect(peer.report()?.differences).toMatchObject([{ kind: 'payload', expected: 'T1', actual: 'T2' }])
  })

  it('takes the pseudonyms of a redacted transcript for any token, if it is always the same', async () => {
    const lines: string[] = []
    const { record } = createTranscript({ recordedBy: 'csms', write: (line) => lines.push(line) })
    const frame = (direction: 'in' | 'out', text: string): FrameRecord => ({
      at: start,
      direction,
      identity: 'CP1',
      version: '1.6',
      text,
      verdict: { kind: 'ok' },
    })
    record(frame('in', '[2,"1","Authorize",{"idTag":"04A1"}]'))
    record(frame('out', '[3,"1",{"idTagInfo":{"parentIdTag":"04A1"}}]'))
    record(frame('in', '[2,"2","Authorize",{"idTag":"04A1"}]'))
    const peer = createPeer(
      lines.map((line) => parseEntry(line)),
      { as: 'csms' },
    )
    peer.send([2, 'a', 'Authorize', { idTag: 'REAL' }])
    await peer.clock.advance(0)
    expect(peer.received).toEqual([[3, 'a', { idTagInfo: { parentIdTag: 'REAL' } }]])
    peer.send([2, 'b', 'Authorize', { idTag: 'OTHER' }])
    await peer.clock.advance(0)
    expect(peer.report()?.differences).toMatchObject([{ kind: 'payload', pointer: '/idTag', expected: 'REAL', actual: 'OTHER' }])
  })

  it('keeps the recorded pauses at the speed that is asked for', async () => {
    const transcript = entries([0, '>', [6, '1', 'Stream', {}]], [1_000, '>', [6, '2', 'Stream', {}]], [3_000, '>', [6, '3', 'Stream', {}]])
    const peer = createPeer(transcript, { speed: 10 })
    await peer.clock.advance(99)
    expect(peer.received).toHaveLength(1)
    await peer.clock.advance(1)
    expect(peer.received).toHaveLength(2)
    await peer.clock.advance(199)
    expect(peer.received).toHaveLength(2)
    await peer.clock.advance(1)
    expect(peer.received).toHaveLength(3)
    expect(peer.report()?.isSame).toBe(true)
  })

  it('replays broken frames as they were, on both sides', async () => {
    const peer = createPeer(entries([0, '>', '[2,"1",'], [1, '<', 'oops'], [2, '>', [3, 'stray', {}]], [3, '<', [3, 'stray', {}]]))
    peer.send('different rubbish')
    await peer.clock.advance(0)
    expect(peer.received).toEqual(['[2,"1",', [3, 'stray', {}]])
    expect(peer.report()).toMatchObject({ ended: 'completed', isSame: true, sent: 2, matched: 1 })
  })

  it('knows an answer that was of no use (CALLRESULTERROR)', async () => {
    const transcript = entries(
      [0, '<', [2, 'c1', 'Ask', {}]],
      [1, '>', [3, 'c1', { bad: 1 }]],
      [2, '<', [5, 'c1', 'FormatViolation', '', {}]],
    )
    const peer = createPeer(transcript)
    peer.onFrame(([, id]) => peer.send([5, id, 'FormatViolation', '', {}]))
    peer.send([2, 'live', 'Ask', {}])
    await peer.clock.advance(0)
    expect(peer.report()).toMatchObject({ isSame: true, matched: 2 })
  })

  it('ends when the socket closes, and says what is missing', async () => {
    const peer = createPeer(session)
    await peer.clock.advance(0)
    peer.far.close(1001, '')
    await peer.clock.advance(0)
    expect(peer.report()).toMatchObject({ ended: 'closed', sent: 1, differences: [{ entry: 2 }, { entry: 3 }] })
  })

  it('ends at its deadline, however many frames are outstanding', async () => {
    const peer = createPeer(session, { timeoutMs: 1_000, deadlineMs: 1_500 })
    await peer.clock.advance(1_499)
    expect(peer.report()).toBeUndefined()
    await peer.clock.advance(1)
    expect(peer.report()).toMatchObject({ ended: 'deadline', isSame: false })
  })

  it('ends when it is told to', async () => {
    const abort = new AbortController()
    const peer = createPeer(session, { signal: abort.signal })
    await peer.clock.advance(0)
    abort.abort()
    await peer.clock.advance(0)
    expect(peer.report()).toMatchObject({ ended: 'aborted' })
    expect((await createPeer(session, { signal: abort.signal }).done).sent).toBe(0)
  })

  it('refuses to replay nothing: an empty transcript, or one without the station', async () => {
    await expect(createPeer([]).done).rejects.toThrow(new TypeError('the transcript has no entries: there is nothing to replay'))
    await expect(createPeer([], { station: 'CP1' }).done).rejects.toThrow('the transcript has no entries')
    await expect(createPeer(session, { station: 'nobody' }).done).rejects.toThrow(
      new TypeError('station must be one of the transcript, which has no entry of "nobody"; there are CP1'),
    )
  })

  it('replays one station of several', async () => {
    const other = entries([0, '>', [6, 'o', 'Stream', {}]]).map((entry) => ({ ...entry, station: 'CP2' }))
    const peer = createPeer([...session, ...other], { station: 'CP2' })
    expect(await peer.done).toMatchObject({ sent: 1, isSame: true })
  })

  it.each([
    [{ as: 'me' }, "as must be 'station' or 'csms'"],
    [{ socket: undefined }, 'socket must be'],
    [{ speed: 0 }, 'speed must be'],
    [{ speed: 'slow' }, 'speed must be'],
    [{ timeoutMs: 0 }, 'timeoutMs must be'],
    [{ deadlineMs: 1.5 }, 'deadlineMs must be'],
    [{ ignore: 'x' }, 'ignore must be'],
    [{ carry: 'x' }, 'carry must be'],
  ])('names the option that is wrong: %j', async (options, message) => {
    await expect(createPeer(session, options as never).done).rejects.toThrow(message)
  })

  it('refuses a transcript of several stations or of both ends', async () => {
    const [first, ...others] = session as [TranscriptEntry, ...TranscriptEntry[]]
    await expect(createPeer([{ ...first, station: 'CP2' }, ...others]).done).rejects.toThrow('station must be given')
    await expect(createPeer([{ ...first, recordedBy: 'station' }, ...others]).done).rejects.toThrow('recorded by both ends')
  })
})
