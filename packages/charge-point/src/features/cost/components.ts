import { fixed, text } from '../configuration/configuration.js'
import type { Component, Variables } from '../configuration/device-model.js'

const variables: Variables = {
  Currency: text('currency'),
  TariffFallbackMessage: text('tariffFallbackMessage'),
  TotalCostFallbackMessage: text('totalCostFallbackMessage'),
}

/** Tariffs are texts here, which the station shows. */
export const costComponents201: readonly Component[] = [
  {
    name: 'TariffCostCtrlr',
    of: 'station',
    variables: {
      ...variables,
      'Available[Tariff]': fixed(true),
      'Available[Cost]': fixed(true),
      'Enabled[Tariff]': fixed(true),
      'Enabled[Cost]': fixed(true),
    },
  },
]

export const costComponents21: readonly Component[] = [
  {
    name: 'TariffCostCtrlr',
    of: 'station',
    variables: { ...variables, OfflineTariffFallbackMessage: text('offlineTariffFallbackMessage') },
  },
]
