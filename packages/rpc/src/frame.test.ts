import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toy16, toy21, toy201 } from '../test/toy-protocol.js'
import { decode, encode, type Frame, type FrameFault, faultAnswer, isFrameFault } from './frame.js'

const faultOf = (text: string, protocol = toy21 as Parameters<typeof faultAnswer>[0]): FrameFault => {
  const decoded = decode(text, protocol)
  if (!isFrameFault(decoded)) throw new Error(`expected a fault, got ${encode(decoded)}`)
  return decoded
}

const answers = (text: string) =>
  [toy16, toy201, toy21].map((protocol) => {
    const decoded = decode(text, protocol)
    return isFrameFault(decoded) ? faultAnswer(protocol, decoded) : 'frame'
  })

describe('decode', () => {
  it('reads the five kinds of frame', () => {
    const frames: Frame[] = [
      [2, 'a', 'Greet', { name: 'x' }],
      [3, 'a', {}],
      [4, 'a', 'GenericError', '', {}],
      [5, 'a', 'FormatViolation', 'bad', {}],
      [6, 'b', 'Stream', { value: 1 }],
    ]
    for (const frame of frames) expect(decode(encode(frame), toy21)).toEqual(frame)
  })

  it('reads a payload of null as {} (Part 4 §4.1.5)', () => {
    expect(decode('[2,"a","Greet",null]', toy16)).toEqual([2, 'a', 'Greet', {}])
    expect(decode('[3,"a",null]', toy16)).toEqual([3, 'a', {}])
  })

  it('recovers the message id of broken JSON', () => {
    expect(faultOf('[2,"id-7","Greet",{"name":')).toMatchObject({ fault: 'notJson', messageId: 'id-7', messageType: 2 })
    expect(faultOf(' [ 2 , "a\\"b" , oops')).toMatchObject({ fault: 'notJson', messageId: 'a"b' })
  })

  it.each(['', 'x', '{}', '"text"', 'null', '[', '[]', '[2]', '[2,7,"Greet",{}]', '[2,null,"Greet",{}]', '[2,"a'])(
    'finds no message id in %s',
    (text) => {
      expect(faultOf(text).fault).toBe('unreadableId')
    },
  )

  it.each([
    ['[2,"a","Greet"]', 'malformed'],
    ['[2,"a","Greet",{},1]', 'malformed'],
    ['[2,"a",7,{}]', 'malformed'],
    ['["2","a","Greet",{}]', 'malformed'],
    ['[2.5,"a","Greet",{}]', 'malformed'],
    ['[3,"a"]', 'malformed'],
    ['[4,"a","GenericError"]', 'malformed'],
    ['[4,"a","GenericError",null,{}]', 'malformed'],
    [`[2,"${'x'.repeat(37)}","Greet",{}]`, 'idTooLong'],
    ['[9,"a","Greet",{}]', 'unknownMessageType'],
    ['[2,"a","Greet",[]]', 'payloadNotObject'],
    ['[2,"a","Greet","text"]', 'payloadNotObject'],
    ['[3,"a",5]', 'payloadNotObject'],
  ])('names the fault of %s', (text, fault) => {
    expect(faultOf(text).fault).toBe(fault)
  })

  it('takes an id of exactly 36 characters', () => {
    expect(isFrameFault(decode(`[2,"${'x'.repeat(36)}","Greet",{}]`, toy16))).toBe(false)
  })

  it('survives any text: a frame or a named fault', () => {
    const frameLike = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(fc.oneof(fc.integer({ min: 0, max: 8 }), fc.string(), fc.jsonValue()), { maxLength: 6 })
        .map((elements) => JSON.stringify(elements)),
    )
    fc.assert(
      fc.property(frameLike, fc.constantFrom(toy16, toy201, toy21), (text, protocol) => {
        const decoded = decode(text, protocol)
        if (isFrameFault(decoded)) expect(Object.keys(protocol.faults)).toContain(decoded.fault)
        else expect(protocol.messageTypes).toContain(decoded[0])
      }),
      { numRuns: 1_000 },
    )
  })

  it('gives back what was encoded: decode(encode(f)) equals f', () => {
    const id = fc.string({ maxLength: 36 })
    const payload = fc
      .dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })
      .map((value) => JSON.parse(JSON.stringify(value)) as object)
    const frame: fc.Arbitrary<Frame> = fc.oneof(
      fc.tuple(fc.constant(2 as const), id, fc.string(), payload),
      fc.tuple(fc.constant(3 as const), id, payload),
      fc.tuple(fc.constant(4 as const), id, fc.string(), fc.string(), payload),
      fc.tuple(fc.constant(5 as const), id, fc.string(), fc.string(), payload),
      fc.tuple(fc.constant(6 as const), id, fc.string(), payload),
    )
    fc.assert(
      fc.property(frame, (value) => {
        expect(decode(encode(value), toy21)).toEqual(value)
      }),
    )
  })

  it('keeps __proto__ as data', () => {
    const frame = decode('[2,"a","Greet",{"__proto__":{"polluted":true}}]', toy16) as Frame
    expect(Object.hasOwn(frame[3] as object, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('what a fault is answered with, in 1.6, 2.0.1 and 2.1 (design 3.1, 3.3)', () => {
  it.each([
    ['broken JSON with an id', '[2,"a","Greet",{', ['FormatViolation', 'FormatViolation', 'FormatViolation']],
    ['no readable id', '{"a":1}', [undefined, 'RpcFrameworkError', 'RpcFrameworkError']],
    ['wrong number of elements', '[2,"a","Greet"]', ['FormatViolation', 'RpcFrameworkError', 'RpcFrameworkError']],
    ['an id of 37 characters', `[2,"${'x'.repeat(37)}","Greet",{}]`, ['GenericError', 'RpcFrameworkError', 'RpcFrameworkError']],
    ['message type 9', '[9,"a",{}]', [undefined, 'MessageTypeNotSupported', undefined]],
    ['message type 5', '[5,"a","GenericError","",{}]', [undefined, 'MessageTypeNotSupported', 'frame']],
    ['message type 6', '[6,"a","Stream",{"value":1}]', [undefined, 'MessageTypeNotSupported', 'frame']],
    ['a payload that is a list', '[2,"a","Greet",[]]', ['FormatViolation', 'FormatViolation', 'FormatViolation']],
    ['a broken CALLRESULT', '[3,"a",[]]', [undefined, undefined, undefined]],
    ['a CALLRESULT without readable id', '[3,7,{}]', [undefined, undefined, undefined]],
    ['a broken CALLERROR', '[4,"a"]', [undefined, undefined, undefined]],
    ['a broken CALLRESULTERROR', '[5,"a"]', [undefined, 'MessageTypeNotSupported', undefined]],
    ['a broken SEND', '[6,"a","Stream",[]]', [undefined, 'MessageTypeNotSupported', undefined]],
  ])('%s', (_name, text, expected) => {
    expect(answers(text)).toEqual(expected)
  })
})
