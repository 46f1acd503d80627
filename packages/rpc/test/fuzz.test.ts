import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHalf } from './pair.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

/** The size; the suite runs a seeded tenth, `pnpm test:long` the whole. */
const frameCount = process.env['OCPP_KIT_LONG'] === '1' ? 100_000 : 10_000
const seed = 20_261_121

const validFrames = [
  '[2,"id-1","Greet",{"name":"x","count":3}]',
  '[2,"id-2","Ask",{"question":"?"}]',
  '[3,"id-3",{"answer":"yes"}]',
  '[4,"id-4","GenericError","no",{}]',
  '[5,"id-5","FormatViolation","no",{}]',
  '[6,"id-6","Stream",{"value":1}]',
]

const truncated = fc.tuple(fc.constantFrom(...validFrames), fc.nat(60)).map(([text, length]) => text.slice(0, length))
const flipped = fc
  .tuple(fc.constantFrom(...validFrames), fc.nat(60), fc.integer({ min: 0, max: 0xff_ff }))
  .map(([text, at, code]) => text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1))
const wrongArity = fc
  .tuple(fc.constantFrom(...validFrames), fc.integer({ min: 0, max: 8 }))
  .map(([text, length]) => JSON.stringify([...(JSON.parse(text) as unknown[]), 1, 2, 3, 4].slice(0, length)))
const wrongTypes = fc
  .tuple(fc.constantFrom(...validFrames), fc.nat(4), fc.jsonValue())
  .map(([text, at, value]) => JSON.stringify((JSON.parse(text) as unknown[]).with(at % 3, value)))
const wrongPayload = fc
  .tuple(
    fc.constantFrom('Greet', 'Ask', 'Stream', 'Nope', '__proto__', 'constructor', 'Greet-Signed'),
    fc.constantFrom(2, 6),
    fc.jsonValue(),
  )
  .map(([action, type, payload]) => JSON.stringify([type, 'p', action, payload]))
const prototypes = fc.constantFrom(
  '[2,"a","Greet",{"__proto__":{"name":"x"}}]',
  '[2,"a","Greet",{"constructor":{"prototype":{"polluted":1}},"name":"x"}]',
  '{"__proto__":[2,"a","Greet",{}]}',
  '[2,"__proto__","Greet",{"name":"x"}]',
  '[2,"a","Greet-Signed",{"protected":"e30","payload":"e30","signature":""}]',
  '[2,"a","Greet-Signed",{"protected":"%%","payload":"e30","signature":""}]',
)
const deep = fc.integer({ min: 64, max: 5_000 }).map((depth) => `[2,"deep","Greet",{"name":${'['.repeat(depth)}${']'.repeat(depth)}}]`)
const huge = fc.integer({ min: 1_000, max: 50_000 }).map((length) => `[2,"huge","Greet",{"name":"${'x'.repeat(length)}","more":1}]`)
const malformed = fc.oneof(truncated, flipped, wrongArity, wrongTypes, wrongPayload, prototypes, fc.string(), fc.json(), deep, huge)

describe('malformed frames', () => {
  it.each([
    ['csms', toy16],
    ['csms', toy201],
    ['csms', toy21],
    ['station', toy16],
    ['station', toy201],
    ['station', toy21],
  ] as const)(`a %s never crashes, never leaks and answers only what calls for an answer: ${frameCount} frames`, async (role, protocol) => {
    const half = await createHalf(protocol, role)
    if (role === 'csms') half.end.handlers.handle(protocol, 'Greet' as never, (() => ({ greeting: 'hi' })) as never)
    else half.end.handlers.handle(protocol, 'Ask' as never, (() => ({ answer: 'yes' })) as never)
    const errors: unknown[] = []
    half.end.events.on('error', ({ error }) => errors.push(error))

    const frames = fc.sample(malformed, { numRuns: Math.ceil(frameCount / 6), seed })
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
})
