import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import {
  Boolean as Asn1Boolean,
  Set as Asn1Set,
  BitString,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  UTCTime,
  Utf8String,
} from 'asn1js'

/** A certificate with its key, PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
  readonly commonName: string
  readonly organization: string
}

interface Wanted {
  readonly commonName: string
  readonly organization?: string
  /** Default: itself. */
  readonly issuer?: Issued
  readonly isCa?: boolean
  /** Default: the year around the start of the fake clock. */
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** An address as alternative name, for servers on loopback. */
  readonly ip?: string
  readonly ocspUrl?: string
  /** SPKI; default: of a new key. */
  readonly publicKey?: KeyObject
}

const dayMs = 86_400_000
/** When the fake clock starts. */
export const startMs = Date.UTC(2026, 0, 1)

let serial = 0x1000

/** Makes certificates as tests want them, good or bad; EC P-256 throughout. */
export function issue(wanted: Wanted): Issued {
  const { commonName, organization = 'Operator', isCa = false, ip, ocspUrl } = wanted
  const { notBefore = new Date(startMs - 30 * dayMs), notAfter = new Date(startMs + 365 * dayMs) } = wanted
  const pair = wanted.publicKey === undefined ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) : undefined
  const publicKey = wanted.publicKey ?? (pair as { publicKey: KeyObject }).publicKey
  const key = pair === undefined ? '' : (pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
  const subject = { commonName, organization }
  const issuer = wanted.issuer ?? { ...subject, key }
  serial += 1
  const ecdsa = new Sequence({ value: [new ObjectIdentifier({ value: '1.2.840.10045.4.3.2' })] })
  const body = new Sequence({
    value: [
      new Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value: [new Integer({ value: 2 })] }),
      new Integer({ value: serial }),
      ecdsa,
      nameOf(issuer),
      new Sequence({ value: [new UTCTime({ valueDate: notBefore }), new UTCTime({ valueDate: notAfter })] }),
      nameOf(subject),
      fromBER(publicKey.export({ type: 'spki', format: 'der' })).result,
      new Constructed({
        idBlock: { tagClass: 3, tagNumber: 3 },
        value: [
          new Sequence({
            value: [
              extension('2.5.29.19', new Sequence({ value: isCa ? [new Asn1Boolean({ value: true })] : [] })),
              ...(ip === undefined
                ? []
                : [extension('2.5.29.17', new Sequence({ value: [tagged(7, Uint8Array.from(ip.split('.').map(Number)))] }))]),
              ...(ocspUrl === undefined ? [] : [extension('1.3.6.1.5.5.7.1.1', access(ocspUrl))]),
            ],
          }),
        ],
      }),
    ],
  })
  const signature = sign('sha256', new Uint8Array(body.toBER()), createPrivateKey(issuer.key))
  const der = new Sequence({ value: [body, ecdsa, new BitString({ valueHex: new Uint8Array(signature).buffer })] }).toBER()
  return { ...subject, key, cert: pem(der) }
}

export const createRoot = (commonName = 'Root', more: Partial<Wanted> = {}): Issued => issue({ commonName, isCa: true, ...more })

/** What a station asked for, read back. */
export function readCsr(text: string): { readonly publicKey: KeyObject; readonly commonName: string; readonly organization: string } {
  const der = Buffer.from(text.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
  const [, name, spki] = ((fromBER(der).result as Sequence).valueBlock.value[0] as Sequence).valueBlock.value as Sequence[]
  const part = (oid: string): string => {
    const found = (name as Sequence).valueBlock.value
      .map((set) => ((set as Asn1Set).valueBlock.value[0] as Sequence).valueBlock.value)
      .find(([type]) => (type as ObjectIdentifier).valueBlock.toString() === oid)
    return (found?.[1] as Utf8String | undefined)?.valueBlock.value ?? ''
  }
  const publicKey = createPublicKey({ key: Buffer.from((spki as Sequence).toBER()), type: 'spki', format: 'der' })
  return { publicKey, commonName: part('2.5.4.3'), organization: part('2.5.4.10') }
}

/** Signs what a station asked for, as its csms has it done. */
export const certify = (csr: string, issuer: Issued, changes: Partial<Wanted> = {}): string =>
  issue({ ...readCsr(csr), issuer, ...changes }).cert

const nameOf = ({ commonName, organization }: { readonly commonName: string; readonly organization: string }): Sequence =>
  new Sequence({ value: [namePart('2.5.4.10', organization), namePart('2.5.4.3', commonName)] })

const namePart = (type: string, value: string): Asn1Set =>
  new Asn1Set({ value: [new Sequence({ value: [new ObjectIdentifier({ value: type }), new Utf8String({ value })] })] })

const extension = (type: string, value: Sequence): Sequence =>
  new Sequence({ value: [new ObjectIdentifier({ value: type }), new OctetString({ valueHex: value.toBER() })] })

const tagged = (tagNumber: number, bytes: Uint8Array): Primitive =>
  new Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: new Uint8Array(bytes).buffer })

const access = (url: string): Sequence =>
  new Sequence({ value: [new Sequence({ value: [new ObjectIdentifier({ value: '1.3.6.1.5.5.7.48.1' }), tagged(6, Buffer.from(url))] })] })

const pem = (der: ArrayBuffer): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
