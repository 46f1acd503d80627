import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import type { RequestOf } from '@ocpp-kit/rpc'
import type { Profile, Purpose } from './profile.js'

export type Profile16 = RequestOf<Ocpp16, 'SetChargingProfile'>['csChargingProfiles']

const purposes: Readonly<Record<Profile16['chargingProfilePurpose'], Purpose>> = {
  ChargePointMaxProfile: 'ChargingStationMaxProfile',
  TxDefaultProfile: 'TxDefaultProfile',
  TxProfile: 'TxProfile',
}

export const purposeOf16 = (purpose: Profile16['chargingProfilePurpose']): Purpose => purposes[purpose]

const msOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

/** A profile of 1.6 as it is kept here. An absolute schedule without a start is one relative to the start of charging (1.6 §7.13). */
export function profileOf16(wire: Profile16, place: { readonly evseId: number; readonly connectorId?: number | undefined }): Profile {
  const { chargingSchedule: schedule, chargingProfileKind: kind } = wire
  const startMs = kind === 'Relative' ? undefined : msOf(schedule.startSchedule)
  return {
    id: wire.chargingProfileId,
    ...place,
    purpose: purposes[wire.chargingProfilePurpose],
    kind: kind === 'Absolute' && startMs === undefined ? 'Relative' : kind,
    recurrence: wire.recurrencyKind,
    stackLevel: wire.stackLevel,
    validFromMs: msOf(wire.validFrom),
    validToMs: msOf(wire.validTo),
    transactionId: wire.transactionId === undefined ? undefined : String(wire.transactionId),
    schedules: [
      {
        id: 0,
        startMs,
        durationS: schedule.duration,
        unit: schedule.chargingRateUnit,
        periods: schedule.chargingSchedulePeriod.map(({ startPeriod, limit, numberPhases }) => ({
          startS: startPeriod,
          limit,
          numberPhases,
        })),
      },
    ],
  }
}
