import { ocpp21, type TariffType } from '@ocpp-kit/ocpp21'
import type { StationState } from '../../version.js'
import { hasStatus, oddities } from '../checks.js'
import { defineCommands } from '../define.js'
import { transactionIdFor } from '../transactions/ocpp201.js'
import { commands as ocpp201 } from './ocpp201.js'

/** A station refuses a tariff whose id it has already (I07.FR.04), so each has its own. */
const tariffFor = (station: StationState): TariffType => ({
  tariffId: `MOCK-TARIFF-${station.nextNumber()}`,
  currency: 'EUR',
  energy: { prices: [{ priceKwh: 0.4 }], taxRates: [{ type: 'VAT', tax: 20 }] },
})

const evseId = 1

export const commands = defineCommands(ocpp21, {
  ...ocpp201,
  SetDefaultTariff: { payload: ({ station }) => ({ evseId, tariff: tariffFor(station) }) },
  GetTariffs: { payload: () => ({ evseId }), check: hasStatus('Accepted', 'NoTariff') },
  ClearTariffs: {
    payload: () => ({ evseId }),
    check: ({ clearTariffsResult }) =>
      oddities(
        clearTariffsResult.map(({ status, tariffId = 'a tariff' }) => (status === 'Rejected' ? `${tariffId} is ${status}` : undefined)),
      ),
  },
  ChangeTransactionTariff: {
    payload: ({ station }) => ({ transactionId: transactionIdFor(station), tariff: tariffFor(station) }),
  },
})
