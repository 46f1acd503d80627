import { createSign, createVerify, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHalf, createPair } from '../test/pair.js'
import { toy16, toy21, toy201 } from '../test/toy-protocol.js'
import type { SignedPayload } from './connection.js'
import { fromBase64Url, isSignedPayload, type Signer, toBase64Url, unwrap, type VerifySignature, wrap } from './signed.js'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const signer: Signer = {
  alg: 'ES256',
  certificateThumbprint: 'dGh1bWI',
  sign: (input) => createSign('sha256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url'),
  signs: (action) => action === 'Greet',
}

const verifySignature: VerifySignature = ({ signature }) =>
  createVerify('sha256')
    .update(`${signature.protected}.${signature.payload}`)
    .verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature.signature, 'base64url')

describe('signed messages (design 3.16, 2.x Part 4 §7)', () => {
  it('base64url gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromBase64Url(toBase64Url(text))).toBe(text)
        expect(toBase64Url(text)).toBe(Buffer.from(text, 'utf8').toString('base64url'))
      }),
    )
  })

  it('wrap and unwrap agree, and the header names action, type and certificate (Part 4 §7.1)', async () => {
    const signed = await wrap(signer, 'Greet', 2, JSON.stringify({ name: 'Zoë' }))
    const content = unwrap(signed, 'Greet', 2)
    expect(content).toMatchObject({
      payload: { name: 'Zoë' },
      header: { alg: 'ES256', OCPPAction: 'Greet', OCPPMessageTypedId: 2, 'x5t#S256': 'dGh1bWI' },
    })
    expect(unwrap(signed, 'Ask', 2)).toMatch(/OCPPAction/)
    expect(unwrap(signed, 'Greet', 3)).toMatch(/OCPPMessageTypedId/)
  })

  it.each([null, [], 'text', 5])('a JWS around %j holds no payload', (content) => {
    const header = toBase64Url('{"OCPPAction":"Greet","OCPPMessageTypedId":2}')
    const signed = { protected: header, payload: toBase64Url(JSON.stringify(content)), signature: 'x' }
    expect(unwrap(signed, 'Greet', 2)).toBe('the signed payload is not a JSON object')
  })

  it.each([
    { protected: 'a', payload: 'b' },
    { protected: 'a', signature: 'c' },
    { payload: 'b', signature: 'c' },
    { protected: 1, payload: 'b', signature: 'c' },
  ])('%j is no JWS', (payload) => {
    expect(isSignedPayload(payload)).toBe(false)
  })

  it('a signed request is processed as the request inside, and gets a signed reply (Part 4 §7.2)', async () => {
    for (const protocol of [toy201, toy21]) {
      const pair = await createPair(protocol, { station: { signer, verifySignature }, csms: { signer, verifySignature } })
      const signatures: unknown[] = []
      pair.csmsEnd.handlers.handle(protocol, 'Greet', ({ name }, { signature }) => {
        signatures.push(signature)
        return { greeting: `hi ${name}` }
      })
      await expect(pair.station.call('Greet', { name: 'x' })).resolves.toEqual({ greeting: 'hi x' })
      const [, , action, payload] = JSON.parse(pair.stationSocket.sent[0] as string) as [number, string, string, object]
      expect(action).toBe('Greet-Signed')
      expect(isSignedPayload(payload)).toBe(true)
      expect(signatures).toEqual([payload])
      const [, , answer] = JSON.parse(pair.csmsSocket.sent[0] as string) as [number, string, object]
      expect(isSignedPayload(answer)).toBe(true)
    }
  })

  it('a signature that the verifier refuses is SecurityError, in either direction', async () => {
    const half = await createHalf(toy201, 'csms', { verifySignature: () => false })
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    const signed: SignedPayload = await wrap(signer, 'Greet', 2, JSON.stringify({ name: 'x' }))
    await half.deliver(JSON.stringify([2, 'a', 'Greet-Signed', signed]))
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'SecurityError'])
    const call = half.connection.call('Ask', { question: '?' }, { messageId: 'q' })
    await half.deliver(JSON.stringify([3, 'q', await wrap(signer, 'Ask', 3, JSON.stringify({}))]))
    await expect(call).rejects.toMatchObject({ code: 'SecurityError' })
  })

  it('without a verifier it is unwrapped and taken as it is', async () => {
    const half = await createHalf(toy201, 'csms')
    half.end.handlers.handle(toy201, 'Greet', ({ name }) => ({ greeting: name }))
    await half.deliver(JSON.stringify([2, 'a', 'Greet-Signed', await wrap(signer, 'Greet', 2, JSON.stringify({ name: 'x' }))]))
    expect(half.received()).toEqual([[3, 'a', { greeting: 'x' }]])
  })

  it('the payload inside is held to the schema, and a wrapper that is none is refused', async () => {
    const half = await createHalf(toy201, 'csms')
    half.end.handlers.handle(toy201, 'Greet', () => ({ greeting: 'hi' }))
    await half.deliver(JSON.stringify([2, 'a', 'Greet-Signed', await wrap(signer, 'Greet', 2, JSON.stringify({ name: 5 }))]))
    await half.deliver('[2,"b","Greet-Signed",{"name":"x"}]')
    await half.deliver('[2,"c","Greet-Signed",{"protected":"%","payload":"%","signature":"%"}]')
    expect(half.received().map((frame) => frame.slice(0, 3))).toEqual([
      [4, 'a', 'TypeConstraintViolation'],
      [4, 'b', 'SecurityError'],
      [4, 'c', 'SecurityError'],
    ])
  })

  it('a request that is text already is signed as it stands', async () => {
    const half = await createHalf(toy201, 'csms', { signer: { ...signer, signs: () => true } })
    const requestText = '{ "question": "?", "n": 1.0 }'
    const call = half.connection.callUntyped('Ask', { question: '?', n: 1 }, { messageId: 'q', requestText, validation: 'off' })
    await half.settle()
    const [[, , action, { payload }]] = half.received() as [[number, string, string, SignedPayload]]
    expect([action, Buffer.from(payload, 'base64url').toString()]).toEqual(['Ask-Signed', requestText])
    await half.deliver('[3,"q",{"answer":"!"}]')
    await call
  })

  it('a SEND is signed where the signer says so', async () => {
    const half = await createHalf(toy21, 'station', { signer: { ...signer, signs: (action) => action === 'Stream' } })
    await half.connection.send('Stream', { value: 1 })
    half.connection.call('Greet', { name: 'x' }).catch(() => {})
    await half.settle()
    expect(half.received().map(([type, , action]) => [type, action])).toEqual([
      [6, 'Stream-Signed'],
      [2, 'Greet'],
    ])
  })

  it('1.6 knows no signed messages', async () => {
    const half = await createHalf(toy16, 'csms', { signer, verifySignature })
    await half.deliver('[2,"a","Greet-Signed",{}]')
    expect(half.received()[0]?.slice(0, 3)).toEqual([4, 'a', 'NotImplemented'])
  })
})
