import { describe, expect, it } from 'vitest'
import { toy16, toy201 } from '../../test/toy-protocol.js'
import { type DialOptions, resolveDialOptions } from './dial-options.js'

const base: DialOptions = { url: 'wss://csms.example/ocpp', identity: 'CP1', versions: [toy16] }

describe('the options of a client', () => {
  it('have defaults that ask for nothing special', () => {
    expect(resolveDialOptions(base)).toMatchObject({
      compression: false,
      isSecure: true,
      username: 'CP1',
      giveUpAfter: Number.POSITIVE_INFINITY,
    })
  })

  it('may give password and TLS material anew for each attempt', () => {
    const passwords = ['p1', 'p2']
    const names = ['s1', 's2']
    const { password, tls } = resolveDialOptions({
      ...base,
      password: () => passwords.shift() ?? '',
      tls: () => ({ servername: names.shift() ?? '' }),
    })
    expect([password(), tls(), password(), tls()]).toEqual(['p1', { servername: 's1' }, 'p2', { servername: 's2' }])
  })

  it('may leave the certificate of profile 3 to a function', () => {
    expect(() => resolveDialOptions({ ...base, securityProfile: 3, tls: () => ({}) })).not.toThrow()
    expect(() => resolveDialOptions({ ...base, securityProfile: 3, tls: { cert: 'c', key: 'k' } })).not.toThrow()
    expect(() => resolveDialOptions({ ...base, securityProfile: 3, tls: { key: 'k' } })).toThrow('tls.cert and tls.key')
    expect(() => resolveDialOptions({ ...base, securityProfile: 3, tls: { cert: 'c' } })).toThrow('tls.cert and tls.key')
    expect(() => resolveDialOptions({ ...base, securityProfile: 2, tls: {}, password: 'p' })).not.toThrow()
  })

  it.each([2, 3] as const)('hold profile %i to a server whose certificate is checked (A00.FR.307)', (securityProfile) => {
    const tls = { rejectUnauthorized: false, cert: 'c', key: 'k' }
    expect(() => resolveDialOptions({ ...base, securityProfile, tls, password: 'p' })).toThrow('rejectUnauthorized')
  })

  it('allow TLS before 1.2 for 1.6 alone', () => {
    expect(() => resolveDialOptions({ ...base, versions: [toy201], tls: { minVersion: 'TLSv1.1' } })).toThrow('OCPP 1.6 alone')
    expect(() => resolveDialOptions({ ...base, versions: [toy201], tls: { minVersion: 'TLSv1.2' } })).not.toThrow()
  })

  it.each([
    [{ tls: 'x' as never }, 'tls must be'],
    [{ password: 5 as never }, 'password must be'],
    [{ securityProfile: 4 as never }, 'securityProfile must be'],
    [{ versions: [] }, 'versions'],
  ])('refuse %o by name', (options, named) => {
    expect(() => resolveDialOptions({ ...base, ...options })).toThrow(named)
  })
})
