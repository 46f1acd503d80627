import { type Random, randomInteger } from '@ocpp-kit/rpc'

/** What one generated payload is about, so that its fields agree: one station, one driver, one transaction, one moment. */
export interface Story {
  readonly random: Random
  /** ms since the epoch. */
  readonly nowMs: number
  readonly station: {
    readonly vendor: string
    readonly model: string
    readonly serialNumber: string
    readonly firmwareVersion: string
    /** 19 digits: 89, country, issuer, number, check digit (ITU-T E.118). */
    readonly iccid: string
    /** 15 digits: mobile country code, network, subscriber. */
    readonly imsi: string
    readonly meterType: string
    readonly meterSerialNumber: string
  }
  /** An RFID card, 7 bytes. */
  readonly cardUid: string
  readonly groupId: string
  /** eMAID: country, provider, contract (ISO 15118-1 annex H). */
  readonly emaid: string
  readonly evseId: number
  readonly connectorId: number
  /** What a TransactionEvent with all its fields tells of. */
  readonly eventType: 'Started' | 'Updated' | 'Ended'
  /** As 1.6 numbers it. */
  readonly transactionNumber: number
  /** As 2.x names it: a UUID. */
  readonly transactionId: string
  readonly requestId: number
  readonly reservationId: number
  readonly startEnergyWh: number
  readonly usedEnergyWh: number
  readonly powerW: number
  readonly voltageV: number
  readonly socPercent: number
}

const stations = [
  { vendor: 'Voltaic', model: 'V-11 Wallbox', meterType: 'MID EM340' },
  { vendor: 'Amperon', model: 'Duo 22', meterType: 'AC-3P-80A' },
  { vendor: 'Kilowatt GmbH', model: 'KW50 DC', meterType: 'DC-M 200A' },
  { vendor: 'Nordladen', model: 'Fjord 150', meterType: 'DC-M 500A' },
] as const

export const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T

export const digits = (random: Random, count: number): string => Array.from({ length: count }, () => randomInteger(random, 0, 9)).join('')

export const hex = (random: Random, count: number): string =>
  Array.from({ length: count }, () => randomInteger(random, 0, 15).toString(16)).join('')

/** A version 4 UUID (RFC 9562 §5.4). */
const uuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${pick(random, ['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`

/** Luhn's formula (ITU-T E.118, ISO/IEC 7812-1 annex B): every second digit from the right counts twice, the digits of the double added up. */
function withCheckDigit(number: string): string {
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const counted = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return total + (counted > 9 ? counted - 9 : counted)
  }, 0)
  return `${number}${(10 - (sum % 10)) % 10}`
}

export function tellStory(random: Random, nowMs: number): Story {
  const { vendor, model, meterType } = pick(random, stations)
  return {
    random,
    nowMs,
    station: {
      vendor,
      model,
      meterType,
      serialNumber: `${vendor.slice(0, 3).toUpperCase()}-${digits(random, 8)}`,
      firmwareVersion: `${randomInteger(random, 1, 4)}.${randomInteger(random, 0, 12)}.${randomInteger(random, 0, 20)}`,
      iccid: withCheckDigit(`8949${digits(random, 14)}`),
      imsi: `26201${digits(random, 10)}`,
      meterSerialNumber: `M${digits(random, 10)}`,
    },
    cardUid: `04${hex(random, 12)}`.toUpperCase(),
    groupId: `GROUP-${digits(random, 4)}`,
    emaid: `DEABCC${digits(random, 8)}`,
    evseId: randomInteger(random, 1, 4),
    connectorId: 1,
    transactionNumber: randomInteger(random, 1, 2_000_000),
    transactionId: uuid(random),
    requestId: randomInteger(random, 1, 1_000_000),
    reservationId: randomInteger(random, 1, 100_000),
    startEnergyWh: randomInteger(random, 1_000, 5_000_000),
    usedEnergyWh: randomInteger(random, 100, 60_000),
    powerW: randomInteger(random, 3_600, 22_000),
    voltageV: randomInteger(random, 225, 236),
    socPercent: randomInteger(random, 10, 95),
    eventType: pick(random, ['Started', 'Updated', 'Ended']),
  }
}
