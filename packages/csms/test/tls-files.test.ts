import { writeFileSync } from 'node:fs'
import { createRoot, issue } from '@ocpp-kit/testkit'
import { afterAll, expect, test } from 'vitest'
import { tlsOf } from '../src/cli/tls.js'
import { temporaryFolder } from './store/databases.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const file = (name: string, content: string): string => {
  writeFileSync(folder.file(name), content)
  return folder.file(name)
}

const root = createRoot('Root')
const [one, two] = [issue({ commonName: 'one', issuer: root }), issue({ commonName: 'two', issuer: root })]
const cert = file('cert.pem', one.cert + root.cert)
const key = file('key.pem', one.key)
const ca = file('ca.pem', root.cert)
const otherKey = file('other.pem', two.key)
const text = file('text.pem', 'no certificate')

test('certificates, keys and authorities are read from their files', () => {
  expect(tlsOf({ tlsCert: [], tlsKey: [], tlsCa: undefined })).toBeUndefined()
  const { certificates, clientCa } = tlsOf({ tlsCert: [cert], tlsKey: [key], tlsCa: ca }) ?? {}
  expect(certificates?.map((pair) => [String(pair.cert), String(pair.key)])).toEqual([[one.cert + root.cert, one.key]])
  expect(String(clientCa)).toBe(root.cert)
})

test.each([
  [{ tlsCert: [folder.file('none.pem')] }, `--tls-cert ${folder.file('none.pem')} does not exist`],
  [{ tlsCert: [folder.path] }, `--tls-cert ${folder.path} is a folder`],
  [{ tlsCert: [text] }, `--tls-cert ${text} must be a certificate, PEM`],
  [{ tlsKey: [cert] }, `--tls-key ${cert} must be a private key, PEM, without a passphrase`],
  [{ tlsKey: [otherKey] }, `--tls-key ${otherKey} is not the key of --tls-cert ${cert}`],
  [{ tlsCa: key }, `--tls-ca ${key} must be a certificate, PEM`],
])('%j is refused, naming the option and the file', (wrong, message) => {
  expect(() => tlsOf({ tlsCert: [cert], tlsKey: [key], tlsCa: ca, ...wrong })).toThrow(
    expect.objectContaining({ name: 'ConfigError', message }),
  )
})
