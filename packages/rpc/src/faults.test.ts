import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCountingClock } from '../test/counting-clock.js'
import type { FaultEvent, FaultOptions } from './fault-options.js'
import type { FaultRule } from './fault-rules.js'
import { withFaults } from './faults.js'
import type { SocketPort } from './socket.js'
import { createSocketPair } from './testing/memory.js'

const call = (id: string, action = 'Greet', payload: object = { name: 'x' }): string => JSON.stringify([2, id, action, payload])
const result = (id: string, payload: object = { greeting: 'y' }): string => JSON.stringify([3, id, payload])
const error = (id: string): string => JSON.stringify([4, id, 'GenericError', '', {}])

/** Writes down what a socket receives. */
function listen(socket: SocketPort) {
  const heard = { texts: [] as string[], closes: [] as number[] }
  socket.attach({
    receive: (text) => {
      if (heard.closes.length > 0) throw new Error('received after closed')
      heard.texts.push(text)
    },
    closed: (code) => heard.closes.push(code),
  })
  return heard
}

function create(rules: readonly FaultRule[], options: FaultOptions = {}) {
  const { clock, advance, armed } = createCountingClock()
  const [near, far] = createSocketPair()
  const events: FaultEvent[] = []
  const socket = withFaults(near, rules, { clock, seed: 1, station: 'CP1', onFault: (event) => events.push(event), ...options })
  return { socket, near, far, advance, armed, events, here: listen(socket), there: listen(far), settle: () => advance(0) }
}

