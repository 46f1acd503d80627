import { expect, test } from 'vitest'
import { resolveApiOptions } from './http/options.js'
import { type CsmsOptions, resolveOptions } from './options.js'
import { backupStore, restoreStore } from './store/sql/backup.js'
import { resolveSqlStoreOptions } from './store/sql/options.js'

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

test.each([
  [{ unknownStation: 'accept' }, 'unknownStation is not known here; did you mean unknownStations?'],
  [{ prot: undefined }, 'prot is not known here; did you mean port?'],
  [{ quux: 1 }, 'quux is not known here'],
  [{ closing: { idle: 3 } }, 'closing.idle is not known here; did you mean closing.idleAfterHours?'],
  [{ spool: { folder: 'a', max: 3 } }, 'spool.max is not known here; did you mean spool.maxBytes?'],
  [{ quarantine: { maxMessage: 3 } }, 'quarantine.maxMessage is not known here; did you mean quarantine.maxMessages?'],
  [{ messageLog: { idToken: 'keep' } }, 'messageLog.idToken is not known here; did you mean messageLog.idTokens?'],
  [{ webhooks: { allowHttp: true } }, 'webhooks.allowHttp is not known here; did you mean webhooks.allowsHttp?'],
  [{ localList: { label: 'a', lable: 'b' } }, 'localList.lable is not known here; did you mean localList.label?'],
  [
    { acceptRate: { requestPerSecond: 1, burst: 1 } },
    'acceptRate.requestPerSecond is not known here; did you mean acceptRate.requestsPerSecond?',
  ],
  [{ rateLimit: { requestsPerSecond: 1, bust: 1 } }, 'rateLimit.bust is not known here; did you mean rateLimit.burst?'],
  [{ validation: { incomming: 'off' } }, 'validation.incomming is not known here; did you mean validation.incoming?'],
  [{ tls: { certificates: [], clientCA: 'a' } }, 'tls.clientCA is not known here; did you mean tls.clientCa?'],
  [{ tokens: [{ idToken: 'A', expires: '2030-01-01' }] }, 'tokens[0].expires is not known here; did you mean tokens[0].expiresAt?'],
  [{ tokens: [{ idToken: 'A', group: { idToken: 'B', typ: 'Central' } }] }, 'tokens[0].group.typ is not known here'],
  [{ tokens: [{ idToken: 'A', places: [{ station: 'CP1', evseId: [1] }] }] }, 'tokens[0].places[0].evseId is not known here'],
  [{ tokens: [{ idToken: 'A', times: { windows: [], zone: 'UTC' } }] }, 'tokens[0].times.zone is not known here'],
  [
    { tokens: [{ idToken: 'A', times: { windows: [{ from: '08:00', until: '09:00', day: ['Mon'] }] } }] },
    'tokens[0].times.windows[0].day is',
  ],
])('a member of %j that is misspelled is not taken for one that is left out', (options, message) => {
  expect(() => resolve(options)).toThrow(TypeError)
  expect(() => resolve(options)).toThrow(message)
})

test('a list of versions under another name is not taken for none at all', () => {
  expect(() => resolveOptions({ version: [] } as never)).toThrow('version is not known here; did you mean versions?')
})

test.each([
  [{ closing: true }, 'closing must be an object, not true'],
  [{ webhooks: 5 }, 'webhooks must be an object, not 5'],
  [{ quarantine: [] }, 'quarantine must be an object, not a list'],
])('%j is no object of options', (options, message) => {
  expect(() => resolve(options)).toThrow(message)
})

test.each([
  [() => resolveSqlStoreOptions({ pool: 3 } as never, 'sqlite'), 'pool is not known here; did you mean poolSize?'],
  [
    () => resolveSqlStoreOptions({ retention: { transactionDay: 3 } } as never, 'sqlite'),
    'retention.transactionDay is not known here; did you mean retention.transactionDays?',
  ],
  [() => resolveApiOptions({ prot: 1, port: 0 } as never), 'prot is not known here; did you mean port?'],
  [
    () => resolveApiOptions({ rateLimit: { burst: 1, requestPerSecond: 1 } } as never),
    'rateLimit.requestPerSecond is not known here; did you mean rateLimit.requestsPerSecond?',
  ],
])('so it is with the store and the API (%#)', (act, message) => {
  expect(act).toThrow(TypeError)
  expect(act).toThrow(message)
})

test.each([
  () => backupStore('./a.db', './b.db', { shema: 'a' } as never),
  () => restoreStore('./a.db', './b.db', { replaces: true } as never),
])('and with backups (%#)', async (act) => {
  await expect(act()).rejects.toThrow(/^(shema|replaces) is not known here; did you mean (schema|replace)\?$/)
})

test('the time of a token is kept as it goes onto the wire', () => {
  const tokens = [{ idToken: 'A', expiresAt: '2030-01-01' }, { idToken: 'B', expiresAt: '2030-01-01T01:00+01:00' }, { idToken: 'C' }]
  const at = '2030-01-01T00:00:00.000Z'
  expect(resolve({ tokens }).own.tokens).toEqual([{ idToken: 'A', expiresAt: at }, { idToken: 'B', expiresAt: at }, { idToken: 'C' }])
})
