import { generate } from 'selfsigned'

/** A key with its certificate, PEM; thrown away with the process that made it. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

async function certificate(commonName: string, usage: 'ca' | 'server' | 'client', issuer?: KeyPair): Promise<KeyPair> {
  const isCa = usage === 'ca'
  const { private: key, cert } = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...(issuer !== undefined && { ca: issuer }),
    extensions: [
      { name: 'basicConstraints', cA: isCa, critical: true },
      isCa ? { name: 'keyUsage', keyCertSign: true, cRLSign: true } : { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      ...(isCa ? [] : [{ name: 'extKeyUsage' as const, serverAuth: usage === 'server', clientAuth: usage === 'client' }]),
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { key, cert }
}

/** A root, with certificates of a server and of a station under it. */
export async function createPki() {
  const root = await certificate('Test root', 'ca')
  return { root, server: await certificate('127.0.0.1', 'server', root), client: await certificate('SERIAL-1', 'client', root) }
}