describe('withFaults', () => {
  it('changes nothing without rules', () => {
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.string())), async (frames) => {
        const { socket, far, here, there, settle, armed } = create([])
        for (const [isOut, text] of frames) (isOut ? socket : far).send(text)
        await settle()
        expect(there.texts).toEqual(frames.filter(([isOut]) => isOut).map(([, text]) => text))
        expect(here.texts).toEqual(frames.filter(([isOut]) => !isOut).map(([, text]) => text))
        socket.close(1000, 'bye')
        await settle()
        expect([here.closes, there.closes, armed.size]).toEqual([[1000], [1000], 0])
      }),
    )
  })

  it('drops a frame', async () => {
    const { socket, there, settle } = create([{ do: 'drop', when: { nth: 2 } }])
    for (const id of ['1', '2', '3']) socket.send(call(id))
    await settle()
    expect(there.texts).toEqual([call('1'), call('3')])
  })

  it('delays a frame and lets those behind it pass', async () => {
    const { socket, there, advance, settle } = create([{ do: 'delay', ms: 500, when: { nth: 1 } }])
    socket.send(call('1'))
    socket.send(call('2'))
    await settle()
    expect(there.texts).toEqual([call('2')])
    await advance(499)
    expect(there.texts).toHaveLength(1)
    await advance(1)
    expect(there.texts).toEqual([call('2'), call('1')])
  })

  it('keeps the order of frames that are all delayed alike', async () => {
    const { socket, there, advance } = create([{ do: 'delay', ms: 500 }])
    for (const id of ['1', '2', '3']) socket.send(call(id))
    await advance(500)
    expect(there.texts).toEqual(['1', '2', '3'].map((id) => call(id)))
  })

  it('draws a delay from a range', async () => {
    const { socket, events } = create([{ do: 'delay', ms: [100, 200] }])
    for (let id = 0; id < 50; id += 1) socket.send(call(String(id)))
    const delays = events.map((event) => event.delayMs ?? -1)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100)
    expect(Math.max(...delays)).toBeLessThanOrEqual(200)
    expect(new Set(delays).size).toBeGreaterThan(10)
  })

  it('duplicates a frame, at once or later', async () => {
    const { socket, there, advance, settle } = create([
      { do: 'duplicate', times: 2, when: { nth: 1 } },
      { do: 'duplicate', ms: 50, when: { nth: 2 } },
    ])
    socket.send(call('1'))
    socket.send(call('2'))
    await settle()
    expect(there.texts).toEqual([call('1'), call('1'), call('1'), call('2')])
    await advance(50)
    expect(there.texts.slice(4)).toEqual([call('2')])
  })

  it('holds a frame until later ones have passed', async () => {
    const { socket, there, settle, armed } = create([{ do: 'reorder', frames: 2, when: { nth: 1 } }])
    for (const id of ['1', '2', '3', '4']) socket.send(call(id))
    await settle()
    expect(there.texts).toEqual(['2', '3', '1', '4'].map((id) => call(id)))
    expect(armed.size).toBe(0)
  })

  it('gives up on reordering when no later frame comes', async () => {
    const { socket, there, advance } = create([{ do: 'reorder', ms: 300 }])
    socket.send(call('1'))
    await advance(299)
    expect(there.texts).toEqual([])
    await advance(1)
    expect(there.texts).toEqual([call('1')])
  })

  it('swaps frames in pairs when every one is to be reordered', async () => {
    const { socket, there, settle } = create([{ do: 'reorder' }])
    for (const id of ['1', '2', '3', '4']) socket.send(call(id))
    await settle()
    expect(there.texts).toEqual(['2', '1', '4', '3'].map((id) => call(id)))
  })

  it.each([
    ['truncate', (text: string) => call('1').startsWith(text)],
    ['flip', (text: string) => text.length === call('1').length],
    ['wrongType', (text: string) => Array.isArray(JSON.parse(text)) && text.startsWith('[2,"1","Greet",')],
  ] as const)('corrupts a frame: %s', async (how, isSuch) => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { socket, there, settle, events } = create([{ do: 'corrupt', how }], { seed })
      socket.send(call('1'))
      await settle()
      expect(there.texts).toEqual([events[0]?.changedText])
      expect(there.texts[0]).not.toBe(call('1'))
      expect(isSuch(there.texts[0] ?? '')).toBe(true)
    }
  })

  it('gives a frame an id that nobody knows', async () => {
    const { socket, far, here, there, settle } = create([
      { do: 'wrongId', when: { nth: 1 } },
      { do: 'wrongId', id: 'mine"', when: { nth: 2 } },
    ])
    socket.send(call('1'))
    socket.send(call('2'))
    far.send(result('1'))
    await settle()
    expect(there.texts[0]).toMatch(/^\[2,"wrong-[0-9a-f]{8}","Greet",\{"name":"x"\}\]$/)
    expect(there.texts[1]).toBe(call('mine"'))
    expect(here.texts).toEqual([result('1')])
  })

  it('lets an answer come late by the time since its call', async () => {
    const { socket, far, here, there, advance, settle } = create([{ do: 'late', ms: 30_000 }])
    socket.send(call('1'))
    await advance(10_000)
    far.send(result('1'))
    far.send(call('2'))
    await settle()
    expect(there.texts).toEqual([call('1')])
    expect(here.texts).toEqual([call('2')])
    await advance(19_999)
    expect(here.texts).toHaveLength(1)
    await advance(1)
    expect(here.texts).toEqual([call('2'), result('1')])
  })

  it.each([
    ['both', [], []],
    ['out', [], ['in']],
    ['in', ['out'], []],
  ] as const)('goes half open: %s', async (direction, expectedThere, expectedHere) => {
    const { socket, far, here, there, settle } = create([{ do: 'halfOpen', direction, when: { action: 'Last' } }])
    socket.send(call('1', 'Last'))
    socket.send('out')
    far.send('in')
    await settle()
    expect(there.texts).toEqual(expectedThere)
    expect(here.texts).toEqual(expectedHere)
    expect([here.closes, there.closes]).toEqual([[], []])
  })

  it('does not tell of a close while half open, and closes itself with 1006', async () => {
    const { socket, far, here, settle } = create([{ do: 'halfOpen', pass: true }])
    socket.send(call('1'))
    far.close(1001, '')
    await settle()
    expect(here.closes).toEqual([])
    socket.close(1000, '')
    await settle()
    expect(here.closes).toEqual([1006])
  })

  it('loses what it holds for a peer that has gone, even while half open', async () => {
    const { socket, far, here, settle, armed } = create([
      { do: 'delay', ms: 900, when: { direction: 'out' } },
      { do: 'halfOpen', direction: 'in' },
    ])
    far.send(call('1'))
    await settle()
    socket.send(call('2'))
    expect(armed.size).toBe(1)
    far.close(1001, '')
    await settle()
    expect([here.closes, armed.size, socket.bufferedBytes]).toEqual([[], 0, 0])
  })

  it('mends a half-open socket when the rules change, and tells of the close it had hidden', async () => {
    const { socket, far, here, there, settle } = create([{ do: 'halfOpen' }])
    socket.send(call('1'))
    socket.rules = []
    socket.send(call('2'))
    await settle()
    expect(there.texts).toEqual([call('2')])
    socket.rules = [{ do: 'halfOpen' }]
    socket.send(call('3'))
    far.close(1001, '')
    await settle()
    socket.rules = []
    expect(here.closes).toEqual([1001])
  })

  it.each([
    [{ do: 'close' } as const, 1011, []],
    [{ do: 'close', code: 4000, pass: true } as const, 4000, [call('1')]],
  ])('closes the socket: %j', async (rule, code, texts) => {
    const { socket, here, there, settle } = create([rule])
    socket.send(call('1'))
    await settle()
    expect(there.texts).toEqual(texts)
    expect([here.closes, there.closes]).toEqual([[code], [code]])
  })

  it('lets nothing out in answer to the frame at which it closes', async () => {
    const { socket, far, there, settle } = create([{ do: 'close', pass: true, when: { direction: 'in' } }])
    const received: string[] = []
    socket.attach({
      receive: (text) => {
        received.push(text)
        socket.send(result('1'))
      },
      closed: () => {},
    })
    far.send(call('1'))
    await settle()
    expect(received).toEqual([call('1')])
    expect(there.texts).toEqual([])
    expect(there.closes).toEqual([1011])
  })

  it('counts what it holds as bytes that are not sent yet', async () => {
    const { socket, advance } = create([{ do: 'delay', ms: 10 }])
    socket.send(call('1'))
    expect(socket.bufferedBytes).toBe(call('1').length)
    await advance(10)
    expect(socket.bufferedBytes).toBe(0)
  })
})

