import { oddities } from '../checks.js'

/** The profile that SetChargingProfile installs and ClearChargingProfile removes. */
export const profileId = 1

/** What every connector of a public station can carry, in A. */
export const limitA = 16

export const compositeDurationSeconds = 3600

/** A schedule comes with Accepted, and is of the connector or EVSE that was asked for. */
export const checkComposite = (
  told: { status: string; hasSchedule: boolean; place: number | undefined },
  asked: number,
): string | undefined =>
  told.status !== 'Accepted'
    ? `status is ${told.status}`
    : oddities([
        told.hasSchedule ? undefined : 'there is no schedule',
        told.place === undefined || told.place === asked ? undefined : `the schedule is of ${told.place}, not of ${asked}`,
      ])
