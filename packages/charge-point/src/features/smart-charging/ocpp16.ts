import type { Ocpp16 } from '@ocpp-kit/ocpp16'
import { type HandlerMap, OcppError } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import { placeOf } from '../topology/ocpp16.js'
import type { SmartChargingAdapter } from './adapter.js'
import { type Profile16, profileOf16, purposeOf16 } from './ocpp16-profile.js'
import type { Quantity } from './profile.js'

export const smartCharging: SmartChargingAdapter = {
  rules: {
    purposes: ['ChargingStationMaxProfile', 'TxDefaultProfile', 'TxProfile'],
    kinds: ['Absolute', 'Recurring', 'Relative'],
    replacesSameSlot: true,
    needsTransactionId: false,
    isStrict: false,
    refusesPhasesAtDc: false,
  },
  phaseRule: 'ofLowest',
  parse: (wire, place) => profileOf16(wire as Profile16, place),
}

/** Connector 0 is the station; any other is a place. */
function where({ body }: Station, connectorId: number): { readonly evseId: number; readonly connectorId?: number } | undefined {
  return connectorId === 0 ? { evseId: 0 } : placeOf(body.state, connectorId)
}

/** There is no telling the phases apart in 1.6. */
const single = (quantity: Quantity | undefined): number => (typeof quantity === 'number' ? quantity : (quantity?.[0] ?? 0))

export const smartChargingHandlers = (station: Station): HandlerMap<Ocpp16, 'station'> => ({
  SetChargingProfile: ({ connectorId, csChargingProfiles: wire }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('SetChargingProfile')
    const place = where(station, connectorId)
    // Errata 3.39.
    if (place === undefined) throw new OcppError('PropertyConstraintViolation', `connectorId: there is no connector ${connectorId}`)
    return { status: smart.set({ profile: profileOf16(wire, place), wire }) === undefined ? 'Accepted' : 'Rejected' }
  },
  ClearChargingProfile: ({ id, connectorId, chargingProfilePurpose, stackLevel }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('ClearChargingProfile')
    const place = connectorId === undefined ? {} : where(station, connectorId)
    if (place === undefined) return { status: 'Unknown' }
    // The id says it all; else all that is given must agree, and nothing given means everything (errata 3.25, 3.26).
    const purpose = chargingProfilePurpose && purposeOf16(chargingProfilePurpose)
    const criteria = id === undefined ? { ...place, purpose, stackLevel } : { ids: [id] }
    return { status: smart.clear(criteria) ? 'Accepted' : 'Unknown' }
  },
  GetCompositeSchedule: ({ connectorId, duration, chargingRateUnit: unit }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('GetCompositeSchedule')
    const place = where(station, connectorId)
    const schedule = place && smart.composite({ ...place, durationS: duration, unit })
    if (schedule === undefined) return { status: 'Rejected' }
    const hasPhases = station.body.state.evses.some(
      ({ evseId, kind }) => kind === 'AC' && (place?.evseId === 0 || place?.evseId === evseId),
    )
    const [first, ...others] = schedule.periods.map(({ startS, limit, numberPhases }) => ({
      startPeriod: startS,
      limit: single(limit),
      ...(!hasPhases || numberPhases === undefined ? {} : { numberPhases }),
    }))
    if (first === undefined) return { status: 'Rejected' }
    return {
      status: 'Accepted',
      connectorId,
      scheduleStart: new Date(schedule.startMs).toISOString(),
      // Without startSchedule (errata 3.57).
      chargingSchedule: { duration: schedule.durationS, chargingRateUnit: schedule.unit, chargingSchedulePeriod: [first, ...others] },
    }
  },
})