describe('a socket that closes', () => {
  it('lets held frames arrive first, in their order, but late answers never, and leaves no timer', async () => {
    const { socket, far, here, there, settle, armed } = create([
      { do: 'delay', ms: 900, when: { action: 'Slow' } },
      { do: 'late', ms: 60_000 },
      { do: 'reorder', frames: 9, when: { action: 'Odd' } },
    ])
    socket.send(call('1', 'Slow'))
    socket.send(call('2', 'Odd'))
    socket.send(call('3'))
    far.send(call('4', 'Slow'))
    far.send(result('3'))
    await settle()
    expect(armed.size).toBe(1)
    socket.close(1000, '')
    await settle()
    expect(there.texts).toEqual([call('3'), call('1', 'Slow'), call('2', 'Odd')])
    expect(here.texts).toEqual([call('4', 'Slow')])
    expect([here.closes, there.closes, armed.size]).toEqual([[1000], [1000], 0])
  })

  it('loses what was held for a peer that has gone', async () => {
    const { socket, far, here, there, settle, armed } = create([{ do: 'delay', ms: 900 }])
    socket.send(call('1'))
    far.close(1001, '')
    await settle()
    expect([there.texts, here.closes, armed.size]).toEqual([[], [1001], 0])
    socket.send(call('2'))
    expect(armed.size).toBe(0)
  })
})

