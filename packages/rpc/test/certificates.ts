import { generate } from 'selfsigned'

/** A key with its certificate, PEM; thrown away with the process that made it. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

interface CertificateOptions {
  readonly commonName: string
  readonly organization?: string
  readonly keyType?: 'rsa' | 'ec'
  /** Who signs it; by default it signs itself. */
  readonly issuer?: KeyPair
  /** Default: from yesterday on. */
  readonly notBefore?: Date
  /** Default: until tomorrow. */
  readonly notAfter?: Date
  readonly usage: 'ca' | 'server' | 'client'
}

const dayMs = 86_400_000

async function createCertificate(options: CertificateOptions): Promise<KeyPair> {
  const { commonName, organization = 'Operator', keyType = 'ec', issuer, usage } = options
  const isCa = usage === 'ca'
  const { private: key, cert } = await generate(
    [
      { name: 'commonName', value: commonName },
      { name: 'organizationName', value: organization },
    ],
    {
      keyType,
      algorithm: 'sha256',
      notBeforeDate: options.notBefore ?? new Date(Date.now() - dayMs),
      notAfterDate: options.notAfter ?? new Date(Date.now() + dayMs),
      ...(issuer === undefined ? {} : { ca: issuer }),
      extensions: [
        { name: 'basicConstraints', cA: isCa, critical: true },
        isCa ? { name: 'keyUsage', keyCertSign: true, cRLSign: true } : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
        ...(isCa ? [] : [{ name: 'extKeyUsage' as const, serverAuth: usage === 'server', clientAuth: usage === 'client' }]),
        { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
      ],
    },
  )
  return { key, cert }
}

/** Roots, an EC and an RSA server certificate, and a client's, as a csms and a station of profile 3 have them. An issuer signs keys of its own kind. */
export async function createPki() {
  const [root, rsaRoot] = await Promise.all([
    createCertificate({ commonName: 'Test root', usage: 'ca' }),
    createCertificate({ commonName: 'Test RSA root', usage: 'ca', keyType: 'rsa' }),
  ])
  const [ecServer, rsaServer, client, expired, foreign] = await Promise.all([
    createCertificate({ commonName: '127.0.0.1', usage: 'server', issuer: root }),
    createCertificate({ commonName: '127.0.0.1', usage: 'server', issuer: rsaRoot, keyType: 'rsa' }),
    createCertificate({ commonName: 'SERIAL-1', usage: 'client', issuer: root }),
    createCertificate({ commonName: 'SERIAL-1', usage: 'client', issuer: root, notBefore: new Date(0), notAfter: new Date(dayMs) }),
    createCertificate({ commonName: 'SERIAL-1', usage: 'client' }),
  ])
  return { root, roots: [root.cert, rsaRoot.cert], ecServer, rsaServer, client, expired, foreign }
}
