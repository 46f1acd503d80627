import { expectTypeOf, it } from 'vitest'
import type { Connection, ConnectionOf, Handlers, Protocol } from '../src/index.js'
import type { AskRequest, GreetRequest, StreamRequest, Toy16, Toy21, Toy201 } from './toy-protocol.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

/* Design 3.14: no holes. `call`, `handle` and `send` offer exactly the actions of the version and role. */

declare const station: Connection<Toy21, 'csms'>
declare const csms: Connection<Toy21, 'station'>
declare const handlers: Handlers<Toy16 | Toy201 | Toy21, 'csms'>

it('a toy version is a Protocol', () => {
  expectTypeOf(toy16).toExtend<Protocol>()
  expectTypeOf(toy21).toExtend<Protocol>()
})

it('call offers the actions of the own role alone', () => {
  expectTypeOf<Parameters<typeof station.call>[0]>().toEqualTypeOf<'Ask'>()
  expectTypeOf<Parameters<typeof csms.call>[0]>().toEqualTypeOf<'Greet'>()
  // @ts-expect-error a csms does not send Greet
  void station.call('Greet', { name: 'x' })
  // @ts-expect-error no such action
  void station.call('Nonsense', {})
})

it('call knows request and response', () => {
  expectTypeOf(station.call('Ask', { question: '?' })).resolves.toEqualTypeOf<{ readonly answer?: string }>()
  // @ts-expect-error the question is missing
  void station.call('Ask', {})
  // @ts-expect-error a question is a string
  void station.call('Ask', { question: 5 })
  // @ts-expect-error no such property
  void station.call('Ask', { question: '?', more: 1 })
})

it('send is for stream actions only, and call never', () => {
  expectTypeOf<Parameters<typeof csms.send>[0]>().toEqualTypeOf<'Stream'>()
  expectTypeOf(csms.send<'Stream'>)
    .parameter(1)
    .toEqualTypeOf<StreamRequest>()
  // @ts-expect-error Greet is answered, so it is called
  void csms.send('Greet', { name: 'x' })
  // @ts-expect-error Stream is never answered
  void csms.call('Stream', { value: 1 })
  // @ts-expect-error a csms streams nothing
  void station.send('Stream', { value: 1 })
  const old = {} as Connection<Toy201, 'station'>
  // @ts-expect-error 2.0.1 has no SEND
  void old.send('Stream', { value: 1 })
})

it('a union of versions narrows by its literal version', () => {
  const either = {} as ConnectionOf<Toy16 | Toy21, 'station'>
  expectTypeOf(either.version).toEqualTypeOf<'1.6' | '2.1'>()
  if (either.version === '2.1') {
    expectTypeOf(either).toEqualTypeOf<Connection<Toy21, 'station'>>()
    void either.send('Stream', { value: 1 })
  } else {
    expectTypeOf(either).toEqualTypeOf<Connection<Toy16, 'station'>>()
    // @ts-expect-error not in 1.6
    void either.send('Stream', { value: 1 })
  }
})

it('handle offers exactly what the other end may send', () => {
  handlers.handle(toy16, 'Greet', (request, { station: from, version }) => {
    expectTypeOf(request).toEqualTypeOf<GreetRequest>()
    expectTypeOf(version).toEqualTypeOf<'1.6'>()
    expectTypeOf(from).toEqualTypeOf<Connection<Toy16, 'csms'>>()
    return { greeting: 'hi' }
  })
  // @ts-expect-error a station does not send Ask
  handlers.handle(toy16, 'Ask', () => ({}))
  // @ts-expect-error the answer must have a greeting
  handlers.handle(toy16, 'Greet', () => ({}))
  // @ts-expect-error a greeting is a string
  handlers.handle(toy16, 'Greet', async () => ({ greeting: 5 }))
  // @ts-expect-error 1.6 has no Stream
  handlers.handle(toy16, 'Stream', () => {})
  handlers.handle(toy21, 'Stream', ({ value }) => {
    expectTypeOf(value).toEqualTypeOf<number>()
  })
})

it('a handler may return nothing where every field of the response is optional', () => {
  const own = {} as Handlers<Toy16, 'station'>
  own.handle(toy16, 'Ask', (request, { csms: from }) => {
    expectTypeOf(request).toEqualTypeOf<AskRequest>()
    expectTypeOf(from).toEqualTypeOf<Connection<Toy16, 'station'>>()
  })
})

it('implement offers the same as a map', () => {
  handlers.implement(toy21, { Greet: ({ name }) => ({ greeting: name }), Stream: () => {} })
  // @ts-expect-error Ask is not received by a csms
  handlers.implement(toy21, { Ask: () => ({}) })
  // @ts-expect-error 1.6 has no Stream
  handlers.implement(toy16, { Stream: () => {} })
})

it('a multi-version handler gets a discriminated union', () => {
  handlers.handle([toy16, toy201], 'Greet', (_request, message) => {
    expectTypeOf(message.version).toEqualTypeOf<'1.6' | '2.0.1'>()
    if (message.version === '1.6') expectTypeOf(message.station).toEqualTypeOf<Connection<Toy16, 'csms'>>()
    else expectTypeOf(message.station).toEqualTypeOf<Connection<Toy201, 'csms'>>()
    expectTypeOf(message.request).toEqualTypeOf<GreetRequest>()
    return { greeting: 'hi' }
  })
  // @ts-expect-error Stream is not common to both
  handlers.handle([toy16, toy21], 'Stream', () => {})
})

it('a version that was not given is refused', () => {
  const one = {} as Handlers<Toy16, 'csms'>
  // @ts-expect-error 2.0.1 is not among the versions
  one.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
})
