import { describe, expect, it } from 'vitest'
import { readTarget } from './target.js'

describe('an address', () => {
  it.each([
    ['ws://127.0.0.1:9000/CP1', undefined, 'ws://127.0.0.1:9000/CP1', 'CP1', false],
    ['wss://host/ocpp/CP%201', undefined, 'wss://host/ocpp/CP%201', 'CP 1', false],
    ['http://host/CP1', undefined, 'ws://host/CP1', 'CP1', false],
    ['https://host:8443/a/CP1', undefined, 'wss://host:8443/a/CP1', 'CP1', false],
    ['http://test.com', undefined, 'ws://test.com/', 'SENDER-1', true],
    ['ws://host/ocpp/', undefined, 'ws://host/ocpp/', 'SENDER-1', true],
    ['ws://host/ocpp', 'CP2', 'ws://host/ocpp', 'CP2', false],
  ])('%s, with the id %s, is %s as %s', (text, id, url, identity, isMadeUp) => {
    expect(readTarget(text, id)).toEqual({ url, identity, isMadeUp })
  })

  it.each(['', 'host:9000', 'ftp://host/CP1', '//host'])('"%s" is none', (text) => {
    expect(() => readTarget(text, undefined)).toThrow('must be an address such as ws://127.0.0.1:9000/CP1')
  })

  it('with a name that is wrongly encoded says which', () => {
    expect(() => readTarget('ws://host/CP%zz', undefined)).toThrow('"CP%zz" is wrongly percent-encoded')
  })
})
