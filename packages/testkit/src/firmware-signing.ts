import { constants, sign } from 'node:crypto'
import { generate } from 'selfsigned'

export interface KeyPair {
  readonly key: string
  readonly cert: string
}

interface Making {
  readonly keyType?: 'rsa' | 'ec'
  readonly issuer?: KeyPair
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** A key and its certificate; by default its own issuer. Valid at the time of the fake clock and at that of the machine. */
export async function createSigner(
  name: string,
  { keyType = 'ec', issuer, notBefore = new Date('2020-01-01'), notAfter = new Date('2045-01-01') }: Making = {},
): Promise<KeyPair> {
  const { private: key, cert } = await generate(
    [
      { name: 'commonName', value: name },
      { name: 'organizationName', value: 'Manufacturer' },
    ],
    {
      keyType,
      algorithm: 'sha256',
      notBeforeDate: notBefore,
      notAfterDate: notAfter,
      ...(issuer === undefined ? {} : { ca: issuer }),
      extensions: [
        { name: 'basicConstraints', cA: issuer === undefined, critical: true },
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    },
  )
  return { key, cert }
}

/** A signature over a whole file, in Base64. */
export function signFirmware(file: Uint8Array, { key }: KeyPair, keyType: 'rsa' | 'ec' = 'ec'): string {
  const padding = keyType === 'rsa' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}
  return sign('sha256', file, { key, ...padding }).toString('base64')
}
