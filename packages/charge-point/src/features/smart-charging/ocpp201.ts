import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { type Outgoing, outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { EvNeeds, EvPlan, LimitNotice, SmartChargingAdapter } from './adapter.js'
import { answerWithPlan } from './charging-needs.js'
import { type Profile2x, periodTo2x, profileOf2x, profileTo2x } from './ocpp2x-profile.js'
import type { Installed } from './profile.js'
import type { Refusal } from './refusal.js'
import { type Criteria, matches } from './store.js'

const message = outgoing<Ocpp201>()

type Needs = RequestOf<Ocpp201, 'NotifyEVChargingNeeds'>['chargingNeeds']
type Source = RequestOf<Ocpp201, 'ClearedChargingLimit'>['chargingLimitSource']
type Schedule201 = RequestOf<Ocpp201, 'NotifyEVChargingSchedule'>['chargingSchedule']
type Report = RequestOf<Ocpp201, 'ReportChargingProfiles'>

export const smartCharging: SmartChargingAdapter = {
  rules: {
    purposes: ['ChargingStationMaxProfile', 'TxDefaultProfile', 'TxProfile'],
    kinds: ['Absolute', 'Recurring', 'Relative'],
    replacesSameSlot: false,
    needsTransactionId: true,
    isStrict: true,
    refusesPhasesAtDc: false,
  },
  phaseRule: 'fewest',
  parse: (wire, { evseId }) => profileOf2x(wire as Profile2x, evseId),
  wireOf: profileTo2x,
  chargingLimit: (notice) => message('NotifyChargingLimit', limitRequest(notice) as RequestOf<Ocpp201, 'NotifyChargingLimit'>),
  clearedLimit: (evseId, source) => message('ClearedChargingLimit', { chargingLimitSource: source as Source, evseId }),
  chargingNeeds: (needs) => message('NotifyEVChargingNeeds', needsRequest(needs)),
  readNeedsAnswer: (response) => (response as ResponseOf<Ocpp201, 'NotifyEVChargingNeeds'>).status,
  chargingSchedule: (plan) => message('NotifyEVChargingSchedule', planRequest(plan)),
  readScheduleAnswer: (response) => (response as ResponseOf<Ocpp201, 'NotifyEVChargingSchedule'>).status,
}

function limitRequest({ evseId, source, isGridCritical, profile }: LimitNotice): object {
  return {
    ...(evseId === 0 ? {} : { evseId }),
    chargingLimit: { chargingLimitSource: source, ...(isGridCritical === undefined ? {} : { isGridCritical }) },
    ...(profile === undefined ? {} : { chargingSchedule: profileTo2x(profile).chargingSchedule }),
  }
}

/** Charging needs by the kind of charging (K15.FR.06). */
export function needsRequest(needs: EvNeeds): RequestOf<Ocpp201, 'NotifyEVChargingNeeds'> {
  const { evseId, kind, phases, departureTime, maxScheduleTuples } = needs
  const chargingNeeds: Needs =
    kind === 'AC'
      ? {
          requestedEnergyTransfer: phases === 1 ? 'AC_single_phase' : 'AC_three_phase',
          acChargingParameters: {
            energyAmount: needs.energyWh,
            evMinCurrent: needs.minCurrentA,
            evMaxCurrent: needs.maxCurrentA,
            evMaxVoltage: needs.maxVoltageV,
          },
        }
      : {
          requestedEnergyTransfer: 'DC',
          dcChargingParameters: {
            evMaxCurrent: needs.maxCurrentA,
            evMaxVoltage: needs.maxVoltageV,
            energyAmount: needs.energyWh,
            evMaxPower: needs.maxPowerW,
            stateOfCharge: needs.socPercent,
            evEnergyCapacity: needs.capacityWh,
          },
        }
  return {
    evseId,
    ...(maxScheduleTuples === undefined ? {} : { maxScheduleTuples }),
    chargingNeeds: { ...chargingNeeds, ...(departureTime === undefined ? {} : { departureTime }) },
  }
}

export const planRequest = ({ evseId, timeBase, durationS, unit, hasPhases, periods, scheduleId }: EvPlan) => ({
  evseId,
  timeBase,
  chargingSchedule: {
    id: scheduleId,
    startSchedule: timeBase,
    duration: durationS,
    chargingRateUnit: unit,
    chargingSchedulePeriod: periods.map((period) => periodTo2x(period, hasPhases)),
  } as unknown as Schedule201,
})

/** Texts of a statusInfo end at 512 characters. */
const infoOf = ({ reason, explanation }: Refusal) => ({ reasonCode: reason, additionalInfo: explanation.slice(0, 512) })

/** How many profiles go into one report. */
const profilesPerReport = 10

export const smartChargingHandlers = (station: Station): HandlerMap<Ocpp201, 'station'> => ({
  SetChargingProfile: ({ evseId, chargingProfile: wire }, received) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('SetChargingProfile')
    const refusal = smart.set({ profile: profileOf2x(wire as Profile2x, evseId), wire })
    if (refusal !== undefined) return { status: 'Rejected', statusInfo: infoOf(refusal) }
    received.afterAnswer(() => void answerWithPlan(smart, wire.id))
    return { status: 'Accepted' }
  },
  ClearChargingProfile: ({ chargingProfileId, chargingProfileCriteria = {} }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('ClearChargingProfile')
    const { evseId, chargingProfilePurpose: purpose, stackLevel } = chargingProfileCriteria
    const criteria = chargingProfileId === undefined ? { evseId, purpose, stackLevel } : { ids: [chargingProfileId] }
    return { status: smart.clear(criteria) ? 'Accepted' : 'Unknown' }
  },
  GetChargingProfiles: ({ requestId, evseId, chargingProfile: wanted }, received) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('GetChargingProfiles')
    const criteria: Criteria = {
      ids: wanted.chargingProfileId,
      evseId,
      purpose: wanted.chargingProfilePurpose,
      stackLevel: wanted.stackLevel,
      sources: wanted.chargingLimitSource,
    }
    const found = smart.profiles.filter((profile) => matches(profile, criteria))
    if (found.length === 0) return { status: 'NoProfiles' }
    received.afterAnswer(() => {
      for (const report of reports(requestId, found)) void smart.notices.tell(report)
    })
    return { status: 'Accepted' }
  },
  GetCompositeSchedule: ({ evseId, duration, chargingRateUnit: unit }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('GetCompositeSchedule')
    const schedule = smart.composite({ evseId, durationS: duration, unit })
    if (schedule === undefined) return { status: 'Rejected' }
    const hasPhases = station.body.state.evses.some((evse) => evse.kind === 'AC' && (evseId === 0 || evse.evseId === evseId))
    return {
      status: 'Accepted',
      schedule: {
        evseId,
        duration: schedule.durationS,
        scheduleStart: new Date(schedule.startMs).toISOString(),
        chargingRateUnit: schedule.unit,
        chargingSchedulePeriod: schedule.periods.map((period) => periodTo2x(period, hasPhases)) as Schedule201['chargingSchedulePeriod'],
      },
    }
  },
})

/** Reports of profiles of one place and source each, all but the last to be continued (K09.FR.01–02). */
function reports(requestId: number, profiles: readonly Installed[]): readonly Outgoing[] {
  const groups = new Map<string, Installed[]>()
  for (const profile of profiles) {
    const key = `${profile.evseId} ${profile.source}`
    groups.set(key, [...(groups.get(key) ?? []), profile])
  }
  const parts = [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / profilesPerReport) }, (_, part) =>
      group.slice(part * profilesPerReport, (part + 1) * profilesPerReport),
    ),
  )
  return parts.map((part, index) =>
    message('ReportChargingProfiles', {
      requestId,
      evseId: part[0]?.evseId ?? 0,
      chargingLimitSource: (part[0]?.source ?? 'CSO') as Source,
      chargingProfile: part.map(({ wire }) => wire) as unknown as Report['chargingProfile'],
      tbc: index < parts.length - 1,
    }),
  )
}
