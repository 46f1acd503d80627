import { ocpp16 } from '@ocpp-kit/ocpp16'
import { hasStatus } from '../checks.js'
import { defineCommands } from '../define.js'
import { checkComposite, compositeDurationSeconds, limitA, profileId } from './smart-charging.js'

export const commands = defineCommands(ocpp16, {
  SetChargingProfile: {
    payload: () => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: profileId,
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] },
      },
    }),
  },
  ClearChargingProfile: { payload: () => ({ id: profileId }), check: hasStatus('Accepted', 'Unknown') },
  GetCompositeSchedule: {
    payload: () => ({ connectorId: 1, duration: compositeDurationSeconds }),
    check: ({ status, chargingSchedule, connectorId }, request) =>
      checkComposite({ status, hasSchedule: chargingSchedule !== undefined, place: connectorId }, request.connectorId),
  },
})
