import { X509Certificate } from 'node:crypto'
import { createRoot, type Issued, issue, startMs } from '@ocpp-kit/testkit'
import { describe, expect, it } from 'vitest'
import { chainProblem, ocspUrls, readPem } from './x509.js'

const dayMs = 86_400_000
const read = ({ cert }: Issued): X509Certificate => new X509Certificate(cert)

const root = createRoot('Root')
const middle = createRoot('Middle', { issuer: root })
const leaf = issue({ commonName: 'Leaf', issuer: middle, ocspUrl: 'http://ocsp.example/' })

describe('a chain of certificates', () => {
  it.each<[string, readonly Issued[], Issued, string | undefined]>([
    ['leads to a root', [leaf, middle], root, undefined],
    ['may hold the root itself', [leaf, middle, root], root, undefined],
    ['may lead to a certificate in between that is installed', [leaf], middle, undefined],
    ['must not miss one in between', [leaf], root, 'it leads to no root that is installed'],
    ['must be in order', [middle, leaf], root, 'certificate 1 of the chain was not issued by the one after it'],
    ['must not be empty', [], root, 'there is no certificate'],
  ])('%s (RFC 5280 §6)', (_what, chain, trusted, problem) => {
    expect(chainProblem(chain.map(read), [read(trusted)], startMs)).toBe(problem)
  })

  it('is worth nothing under a root that has expired', () => {
    const old = createRoot('Old', { notAfter: new Date(startMs - dayMs) })
    const young = issue({ commonName: 'Leaf', issuer: old })
    expect(chainProblem([read(young)], [read(old)], startMs)).toBe('its root is not valid at this time')
    expect(chainProblem([read(young)], [read(old)], startMs - 2 * dayMs)).toBeUndefined()
  })

  it('is not issued by a certificate that is no authority', () => {
    const person = issue({ commonName: 'Person', issuer: root })
    const forged = issue({ commonName: 'Leaf', issuer: person })
    expect(chainProblem([read(forged), read(person)], [read(root)], startMs)).toMatch(/certificate 1/)
  })
})

describe('a text of certificates', () => {
  it('is read in order, whatever stands between', () => {
    expect(readPem(`# leaf\r\n${leaf.cert}\n\n${middle.cert}`)?.map(({ serialNumber }) => serialNumber)).toEqual([
      read(leaf).serialNumber,
      read(middle).serialNumber,
    ])
  })

  it('with one that cannot be read, or none, is none', () => {
    expect(readPem(`${leaf.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`)).toBeUndefined()
    expect(readPem('')).toBeUndefined()
  })

  it('tells where the status of a certificate can be asked for', () => {
    expect(ocspUrls(read(leaf))).toEqual(['http://ocsp.example/'])
    expect(ocspUrls(read(root))).toEqual([])
  })
})
