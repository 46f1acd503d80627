import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnd, type SocketPort } from '../src/index.js'
import { createFakeClock } from '../src/testing/index.js'
import { usedHeapBytes } from './heap.js'
import { malformedFrames } from './malformed-frames.js'
import { createHalf } from './pair.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

/** The size; the suite runs a seeded tenth, `pnpm test:long` the whole. */
const frameCount = process.env['OCPP_KIT_LONG'] === '1' ? 100_000 : 10_000
const seed = 20_261_121

describe('malformed frames', () => {
  it.each([
    ['csms', toy16],
    ['csms', toy201],
    ['csms', toy21],
    ['station', toy16],
    ['station', toy201],
    ['station', toy21],
  ] as const)(`a %s never crashes and answers only what calls for an answer: ${frameCount} frames`, async (role, protocol) => {
    const half = await createHalf(protocol, role)
    if (role === 'csms') half.end.handlers.handle(protocol, 'Greet' as never, (() => ({ greeting: 'hi' })) as never)
    else half.end.handlers.handle(protocol, 'Ask' as never, (() => ({ answer: 'yes' })) as never)
    const errors: unknown[] = []
    half.end.events.on('error', ({ error }) => errors.push(error))

    const frames = fc.sample(malformedFrames, { numRuns: Math.ceil(frameCount / 6), seed })
    for (const [index, text] of frames.entries()) {
      half.far.send(text)
      if (index % 500 === 0) await half.settle()
    }
    for (let turn = 0; turn < 5; turn += 1) await half.settle()

    for (const answer of half.received()) {
      expect([3, 4, 5]).toContain(answer[0])
      expect(typeof answer[1]).toBe('string')
      if (protocol.version === '1.6') expect(answer[1]).not.toBe('-1')
    }
    expect(errors).toEqual([])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(half.connection.isOpen).toBe(true)
    expect(half.connection.pendingCalls).toBe(0)

    // Still in its right mind.
    const count = half.received().length
    await half.deliver(role === 'csms' ? '[2,"last","Greet",{"name":"x"}]' : '[2,"last","Ask",{"question":"?"}]')
    expect(half.received().slice(count)).toEqual([[3, 'last', role === 'csms' ? { greeting: 'hi' } : { answer: 'yes' }]])
  })

  it(`leave nothing behind in an end that has seen ${frameCount} of them`, async () => {
    const clock = createFakeClock()
    const { connect } = await createEnd(toy21, 'csms', { clock, onError: () => {} })
    let deliver: (text: string) => void = () => {}
    // A socket that keeps nothing itself, as those of the tests do.
    const socket: SocketPort = {
      bufferedBytes: 0,
      send: () => {},
      close: () => {},
      attach: (receiver) => {
        deliver = (text) => receiver.receive(text)
      },
    }
    connect(socket, 'CP1')
    const feed = async (frames: readonly string[]): Promise<void> => {
      for (const [index, text] of frames.entries()) {
        deliver(text)
        if (index % 500 === 0) await clock.advance(0)
      }
      await clock.advance(0)
    }
    const frames = fc.sample(malformedFrames, { numRuns: 2_000, seed })
    await feed(frames)
    const before = await usedHeapBytes()
    for (let fed = 0; fed < frameCount; fed += frames.length) await feed(frames)
    const keptBytesPerFrame = ((await usedHeapBytes()) - before) / frameCount
    expect(keptBytesPerFrame).toBeLessThan(32)
  })
})