describe('rules', () => {
  it('find answers by the action of their call, in both directions', async () => {
    const { socket, far, here, there, settle } = create([{ do: 'drop', when: { action: 'Ask', messageType: ['CALLRESULT', 4] } }])
    socket.send(call('1', 'Ask'))
    socket.send(call('2', 'Greet'))
    socket.send(call('3', 'Ask'))
    far.send(call('1', 'Greet'))
    await settle()
    for (const text of [result('1'), result('2'), error('3')]) far.send(text)
    socket.send(result('1'))
    await settle()
    expect(there.texts).toHaveLength(4)
    expect(here.texts).toEqual([call('1', 'Greet'), result('2')])
  })

  it('find the answer to an answer, and the answer to a call whose id they spoilt', async () => {
    const { socket, far, here, there, settle } = create([
      { do: 'wrongId', id: 'spoilt', when: { action: 'Ask', messageType: 'CALL', nth: 2 } },
      { do: 'drop', when: { action: 'Ask', messageType: ['CALLRESULT', 'CALLRESULTERROR'] } },
    ])
    socket.send(call('1', 'Ask'))
    socket.send(JSON.stringify([5, '1', 'GenericError', '', {}]))
    socket.send(call('2', 'Ask'))
    await settle()
    far.send(result('spoilt'))
    await settle()
    expect(there.texts).toEqual([call('1', 'Ask'), call('spoilt', 'Ask')])
    expect(here.texts).toEqual([])
  })

  it.each([
    [{ direction: 'in' }, []],
    [{ direction: 'out' }, ['1', '2', '3', '4', '5', '6']],
    [{ action: ['Nope', 'Gr*'] }, ['1', '2', '3', '4', '5', '6']],
    [{ action: 'greet' }, []],
    [{ messageType: 'CALLRESULT' }, []],
    [{ messageType: 2 }, ['1', '2', '3', '4', '5', '6']],
    [{ station: ['CP2', 'C*1'] }, ['1', '2', '3', '4', '5', '6']],
    [{ station: 'CP2' }, []],
    [{ nth: 3 }, ['3']],
    [{ every: 2 }, ['2', '4', '6']],
    [{ after: 4 }, ['5', '6']],
    [{ after: 1, nth: 2 }, ['3']],
    [{ after: 1, every: 2, limit: 1 }, ['3']],
    [{ limit: 2 }, ['1', '2']],
    [{ probability: 0 }, []],
    [{ probability: 1 }, ['1', '2', '3', '4', '5', '6']],
  ] as const)('are for the frames their condition says: %j', async (when, dropped) => {
    const { socket, events } = create([{ do: 'drop', when }])
    for (const id of ['1', '2', '3', '4', '5', '6']) socket.send(call(id))
    expect(events.map(({ text }) => (JSON.parse(text) as string[])[1])).toEqual(dropped)
  })

  it('know a signed action by its plain name', () => {
    const { socket, events } = create([{ do: 'drop', when: { action: 'Greet' } }])
    socket.send(call('1', 'Greet-Signed'))
    expect(events).toHaveLength(1)
  })

  it('are tried in order, and every one counts every frame it is for', async () => {
    const { socket, events } = create([
      { do: 'drop', name: 'first', when: { nth: 1 } },
      { do: 'duplicate', name: 'second', when: { nth: 2 } },
      { do: 'drop', name: 'third' },
    ])
    for (const id of ['1', '2', '3']) socket.send(call(id))
    expect(events.map(({ name, rule, do: kind }) => [name, rule, kind])).toEqual([
      ['first', 0, 'drop'],
      ['second', 1, 'duplicate'],
      ['third', 2, 'drop'],
    ])
  })

  it('start counting anew when they are set', () => {
    const rules: FaultRule[] = [{ do: 'drop', when: { nth: 1 } }]
    const { socket, events } = create(rules)
    socket.send(call('1'))
    socket.rules = rules
    socket.send(call('2'))
    expect(events).toHaveLength(2)
    expect(socket.rules).toBe(rules)
  })

  it('that are wrong leave the old ones in force', () => {
    const { socket } = create([{ do: 'drop' }])
    expect(() => {
      socket.rules = [{ do: 'drop' }, { do: 'dorp' } as never]
    }).toThrow('rules[1].do must be one of drop, delay, duplicate, reorder, corrupt, wrongId, late, halfOpen, close, not "dorp"')
    expect(socket.rules).toEqual([{ do: 'drop' }])
  })
})

