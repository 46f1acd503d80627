import { expect, test } from 'vitest'
import { checkTogether } from './check-together.js'
import type { Settings } from './settings.js'

const base = { port: 9000, host: '127.0.0.1', httpPort: 8080, database: './a.db', tlsCert: [], tlsKey: [], operatorName: [] }
const check = (settings: Partial<Settings>) => () => checkTogether({ ...base, ...settings } as unknown as Settings)
const tls = { tlsCert: ['a'], tlsKey: ['b'] }

test.each<[Partial<Settings>, string]>([
  [{ tlsCert: ['a'] }, 'TLS needs a --tls-key for each --tls-cert, in the same order'],
  [{ tlsKey: ['a'] }, 'TLS needs a --tls-key for each --tls-cert, in the same order'],
  [{ tlsCa: 'a' }, '--tls-ca needs --tls-cert and --tls-key'],
  [{ securityProfile: 2 }, '--security-profile 2 needs --tls-cert and --tls-key, or --tls-terminated yes behind a proxy with TLS'],
  [{ securityProfile: 3 }, '--security-profile 3 needs --tls-cert and --tls-key: a proxy hides the certificates of stations'],
  [{ securityProfile: 3, tlsTerminated: 'yes' }, '--security-profile 3 needs --tls-cert and --tls-key: a proxy hides'],
  [{ securityProfile: 1, tlsTerminated: 'yes' }, '--security-profile 1 is without TLS; with --tls-terminated it is 2'],
  [{ tlsTerminated: 'yes', ...tls }, '--tls-terminated says that TLS ends at a proxy; with --tls-cert it ends here'],
  [{ securityProfile: 1, ...tls }, '--security-profile 1 is without TLS; with --tls-cert it is 2'],
  [{ securityProfile: 3, ...tls }, '--security-profile 3 needs --tls-ca'],
  [{ tlsCa: 'a', ...tls }, "--tls-ca needs --operator-name, the organization that stations' certificates name"],
  [{ operatorName: ['Operator'], ...tls }, '--operator-name needs --tls-ca'],
  [{ schema: 'csms' }, '--schema is of PostgreSQL alone; see --database'],
  [{ httpPort: 9000 }, '--port and --http-port must differ'],
])('refuses %j', (settings, message) => {
  expect(check(settings)).toThrow(message)
})

test.each<Partial<Settings>>([
  {},
  { securityProfile: 1 },
  { tlsTerminated: 'yes' },
  { tlsTerminated: 'yes', securityProfile: 2 },
  tls,
  { ...tls, tlsCa: 'c', operatorName: ['Operator'], securityProfile: 3 },
  { schema: 'csms', database: 'postgres://csms@db/csms' },
  { port: 0, httpPort: 0 },
  { httpPort: 9000, httpHost: '127.0.0.2' },
])('takes %j', (settings) => {
  expect(check(settings)).not.toThrow()
})
