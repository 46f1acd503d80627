import { settingRules } from '../../setting-rules.js'
import type { Station } from '../../station.js'
import { decimal, fixed, fixedList, live, truth } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'

const variables = {
  ACPhaseSwitchingSupported: fixed(false),
  Available: fixed(true),
  Enabled: truth('smartCharging'),
  'Entries[ChargingProfiles]': {
    ...live('integer', ({ smartCharging }) => String(smartCharging.profiles.length)),
    max: ({ settings }: Station) => settings.values.maxChargingProfiles,
  },
  ExternalControlSignalsEnabled: truth('externalControlSignals'),
  LimitChangeSignificance: decimal('limitChangeSignificancePercent', { unit: 'Percent' }),
  NotifyChargingLimitWithSchedules: truth('notifyLimitWithSchedules'),
  PeriodsPerSchedule: live('integer', ({ settings }) => String(settings.values.maxChargingPeriods)),
  Phases3to1: live('boolean', ({ settings }) => String(settings.values.switches3to1Phase)),
  ProfileStackLevel: live('integer', ({ settings }) => String(settings.values.maxChargingStackLevel)),
  RateUnit: {
    ...live('MemberList', ({ settings }) => settings.values.chargingRateUnits.join(',')),
    values: settingRules.chargingRateUnits.values,
  },
}

/** What 2.0.1 can ask and change of smart charging (part 2, appendix 3). */
export const smartChargingComponents: readonly Component[] = [{ name: 'SmartChargingCtrlr', of: 'station', variables }]

/** Ids of external limits are negative (K11.FR.06, K01.FR.80–82). */
export const maxExternalConstraintsId = -1

/** …and 2.1. */
export const smartChargingComponents21: readonly Component[] = [
  {
    name: 'SmartChargingCtrlr',
    of: 'station',
    variables: {
      ...variables,
      'ChargingProfilePersistence[TxProfile]': fixed(true),
      'ChargingProfilePersistence[ChargingStationExternalConstraints]': fixed(false),
      'ChargingProfilePersistence[LocalGeneration]': fixed(true),
      ExternalConstraintsProfileDisallowed: truth('externalConstraintsDisallowed'),
      MaxExternalConstraintsId: fixed(maxExternalConstraintsId),
      SupportedAdditionalPurposes: fixedList('MemberList', ['PriorityCharging', 'LocalGeneration']),
      SupportsDynamicProfiles: fixed(true),
      SupportsEvseSleep: fixed(true),
      SupportsLimitAtSoC: fixed(false),
      SupportsMaxOfflineDuration: fixed(true),
      SupportsRandomizedDelay: fixed(true),
      SupportsUseLocalTime: fixed(false),
    },
  },
]
