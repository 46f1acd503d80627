import { describe, expect, test } from 'vitest'
import { certificateFault, profileFor } from './security.js'

const plain = { isSecure: false, hasClientCa: false }
const tls = { isSecure: true, hasClientCa: false }
const mutual = { isSecure: true, hasClientCa: true }
const nothing = { hasCertificate: false, hasCredentials: false }
const password = { hasCertificate: false, hasCredentials: true }
const certificate = { hasCertificate: true, hasCredentials: false }

describe('the profile that a station is held to', () => {
  test.each([
    ['what it must, without TLS', 1, plain, password, 1],
    ['2, which it cannot have without TLS', 2, plain, password, 2],
    ['2 in the place of 1 over TLS', 1, tls, password, 2],
    ['2 although it brings a certificate, where none is asked for', 2, tls, certificate, 2],
    ['3 where it brings a certificate and no password', 2, mutual, certificate, 3],
    ['2 where it brings both', 2, mutual, { hasCertificate: true, hasCredentials: true }, 2],
    ['3 whatever it brings', 3, mutual, password, 3],
    ['0 where nothing is asked of it', 0, mutual, certificate, 0],
    ['2 where it brings nothing', 2, mutual, nothing, 2],
  ] as const)('is %s', (_, required, transport, brought, expected) => {
    expect(profileFor(required, transport, brought)).toBe(expected)
  })
})

describe('a certificate', () => {
  const rules = { operatorNames: ['Operator', 'Partner'], serialNumber: 'S1' }
  test.each([
    ['is good with the right names', { commonName: 'S1', organization: 'Partner' }, undefined],
    ['names another organization (A00.FR.404)', { commonName: 'S1', organization: 'Other' }, /organization "Other"/],
    ['names none', { commonName: 'S1', organization: undefined }, /organization none/],
    ['is that of another serial number (A00.FR.405)', { commonName: 'S2', organization: 'Operator' }, /"S2".*"S1"/],
    ['is not compared folded', { commonName: 's1', organization: 'Operator' }, /"s1"/],
    ['names no serial number', { commonName: undefined, organization: 'Operator' }, /CN/],
  ])('%s', (_, subject, fault) => {
    const found = certificateFault(subject, rules)
    if (fault === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(fault)
  })

  test('may name any serial number while none is known', () => {
    expect(
      certificateFault({ commonName: 'S9', organization: undefined }, { operatorNames: undefined, serialNumber: undefined }),
    ).toBeUndefined()
  })
})
