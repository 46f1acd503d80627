import type { Token } from '../../body/index.js'
import type { Station } from '../../station.js'

/** A certificate as requests name it: by its hashes. */
export interface CertificateHash {
  readonly hashAlgorithm: string
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  readonly serialNumber: string
}

/** Who is meant; in exactly one of three ways (N09.FR.09). */
export interface Customer {
  readonly idToken?: Token | undefined
  readonly customerIdentifier?: string | undefined
  readonly certificate?: CertificateHash | undefined
}

/**
 * Some part of the station that knows something about customers, e.g. the authorization cache. One for all stations: a block
 * exports its own and the version lists it.
 */
export interface CustomerRecords {
  /** What is stored about a customer, an entry a line. */
  find(station: Station, customer: Customer): readonly string[]
  /** Forgets it; missing where that is not the station's to do, as with the local list (N10.FR.03). */
  clear?(station: Station, customer: Customer): void
}

/** What is told where only clearing was asked for (N10.FR.06). */
const cleared = 'cleared'

/** How much of the data one message takes. */
const charactersPerPart = 512

export interface CustomerWish {
  readonly customer: Customer
  readonly shallReport: boolean
  readonly shallClear: boolean
}

/** Whether a request can be followed (N09.FR.03, N09.FR.07, N09.FR.09). */
export function decide({ customer, shallReport, shallClear }: CustomerWish, isBusy: boolean): 'Accepted' | 'Rejected' | 'Invalid' {
  if (Object.values(customer).filter((one) => one !== undefined).length !== 1) return 'Invalid'
  return isBusy || !(shallReport || shallClear) ? 'Rejected' : 'Accepted'
}

/** Does what was asked for and returns the data to send, in parts; one empty part where there is none (N09.FR.06, N10.FR.04). */
export function follow(
  station: Station,
  records: readonly CustomerRecords[],
  { customer, shallReport, shallClear }: CustomerWish,
): readonly string[] {
  const lines = records.flatMap((one) => one.find(station, customer))
  if (shallClear) for (const one of records) one.clear?.(station, customer)
  return shallReport ? inParts(lines.join('\n')) : [cleared]
}

function inParts(text: string): readonly string[] {
  // By characters as people count them, so that none is cut in two.
  const characters = [...text]
  const parts: string[] = []
  let part = ''
  for (const character of characters) {
    if (part.length + character.length > charactersPerPart) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}
