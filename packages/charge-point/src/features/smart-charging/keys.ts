import { live, type Variable } from '../configuration/configuration.js'
import type { Keys } from '../configuration/ocpp16.js'

const names: Readonly<Record<string, string>> = { A: 'Current', W: 'Power' }

const number = (read: (settings: Parameters<Variable['read']>[0]['settings']['values']) => number): Variable =>
  live('integer', ({ settings }) => String(read(settings.values)))

/** The keys of the smart charging profile (1.6 §9.4); all are read only. */
export const smartChargingKeys: Keys = {
  ChargeProfileMaxStackLevel: number(({ maxChargingStackLevel }) => maxChargingStackLevel),
  ChargingScheduleAllowedChargingRateUnit: live('MemberList', ({ settings }) =>
    settings.values.chargingRateUnits.map((unit) => names[unit] ?? unit).join(','),
  ),
  ChargingScheduleMaxPeriods: number(({ maxChargingPeriods }) => maxChargingPeriods),
  ConnectorSwitch3to1PhaseSupported: live('boolean', ({ settings }) => String(settings.values.switches3to1Phase)),
  MaxChargingProfilesInstalled: number(({ maxChargingProfiles }) => maxChargingProfiles),
}
