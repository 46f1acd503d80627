import type { Payload, Setup, TestCsms } from './csms.js'
import type { ocpp21 } from './versions.js'

export type Station21 = Setup<typeof ocpp21>

/** A tariff of 2.1, of one kWh price where nothing else is said. */
export const tariff = (tariffId: string, parts: object = { energy: { prices: [{ priceKwh: 0.3 }] } }): Payload => ({
  tariffId,
  currency: 'EUR',
  ...parts,
})

export const setDefault = ({ csms }: Pick<Station21, 'csms'>, one: Payload, evseId = 0): Promise<Payload> =>
  csms.call('SetDefaultTariff', { evseId, tariff: one })

/** The csms names a tariff for every driver that it is asked about. */
export const nameForDrivers = (csms: TestCsms, one: Payload): void => {
  csms.answers['Authorize'] = () => ({ idTokenInfo: { status: 'Accepted' }, tariff: one })
}

const infoOf = (event: Payload): Payload => event['transactionInfo'] as Payload

/** Trigger and tariff of each event that names one. */
export const tariffsTold = (csms: TestCsms): unknown[] =>
  csms
    .of('TransactionEvent')
    .filter((event) => infoOf(event)['tariffId'] !== undefined)
    .map((event) => [event['triggerReason'], infoOf(event)['tariffId']])

export interface Details {
  readonly failureToCalculate?: boolean
  readonly failureReason?: string
  readonly chargingPeriods?: readonly {
    readonly tariffId: string
    readonly startPeriod: string
    readonly dimensions?: readonly { readonly type: string; readonly volume: number }[]
  }[]
  readonly totalCost: Readonly<Record<string, { readonly exclTax?: number; readonly inclTax?: number }>> & {
    readonly currency: string
    readonly typeOfCost: string
    readonly total: { readonly exclTax?: number; readonly inclTax?: number }
  }
  readonly totalUsage: {
    readonly energy: number
    readonly chargingTime: number
    readonly idleTime: number
    readonly reservationTime?: number
  }
}

/** Costs as told so far: what brought the message about, and the details in it. */
export const costsTold = (csms: TestCsms): readonly (readonly [unknown, Details])[] =>
  csms
    .of('TransactionEvent')
    .filter(({ costDetails }) => costDetails !== undefined)
    .map(({ triggerReason, costDetails }) => [triggerReason, costDetails as unknown as Details])

export function finalCosts(csms: TestCsms): Details {
  const ended = csms.of('TransactionEvent').find(({ eventType }) => eventType === 'Ended')
  if (ended?.['costDetails'] === undefined) throw new Error('no final costs were told')
  return ended['costDetails'] as unknown as Details
}

/** Dimensions of each period in few words. */
export const periodsOf = ({ chargingPeriods = [] }: Details): string[] =>
  chargingPeriods.map(
    ({ tariffId, dimensions = [] }) => `${tariffId}: ${dimensions.map(({ type, volume }) => `${type} ${Math.round(volume)}`).join(', ')}`,
  )