describe('chance', () => {
  const kinds: FaultRule[] = [
    { do: 'drop' },
    { do: 'delay', ms: [1, 500] },
    { do: 'duplicate', ms: [0, 3] },
    { do: 'reorder', frames: 2, ms: 100 },
    { do: 'corrupt' },
    { do: 'wrongId' },
    { do: 'late', ms: [5, 50] },
  ]
  const frames = fc.array(
    fc.record({ isOut: fc.boolean(), id: fc.integer({ min: 1, max: 9 }), type: fc.constantFrom(2, 3), waitMs: fc.nat(20) }),
  )
  const rules = fc.array(
    fc
      .record({ rule: fc.constantFrom(...kinds), probability: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ rule, probability }): FaultRule => ({ ...rule, when: { probability } })),
    { maxLength: 4 },
  )

  async function run(
    list: readonly FaultRule[],
    sent: readonly { isOut: boolean; id: number; type: number; waitMs: number }[],
    seed: number,
  ) {
    const { socket, far, here, there, advance, armed, events } = create(list, { seed })
    for (const [at, { isOut, id, type, waitMs }] of sent.entries()) {
      const text = type === 2 ? call(String(id), 'Greet', { at }) : result(String(id), { at })
      ;(isOut ? socket : far).send(text)
      await advance(waitMs)
    }
    socket.close(1000, '')
    await advance(0)
    expect(armed.size).toBe(0)
    return { here, there, events }
  }

  it('falls the same way for the same seed, down to the last byte', async () => {
    await fc.assert(
      fc.asyncProperty(rules, frames, fc.integer(), async (list, sent, seed) => {
        expect(await run(list, sent, seed)).toEqual(await run(list, sent, seed))
      }),
    )
  })

  it('never disturbs the order of frames that no rule touched', async () => {
    await fc.assert(
      fc.asyncProperty(rules, frames, fc.integer(), async (list, sent, seed) => {
        const { here, there, events } = await run(list, sent, seed)
        const touched = new Set(events.map(({ text }) => text))
        for (const [direction, texts] of [
          ['out', there.texts],
          ['in', here.texts],
        ] as const) {
          const expected = sent
            .map(({ isOut, id, type }, at) => ({
              isOut,
              text: type === 2 ? call(String(id), 'Greet', { at }) : result(String(id), { at }),
            }))
            .filter(({ isOut, text }) => isOut === (direction === 'out') && !touched.has(text))
            .map(({ text }) => text)
          const changed = new Set(events.map(({ changedText }) => changedText))
          expect(texts.filter((text) => !touched.has(text) && !changed.has(text))).toEqual(expected)
        }
      }),
    )
  })

  it('falls differently for another seed and another station', () => {
    const luck = (options: FaultOptions): number[] => {
      const { socket, events } = create([{ do: 'drop', when: { probability: 0.5 } }], options)
      for (let id = 0; id < 64; id += 1) socket.send(call(String(id)))
      return events.map(({ text }) => Number((JSON.parse(text) as string[])[1]))
    }
    expect(luck({ seed: 1 })).toEqual(luck({ seed: '1' }))
    expect(luck({ seed: 1 })).not.toEqual(luck({ seed: 2 }))
    expect(luck({ seed: 1 })).not.toEqual(luck({ seed: 1, station: 'CP2' }))
  })

  it('can be repeated when no seed was given', () => {
    const [socket] = createSocketPair()
    const { seed } = withFaults(socket, [])
    expect(typeof seed).toBe('number')
    expect(withFaults(socket, [], { random: () => 0 }).seed).toBeUndefined()
  })

  it('comes from the random source that was given', () => {
    const { socket, events } = create([{ do: 'drop', when: { probability: 0.5 } }], { random: () => 0.4 })
    socket.send(call('1'))
    expect(events).toHaveLength(1)
  })
})

describe('events', () => {
  it('tell who, what, when and why', () => {
    const { socket, events } = create([{ do: 'delay', ms: 20, name: 'slow line' }])
    socket.send(call('1'))
    expect(events).toEqual([
      {
        at: Date.UTC(2026, 0, 1),
        station: 'CP1',
        direction: 'out',
        do: 'delay',
        rule: 0,
        name: 'slow line',
        text: call('1'),
        changedText: undefined,
        delayMs: 20,
      },
    ])
  })
})
