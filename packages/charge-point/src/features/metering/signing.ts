import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Token } from '../../body/index.js'
import type { StationFacts } from '../../core.js'
import type { StateStore } from '../../state/store.js'
import type { Measured } from './measurands.js'
import type { MeterSample, ReadingContext } from './samples.js'

const section = 'meter keys'

export const encodingMethod = 'OCMF'

/** Who is charging where, as the signature vouches for it. */
export interface SigningPlace {
  readonly evseId: number
  readonly isDc: boolean
  readonly token: Token | undefined
}

interface MeterKey {
  readonly privateKey: KeyObject
  /** As a csms gets it (OCA signed meter values §3.2.2), base64. */
  readonly publicKey: string
}

/**
 * The meters' keys, one per EVSE: ECDSA on P-256 with SHA-256, over OCMF. A key is made when it is first used and kept in the state;
 * it belongs to the meter and never changes.
 */
export class MeterSigner {
  private readonly keys = new Map<number, MeterKey>()

  constructor(
    private readonly state: StateStore,
    private readonly facts: StationFacts,
  ) {}

  publicKey(evseId: number): string {
    return this.keyOf(evseId).publicKey
  }

  /** The values with signatures on those that the meter can sign. */
  sign({ timestamp, context, values }: MeterSample, place: SigningPlace, isSignable: (value: Measured) => boolean): MeterSample {
    return {
      timestamp,
      context,
      values: values.map((value) =>
        isSignable(value) ? { ...value, signed: { data: this.signed(value, timestamp, context, place), publicKey: '' } } : value,
      ),
    }
  }

  private signed(value: Measured, timestamp: string, context: ReadingContext, place: SigningPlace): string {
    const serial = this.facts.serialNumber ?? this.facts.identity
    const payload = JSON.stringify({
      FV: '1.0',
      GI: this.facts.model,
      GS: serial,
      PG: `T${this.nextPage(place.evseId)}`,
      MV: this.facts.vendor,
      MM: this.facts.model,
      MS: `${serial}-${place.evseId}`,
      IS: place.token !== undefined,
      IT: place.token === undefined ? 'NONE' : (identifications[place.token.type] ?? 'CENTRAL'),
      ID: place.token?.idToken ?? '',
      RD: [
        {
          TM: `${timestamp.replace('.', ',').replace('Z', '+0000')} S`,
          TX: context === 'Transaction.Begin' ? 'B' : context === 'Transaction.End' ? 'E' : 'C',
          RV: value.value / 1000,
          RI: value.measurand.includes('Export') ? '1-0:2.8.0' : '1-0:1.8.0',
          RU: 'kWh',
          RT: place.isDc ? 'DC' : 'AC',
          ST: 'G',
        },
      ],
    })
    const signature = sign('sha256', Buffer.from(payload), this.keyOf(place.evseId).privateKey).toString('hex')
    const text = `OCMF|${payload}|${JSON.stringify({ SA: 'ECDSA-secp256r1-SHA256', SD: signature })}`
    return Buffer.from(text).toString('base64')
  }

  /** Numbers what a meter has signed, without a gap. */
  private nextPage(evseId: number): number {
    const key = `page ${evseId}`
    const page = Number(this.state.load(section).get(key) ?? 0) + 1
    this.state.put(section, key, page)
    return page
  }

  private keyOf(evseId: number): MeterKey {
    const known = this.keys.get(evseId)
    if (known !== undefined) return known
    const kept = this.state.load(section).get(`key ${evseId}`)
    const privateKey =
      typeof kept === 'string' ? createPrivateKey(kept) : generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
    if (kept === undefined) this.state.put(section, `key ${evseId}`, privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
    const key = { privateKey, publicKey: Buffer.from(`oca:base16:asn1:${spki.toString('hex')}`).toString('base64') }
    this.keys.set(evseId, key)
    return key
  }
}

/** Types of tokens as OCMF names them. */
const identifications: Readonly<Partial<Record<string, string>>> = {
  eMAID: 'EMAID',
  ISO14443: 'ISO14443',
  ISO15693: 'ISO15693',
  Local: 'LOCAL',
}

/** Puts the public key where the csms wants it: nowhere, with the first signed value, or with each (PublicKeyWithSignedMeterValue). */
export function withPublicKey(
  samples: readonly MeterSample[],
  publicKey: () => string,
  where: 'nowhere' | 'first' | 'everywhere',
): readonly MeterSample[] {
  let isDone = where === 'nowhere'
  return samples.map((sample) => ({
    ...sample,
    values: sample.values.map((value) => {
      if (value.signed === undefined || isDone) return value
      isDone = where === 'first'
      return { ...value, signed: { ...value.signed, publicKey: publicKey() } }
    }),
  }))
}

export const isSigned = (samples: readonly MeterSample[]): boolean =>
  samples.some(({ values }) => values.some(({ signed }) => signed !== undefined))
