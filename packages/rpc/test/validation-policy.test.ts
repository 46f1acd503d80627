import { describe, expect, it } from 'vitest'
import { createEnd } from '../src/index.js'
import { createSocketPair } from '../src/testing/index.js'
import { createHalf } from './pair.js'
import { toy16, toy21, toy201 } from './toy-protocol.js'

describe('validation is a policy per direction, action and peer (design 3.5)', () => {
  it('report lets a bad request pass and raises an event with the pointers', async () => {
    const half = await createHalf(toy201, 'csms', { validation: { incoming: 'report' } })
    const seen: unknown[] = []
    half.end.events.on('violation', ({ direction, action, kind, mode, violations }) =>
      seen.push({ direction, action, kind, mode, violations }),
    )
    half.end.handlers.handle(toy201, 'Greet', ({ name }) => ({ greeting: `hi ${name}` }))
    await half.deliver('[2,"a","Greet",{"name":7}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 'hi 7' }]])
    expect(seen).toMatchObject([{ direction: 'in', action: 'Greet', kind: 'request', mode: 'report', violations: [{ pointer: '/name' }] }])
  })

  it('off does not look at all', async () => {
    const half = await createHalf(toy201, 'csms', { validation: { incoming: 'off', outgoing: 'off' } })
    const seen: unknown[] = []
    half.end.events.on('violation', (event) => seen.push(event))
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 5 }) as never)
    await half.deliver('[2,"a","Greet",{"name":7}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 5 }]])
    expect(seen).toEqual([])
  })

  it('one action may be laxer than the rest', async () => {
    const half = await createHalf(toy21, 'csms', { validation: { incoming: 'enforce', actions: { Greet: { incoming: 'off' } } } })
    const values: unknown[] = []
    half.end.handlers.implement(toy21, { Greet: () => ({ greeting: 'hi' }), Stream: ({ value }) => void values.push(value) })
    await half.deliver('[2,"a","Greet",{"nam":7}]')
    await half.deliver('[6,"b","Stream",{"value":"x"}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 'hi' }]])
    expect(values).toEqual([])
  })

  it('a function decides per peer', async () => {
    const half = await createHalf(toy16, 'csms', {
      validation: ({ identity, version }) => (identity === 'CP1' && version === '1.6' ? { incoming: 'off' } : {}),
    })
    half.end.handlers.handle(toy16, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver('[2,"a","Greet",{"nam":7}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 'hi' }]])
  })

  it('one call may be sent unchecked, and its answer is not checked either', async () => {
    const half = await createHalf(toy201, 'csms')
    const call = half.connection.call('Ask', { wrong: 1 } as never, { validation: 'off', messageId: 'q' })
    await half.deliver('[3,"q",{"answer":5}]')
    await expect(call).resolves.toEqual({ answer: 5 })
    expect(half.received()).toEqual([[2, 'q', 'Ask', { wrong: 1 }]])
  })

  it('report on outgoing sends the bad request and says so', async () => {
    const half = await createHalf(toy201, 'csms', { validation: { outgoing: 'report' } })
    const seen: string[] = []
    half.end.events.on('violation', ({ direction, kind }) => seen.push(`${direction} ${kind}`))
    half.connection.call('Ask', { wrong: 1 } as never, { messageId: 'q' }).catch(() => {})
    await half.settle()
    expect(half.received()).toEqual([[2, 'q', 'Ask', { wrong: 1 }]])
    expect(seen).toEqual(['out request'])
  })

  it('a normaliser mends a known quirk before the check', async () => {
    const half = await createHalf(toy16, 'csms', {
      normalise: (_action, kind, payload) => (kind === 'request' && 'nom' in payload ? { name: payload.nom } : payload),
    })
    half.end.handlers.handle(toy16, 'Greet', ({ name }) => ({ greeting: name }))
    await half.deliver('[2,"a","Greet",{"nom":"x"}]')
    expect(half.received()).toEqual([[3, 'a', { greeting: 'x' }]])
  })

  it('untyped calls send any action, known or not', async () => {
    const half = await createHalf(toy16, 'csms')
    const call = half.connection.callUntyped('VendorThing', { a: 1 }, { messageId: 'v' })
    await half.deliver('[3,"v",{"b":2}]')
    await expect(call).resolves.toEqual({ b: 2 })
    expect(half.received()).toEqual([[2, 'v', 'VendorThing', { a: 1 }]])
  })

  it('untyped calls send a request that is text already as it stands, once it is its turn', async () => {
    const half = await createHalf(toy16, 'csms')
    const requestText = '{ "b": 1.0, "1": 12345678901234567890,\n"b": 1e3, "\\u0061": "\\/" }'
    const first = half.connection.callUntyped('First', {}, { messageId: 'f' })
    const call = half.connection.callUntyped('Ven"dor', JSON.parse(requestText), { messageId: 'v', requestText })
    await half.deliver('[3,"f",{}]')
    expect(half.receivedTexts()).toEqual(['[2,"f","First",{}]', `[2,"v","Ven\\"dor",${requestText}]`])
    await half.deliver('[3,"v",{"c":2}]')
    await expect(call).resolves.toEqual({ c: 2 })
    await first
  })

  it('what the text is read as is held to the schema', async () => {
    const half = await createHalf(toy16, 'csms')
    const call = half.connection.callUntyped('Ask', { wrong: 1 }, { requestText: '{"wrong":1}' })
    await expect(call).rejects.toMatchObject({ name: 'OcppError', origin: 'local' })
    expect(half.received()).toEqual([])
  })
})

describe('bad use gets a TypeError that names the option', () => {
  it.each([
    [{ validation: { incoming: 'strict' as never } }, 'validation.incoming'],
    [{ validation: { actions: { Greet: 'never' as never } } }, 'validation.actions.Greet'],
    [{ validation: { actions: { Gret: 'off' as const } } }, 'validation.actions.Gret'],
    [{ validation: 5 as never }, 'validation'],
    [{ callTimeoutMs: 0 }, 'callTimeoutMs'],
    [{ callTimeoutMs: 2 ** 31 }, 'callTimeoutMs'],
    [{ maxQueuedCalls: -1 }, 'maxQueuedCalls'],
    [{ maxConcurrentRequests: 1.5 }, 'maxConcurrentRequests'],
    [{ rateLimit: { requestsPerSecond: 0, burst: 1 } }, 'rateLimit.requestsPerSecond'],
    [{ rateLimit: { requestsPerSecond: 1, burst: 0 } }, 'rateLimit.burst'],
    [{ normalise: {} as never }, 'normalise'],
    [{ admit: 1 as never }, 'admit'],
    [{ permit: 1 as never }, 'permit'],
    [{ onError: 'log' as never }, 'onError'],
    [{ validation: [] as never }, 'validation must be a policy'],
    [{ rateLimit: null as never }, 'rateLimit must be'],
    [{ signer: 5 as never }, 'signer must be'],
    [{ clock: {} as never }, 'clock must be'],
  ])('%j', async (options, named) => {
    await expect(createEnd(toy16, 'csms', options)).rejects.toThrow(TypeError)
    await expect(createEnd(toy16, 'csms', options)).rejects.toThrow(named)
  })

  it('handlers are for actions that this role receives, in versions that were given', async () => {
    const { handlers } = await createEnd(toy16, 'csms')
    expect(() => handlers.handle(toy16, 'Gret' as never, (() => {}) as never)).toThrow('OCPP 1.6 has no action "Gret"')
    expect(() => handlers.handle(toy16, 'Ask' as never, (() => {}) as never)).toThrow('"Ask" is sent by the csms')
    expect(() => handlers.handle(toy16, 'Greet', 'x' as never)).toThrow('must be a function')
    expect(() => handlers.handle(toy201 as never, 'Greet' as never, (() => {}) as never)).toThrow(
      'OCPP 2.0.1 is not among the versions given (1.6)',
    )
  })

  it('calls are for actions that this role sends', async () => {
    const half = await createHalf(toy16, 'csms')
    await expect(half.connection.call('Greet' as never, {} as never)).rejects.toThrow('in OCPP 1.6 a csms does not call "Greet"')
    await expect(half.connection.send('Ask' as never, {} as never)).rejects.toThrow('does not send "Ask"')
    expect(() => half.connection.sendText(5 as never)).toThrow('text must be a string')
  })

  it.each([
    [{ code: 99 }, 'code must be'],
    [{ code: 1004 }, 'code must be'],
    [{ code: 1005 }, 'code must be'],
    [{ code: 1006 }, 'code must be'],
    [{ code: 1015 }, 'code must be'],
    [{ code: 2999 }, 'code must be'],
    [{ code: 5000 }, 'code must be'],
    [{ code: 1000.5 }, 'code must be'],
    [{ code: '1000' as never }, 'code must be'],
    [{ reason: 'é'.repeat(62) }, 'reason must be text of at most 123 bytes'],
    [{ reason: 5 as never }, 'reason must be text'],
    [{ drainMs: -1 }, 'drainMs must be'],
    [{ drainMs: Number.NaN }, 'drainMs must be'],
  ])('a connection that is to close with %o stays open and says why', async (options, named) => {
    const half = await createHalf(toy16, 'csms')
    await expect(half.connection.close(options)).rejects.toThrow(named)
    expect(half.connection.isOpen).toBe(true)
    expect(half.closedWith()).toBeUndefined()
  })

  it.each([1000, 1003, 1007, 1014, 3000, 4999])('a connection may close with %i and 123 bytes of reason', async (code) => {
    const half = await createHalf(toy16, 'csms')
    await half.connection.close({ code, reason: `${'é'.repeat(61)}x` })
    expect(half.closedWith()).toBe(code)
  })
})

describe('a policy that only reports', () => {
  it('keeps requests in order, the first failed one included', async () => {
    const half = await createHalf(toy201, 'csms', { validation: { incoming: 'report' } })
    const seen: unknown[] = []
    half.end.handlers.handle(toy201, 'Greet', ({ name }) => {
      seen.push(name)
      return { greeting: 'hi' }
    })
    for (const [id, name] of [1, '2', 3, '4'].entries()) half.far.send(JSON.stringify([2, `${id}`, 'Greet', { name }]))
    await half.settle()
    expect(seen).toEqual([1, '2', 3, '4'])
    expect(half.received().map(([, id]) => id)).toEqual(['0', '1', '2', '3'])
  })

  it('keeps own calls in order as well', async () => {
    const half = await createHalf(toy201, 'csms', { validation: { outgoing: 'report' } })
    half.connection.call('Ask', { question: 1 } as never, { messageId: '1' }).catch(() => {})
    half.connection.call('Ask', { question: '2' }, { messageId: '2' }).catch(() => {})
    await half.deliver('[3,"1",{}]')
    expect(half.received().map(([, id]) => id)).toEqual(['1', '2'])
  })
})

describe('a policy that a function makes', () => {
  it('is compiled once, however often it says the same', async () => {
    const end = await createEnd(toy16, 'csms', { validation: () => ({ incoming: 'report', actions: { Greet: 'off' } }) })
    const gatesOf = (connection: object): unknown => (connection as { gates: unknown }).gates
    const [one, other] = [createSocketPair()[0], createSocketPair()[0]]
    expect(gatesOf(end.connect(one, 'CP1'))).toBe(gatesOf(end.connect(other, 'CP2')))
  })

  it.each([undefined, null, [], 'off'])('must be a policy, not %o', async (policy) => {
    const end = await createEnd(toy16, 'csms', { validation: () => policy as never })
    expect(() => end.connect(createSocketPair()[0], 'CP1')).toThrow('validation: what the function returned must be a policy')
  })
})

describe('tracing (design 3.15)', () => {
  it('records every frame with direction, station and verdict', async () => {
    const half = await createHalf(toy201, 'csms')
    const records: unknown[] = []
    half.end.events.on('frame', ({ direction, identity, version, verdict }) => records.push([direction, identity, version, verdict.kind]))
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver('[2,"a","Greet",{"name":"x"}]')
    await half.deliver('[2,"b","Greet",{"name":7}]')
    await half.deliver('[3,"c",{}]')
    await half.deliver('oops')
    half.connection.call('Ask', { question: '?' }, { messageId: 'q' }).catch(() => {})
    await half.deliver('[4,"q","GenericError","",{}]')
    expect(records).toEqual([
      ['in', 'CP1', '2.0.1', 'ok'],
      ['out', 'CP1', '2.0.1', 'ok'],
      ['in', 'CP1', '2.0.1', 'violation'],
      ['out', 'CP1', '2.0.1', 'ok'],
      ['in', 'CP1', '2.0.1', 'unmatched'],
      ['in', 'CP1', '2.0.1', 'fault'],
      ['out', 'CP1', '2.0.1', 'ok'],
      ['out', 'CP1', '2.0.1', 'ok'],
      ['in', 'CP1', '2.0.1', 'ok'],
    ])
  })
})

describe('what is ours to send', () => {
  it('is looked at before it is checked or sent, and what the hook throws the caller gets', async () => {
    const seen: unknown[] = []
    const refusal = new Error('not that')
    const half = await createHalf(toy201, 'csms', {
      permit: ({ connection, action, request }) => {
        seen.push([connection.identity, action, request])
        if ('breaks' in request) throw refusal
      },
    })
    await expect(half.connection.call('Ask', { breaks: 1 } as never)).rejects.toBe(refusal)
    await expect(half.connection.callUntyped('Nonsense', { breaks: 1 })).rejects.toBe(refusal)
    await expect(half.connection.callUntyped('Nonsense', {}, { requestText: '{"breaks":1}' })).rejects.toBe(refusal)
    await expect(half.connection.sendUntyped('Nonsense', { breaks: 1 })).rejects.toBe(refusal)
    half.connection.call('Ask', { question: '?' }).catch(() => {})
    await half.settle()
    expect(half.received()).toMatchObject([[2, expect.any(String), 'Ask', { question: '?' }]])
    expect(seen).toEqual([
      ['CP1', 'Ask', { breaks: 1 }],
      ['CP1', 'Nonsense', { breaks: 1 }],
      ['CP1', 'Nonsense', { breaks: 1 }],
      ['CP1', 'Nonsense', { breaks: 1 }],
      ['CP1', 'Ask', { question: '?' }],
    ])
  })
})

describe('a record is complete', () => {
  it('every frame that came in is recorded once, whatever became of it', async () => {
    const header = btoa('{"OCPPAction":"Greet","OCPPMessageTypedId":2}').replaceAll('=', '')
    const half = await createHalf(toy201, 'csms', {
      admit: ({ messageId }) => {
        if (messageId === 'throws') throw new Error('hook')
        return messageId === 'ignored' ? 'ignore' : 'admit'
      },
      normalise: (_action, _kind, payload) => {
        if ('breaks' in payload) throw new Error('normaliser')
        return payload
      },
      verifySignature: () => false,
    })
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    const recorded: string[] = []
    half.end.events.on('frame', ({ direction, text }) => void (direction === 'in' && recorded.push(text)))
    const sent = [
      '[2,"ignored","Greet",{"name":"x"}]',
      '[2,"throws","Greet",{"name":"x"}]',
      '[2,"a","Greet",{"breaks":1}]',
      '[2,"b","Nonsense",{}]',
      '[2,"c","Ask",{"question":"?"}]',
      `[2,"d","Greet-Signed",{"protected":"${header}","payload":"e30","signature":"x"}]`,
      '[3,"q1",{"breaks":1}]',
      `[3,"q2",{"protected":"${header}","payload":"e30","signature":"x"}]`,
      '[3,"q3",{"answer":7}]',
      '[2,"e","Greet",{"name":"x"}]',
      '[4,"nobody","GenericError","",{}]',
      'junk',
    ]
    for (const id of ['q1', 'q2', 'q3']) half.connection.call('Ask', { question: id }, { messageId: id }).catch(() => {})
    for (const text of sent) await half.deliver(text)
    expect([...recorded].sort()).toEqual([...sent].sort())
  })

  it('a wrapper may stand between a connection and its socket', async () => {
    const seen: string[] = []
    const half = await createHalf(toy16, 'csms', {
      wrapSocket: (socket, identity) => ({
        get bufferedBytes() {
          return socket.bufferedBytes
        },
        send: (text) => {
          seen.push(`${identity} ${text}`)
          socket.send(text)
        },
        close: (code, reason) => socket.close(code, reason),
        attach: (receiver) => socket.attach(receiver),
      }),
    })
    half.connection.call('Ask', { question: '?' }, { messageId: 'q' }).catch(() => {})
    expect(seen).toEqual(['CP1 [2,"q","Ask",{"question":"?"}]'])
  })
})
