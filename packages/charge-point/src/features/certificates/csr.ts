import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { Set as Asn1Set, BitString, Constructed, fromBER, Integer, ObjectIdentifier, PrintableString, Sequence, Utf8String } from 'asn1js'

/** Who a certificate is for. */
export interface Subject {
  readonly commonName: string
  readonly organization: string
  /** ISO 3166-1, two letters. */
  readonly country?: string | undefined
}

const oid = { country: '2.5.4.6', organization: '2.5.4.10', commonName: '2.5.4.3', ecdsaWithSha256: '1.2.840.10045.4.3.2' }

/** A new private key on the curve P-256, PEM: more than the 224 bits asked for (A00.FR.503), and what ISO 15118 needs. */
export const createPrivateKeyPem = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

/** A request to certify the public key that belongs to a private EC key (RFC 2986), PEM. */
export function createCsr(privateKeyPem: string, { commonName, organization, country }: Subject): string {
  const key = createPrivateKey(privateKeyPem)
  const publicKey = fromBER(createPublicKey(key).export({ type: 'spki', format: 'der' })).result
  const name = new Sequence({
    value: [
      ...(country === undefined ? [] : [namePart(oid.country, new PrintableString({ value: country }))]),
      namePart(oid.organization, new Utf8String({ value: organization })),
      namePart(oid.commonName, new Utf8String({ value: commonName })),
    ],
  })
  const attributes = new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [] })
  const info = new Sequence({ value: [new Integer({ value: 0 }), name, publicKey, attributes] })
  const signature = sign('sha256', new Uint8Array(info.toBER()), key)
  const request = new Sequence({
    value: [
      info,
      new Sequence({ value: [new ObjectIdentifier({ value: oid.ecdsaWithSha256 })] }),
      new BitString({ valueHex: new Uint8Array(signature).buffer }),
    ],
  })
  return pem('CERTIFICATE REQUEST', request.toBER())
}

const namePart = (type: string, value: Utf8String | PrintableString): Asn1Set =>
  new Asn1Set({ value: [new Sequence({ value: [new ObjectIdentifier({ value: type }), value] })] })

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
