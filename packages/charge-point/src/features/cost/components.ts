import { fixed, live, oneOf, text, truth, whole } from '../configuration/configuration.js'
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

/** Tariffs are prices here, by which the station counts (2.1 part 2, §2.12 of the configuration variables). */
export const costComponents21: readonly Component[] = [
  { name: 'ClockCtrlr', of: 'station', variables: { TimeZone: text('timeZone') } },
  {
    name: 'TariffCostCtrlr',
    of: 'station',
    variables: {
      ...variables,
      'Available[Tariff]': fixed(true),
      'Available[Cost]': fixed(true),
      'ConditionsSupported[Tariff]': live('boolean', ({ settings }) => String(settings.values.tariffConditions)),
      'Enabled[Tariff]': truth('tariffEnabled'),
      'Enabled[Cost]': truth('costEnabled'),
      'Enabled[RunningCost]': truth('runningCostEnabled'),
      'HandleFailedTariff[Tariff]': oneOf('handleFailedTariff', ['Deauthorize', 'UseDefaultTariff', 'CentralCost']),
      'Interval[Cost]': whole('costIntervalS', { unit: 's' }),
      'Interval[Tariff]': whole('tariffIntervalS', { unit: 's' }),
      'MaxElements[Tariff]': live('integer', ({ settings }) => String(settings.values.tariffMaxElements)),
      OfflineTariffFallbackMessage: text('offlineTariffFallbackMessage'),
      Problem: live('boolean', ({ tariffAlarm }) => String(tariffAlarm.isRaised)),
    },
  },
]
