import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { checkComposite, compositeDurationSeconds, limitA, profileId } from './smart-charging.js'

export const answers = defineAnswers(ocpp201, {
  ClearedChargingLimit: () => ({}),
  NotifyChargingLimit: () => ({}),
  // No profile follows of its own accord, and anything but Rejected would promise one (K15.FR.04).
  NotifyEVChargingNeeds: () => ({ status: 'Rejected' }),
  NotifyEVChargingSchedule: () => ({ status: 'Accepted' }),
  ReportChargingProfiles: () => ({}),
})

export const commands = defineCommands(ocpp201, {
  SetChargingProfile: {
    payload: () => ({
      evseId: 1,
      chargingProfile: {
        id: profileId,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] }],
      },
    }),
  },
  ClearChargingProfile: { payload: () => ({ chargingProfileId: profileId }), check: hasStatus('Accepted', 'Unknown') },
  GetChargingProfiles: {
    payload: ({ station }) => ({ requestId: station.nextNumber(), chargingProfile: { chargingProfilePurpose: 'TxDefaultProfile' } }),
    check: hasStatus('Accepted', 'NoProfiles'),
  },
  GetCompositeSchedule: {
    payload: () => ({ evseId: 1, duration: compositeDurationSeconds }),
    check: ({ status, schedule }: { status: string; schedule?: { evseId: number } | undefined }, { evseId }: { evseId: number }) =>
      checkComposite({ status, hasSchedule: schedule !== undefined, place: schedule?.evseId }, evseId),
  },
})
