import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldIdentity, parseIdentity, pathOf } from './identity.js'
import { stationUrl } from './station-url.js'

describe('the identity in a connection URL (OCPP-J 1.6 §3.1.1, 2.x Part 4 §3.1.1)', () => {
  it.each([
    ['/CP1', 'CP1'],
    ['/webServices/ocpp/CP3211', 'CP3211'],
    ['/ocppj/RDAM%20123', 'RDAM 123'],
    ['/a%252Fb', 'a%2Fb'],
    ['/%C3%A9', 'é'],
    ['/DE*ABC+1=@|_', 'DE*ABC+1=@|_'],
  ])('%s names %s', (path, identity) => expect(parseIdentity(path)).toBe(identity))

  it.each(['', '/', '/ocpp/', '/%', '/%zz', '/%ff', '/a%2Fb', '/a%00', '/a%0A', '/a%7F', '/.', '/%2E%2e', `/${'x'.repeat(49)}`])(
    '%j names none',
    (path) => expect(parseIdentity(path)).toBeUndefined(),
  )

  it('48 characters are the most, counted after decoding', () => {
    expect(parseIdentity(`/${'%20'.repeat(48)}`)).toBe(' '.repeat(48))
    expect(parseIdentity(`/${'%20'.repeat(49)}`)).toBeUndefined()
  })

  it('the query is no part of the path', () => expect(pathOf('/a/CP1?token=1/2')).toBe('/a/CP1'))

  it('differs by more than case between two stations', () => expect(foldIdentity('Cs001-É')).toBe(foldIdentity('cS001-é')))

  it('comes back from every URL that a station derives', () => {
    const characters = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => parseIdentity(`/${encodeURIComponent(text)}`) === text)
    fc.assert(
      fc.property(characters, fc.constantFrom('', '/', '/ocpp', '/ocpp/', '/a%20b/1.6'), (identity, path) => {
        const { url } = stationUrl(`ws://localhost:9000${path}`, identity)
        expect(parseIdentity(pathOf(new URL(url).pathname))).toBe(identity)
      }),
    )
  })
})

describe('the URL of a station', () => {
  it.each([
    ['ws://h/ocpp', 'CP1', 'ws://h/ocpp/CP1'],
    ['ws://h/ocpp/', 'CP1', 'ws://h/ocpp/CP1'],
    ['wss://h', 'RDAM 123', 'wss://h/RDAM%20123'],
    ['ws://h/ocpp/CP1', 'CP1', 'ws://h/ocpp/CP1'],
    ['ws://h/ocpp/RDAM%20123', 'RDAM 123', 'ws://h/ocpp/RDAM%20123'],
    ['ws://h/ocpp?key=1', 'CP1', 'ws://h/ocpp/CP1?key=1'],
    ['ws://h/ocpp/CP1', undefined, 'ws://h/ocpp/CP1'],
  ])('%s for %s is %s', (endpoint, identity, url) => expect(stationUrl(endpoint, identity).url).toBe(url))

  it.each([
    ['http://h', 'url'],
    ['nonsense', 'url'],
    ['ws://user:secret@h/CP1', 'credentials'],
    ['ws://h/CP1#x', 'fragment'],
    ['ws://h/%zz', 'percent-encoded'],
    ['ws://h', 'identity'],
  ])('%s is no such URL', (endpoint, named) => {
    expect(() => stationUrl(endpoint, undefined)).toThrow(TypeError)
    expect(() => stationUrl(endpoint, undefined)).toThrow(named)
  })
})
