import { expect, test } from 'vitest'
import { type CsmsOptions, resolveOptions } from './options.js'

const versions = [{ version: '1.6', subprotocol: 'ocpp1.6' }] as never

const resolve = (options: Partial<CsmsOptions> | Record<string, unknown>) => resolveOptions({ versions, ...options } as CsmsOptions)

test('safe by default: stations wait, unknown tokens are refused, no common version is refused (G24, TC_B_58_CSMS)', () => {
  const { own, door } = resolve({ port: undefined })
  expect(own).toMatchObject({
    connection: { unknownStations: 'pending', securityProfile: 0, messageLog: undefined, allowShort: false },
    unknownTokens: 'refuse',
    heartbeatIntervalSeconds: 300,
    retryIntervalSeconds: 60,
    tenantId: 'default',
  })
  expect(door).toEqual({ versions, noSubprotocol: 'refuse', acceptRate: { requestsPerSecond: 200, burst: 400 } })
  expect(resolve({ noSubprotocol: 'close', port: 1 }).door).toMatchObject({ noSubprotocol: 'close', port: 1 })
})

test.each([
  [{ versions: [] }, 'versions'],
  [{ store: {} }, 'store'],
  [{ tenantId: '' }, 'tenantId'],
  [{ acceptance: 'accepted' }, 'acceptance'],
  [{ heartbeatIntervalSeconds: -1 }, 'heartbeatIntervalSeconds'],
  [{ heartbeatIntervalSeconds: 1.5 }, 'heartbeatIntervalSeconds'],
  [{ retryIntervalSeconds: 9_999_999 }, 'retryIntervalSeconds'],
  [{ tokens: [{ idToken: '' }] }, 'tokens[0].idToken'],
  [{ tokens: [{ idToken: 'A' }, { idToken: 'B', status: 'accepted' }] }, 'tokens[1].status'],
  [{ tokens: [{ idToken: 'A', expiresAt: 'tomorrow' }] }, 'tokens[0].expiresAt'],
  [{ tokens: [{ idToken: 'A', expiresAt: 0 }] }, 'tokens[0].expiresAt'],
  [{ tokens: [{ idToken: 'A', expiresAt: '+012026-01-01T00:00:00Z' }] }, 'tokens[0].expiresAt'],
  [{ tokens: [{ idToken: 'A', type: 7 }] }, 'tokens[0].type'],
  [{ tokens: [{ idToken: 'A', group: 'X' }] }, 'tokens[0].group'],
  [{ tokens: [{ idToken: 'A', group: { idToken: '' } }] }, 'tokens[0].group'],
  [{ tokens: [{ idToken: 'A', group: { idToken: 'X', type: 7 } }] }, 'tokens[0].group'],
  [{ tokens: [{ idToken: 'A', maxConcurrent: 0 }] }, 'tokens[0].maxConcurrent'],
  [{ unknownTokens: 'allow' }, 'unknownTokens'],
  [{ dataTransfer: { 'com.example': 'text' } }, 'dataTransfer["com.example"]'],
])('%j is a TypeError that names the option', (options, name) => {
  expect(() => resolve(options)).toThrow(TypeError)
  expect(() => resolve(options)).toThrow(name)
})

test('the time of a token is kept as it goes onto the wire', () => {
  const tokens = [{ idToken: 'A', expiresAt: '2030-01-01' }, { idToken: 'B', expiresAt: '2030-01-01T01:00+01:00' }, { idToken: 'C' }]
  const at = '2030-01-01T00:00:00.000Z'
  expect(resolve({ tokens }).own.tokens).toEqual([{ idToken: 'A', expiresAt: at }, { idToken: 'B', expiresAt: at }, { idToken: 'C' }])
})
