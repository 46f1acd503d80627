import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { EvNeeds, EvTransfer, SmartChargingAdapter } from './adapter.js'
import { maxExternalConstraintsId } from './components.js'
import { type Profile2x, profileTo2x, type Schedule2x } from './ocpp2x-profile.js'
import { needsRequest, planRequest, smartCharging as smartCharging201 } from './ocpp201.js'
import { priorityStatus, setPriority } from './priority.js'

const message = outgoing<Ocpp21>()

/** What 2.1 adds: dynamic schedules, priority, local generation, and what goes with being offline. */
export const smartCharging: SmartChargingAdapter = {
  ...smartCharging201,
  hasModes: true,
  rules: {
    ...smartCharging201.rules,
    purposes: [...smartCharging201.rules.purposes, 'PriorityCharging', 'LocalGeneration'],
    kinds: [...smartCharging201.rules.kinds, 'Dynamic'],
    maxExternalId: maxExternalConstraintsId,
    refusesPhasesAtDc: true,
  },
  chargingLimit: ({ evseId, source, isGridCritical, isLocalGeneration, profile }) =>
    message('NotifyChargingLimit', {
      ...(evseId === 0 ? {} : { evseId }),
      chargingLimit: {
        chargingLimitSource: source,
        ...(isGridCritical === undefined ? {} : { isGridCritical }),
        ...(isLocalGeneration ? { isLocalGeneration } : {}),
      },
      ...(profile === undefined
        ? {}
        : { chargingSchedule: profileTo2x(profile).chargingSchedule as RequestOf<Ocpp21, 'NotifyChargingLimit'>['chargingSchedule'] }),
    }),
  chargingNeeds: (needs) => {
    const { timestamp } = needs
    const plain = (needs.transfer === undefined ? needsRequest(needs) : needsOf20(needs, needs.transfer)) as NeedsRequest
    const request = withInverter(needs, plain)
    return message('NotifyEVChargingNeeds', timestamp === undefined ? request : { ...request, timestamp })
  },
  needsMayWait: true,
  readAllowedTransfers: (response) => (response as ResponseOf<Ocpp21, 'Authorize'>).allowedEnergyTransfer,
  chargingSchedule: (plan) => {
    const request = planRequest(plan) as unknown as RequestOf<Ocpp21, 'NotifyEVChargingSchedule'>
    return message('NotifyEVChargingSchedule', { ...request, selectedChargingScheduleId: plan.scheduleId })
  },
  priorityCharging: (transactionId, activated) => message('NotifyPriorityCharging', { transactionId, activated }),
  pullSchedule: (chargingProfileId) => message('PullDynamicScheduleUpdate', { chargingProfileId }),
  readPulled: (response) => {
    const { status, scheduleUpdate } = response as ResponseOf<Ocpp21, 'PullDynamicScheduleUpdate'>
    return status === 'Accepted' ? scheduleUpdate : undefined
  },
  updated: (wire, values, dynUpdateTime) => {
    const profile = wire as Profile2x
    const [schedule] = profile.chargingSchedule as readonly Schedule2x[]
    const [period] = schedule?.chargingSchedulePeriod ?? []
    return { ...profile, dynUpdateTime, chargingSchedule: [{ ...schedule, chargingSchedulePeriod: [{ ...period, ...values }] }] }
  },
}

type NeedsRequest = RequestOf<Ocpp21, 'NotifyEVChargingNeeds'>

/** A session in which the car's own inverter obeys the rules of the grid (R02.FR.01, R03.FR.01). */
function withInverter({ inverter, energyWh, maxPowerW, maxDischargeW }: EvNeeds, request: NeedsRequest): NeedsRequest {
  if (inverter === undefined) return request
  const { acChargingParameters: _, ...chargingNeeds } = request.chargingNeeds
  return {
    ...request,
    chargingNeeds: {
      ...chargingNeeds,
      requestedEnergyTransfer: maxDischargeW > 0 ? 'AC_BPT_DER' : 'AC_DER',
      v2xChargingParameters: { maxChargePower: maxPowerW, maxDischargePower: maxDischargeW, evTargetEnergyRequest: energyWh },
      derChargingParameters: inverter as NonNullable<NeedsRequest['chargingNeeds']['derChargingParameters']>,
    },
  }
}

type V2xParameters = NonNullable<NeedsRequest['chargingNeeds']['v2xChargingParameters']>

/** What a car of ISO 15118-20 wants: V2X parameters take the place of those of AC and DC (K18.FR.06, K19.FR.06, Q01.FR.03). */
function needsOf20(needs: EvNeeds, { requested, available }: EvTransfer): NeedsRequest {
  const { evseId, departureTime, maxScheduleTuples, controlMode } = needs
  return {
    evseId,
    ...(maxScheduleTuples === undefined ? {} : { maxScheduleTuples }),
    chargingNeeds: {
      requestedEnergyTransfer: requested,
      availableEnergyTransfer: [...available],
      controlMode,
      ...(departureTime === undefined ? {} : { departureTime }),
      v2xChargingParameters: v2xParameters(needs),
    },
  }
}

function v2xParameters(needs: EvNeeds): V2xParameters {
  const { kind, evPhases, maxDischargeW, targetSocPercent, socPercent, capacityWh, energyWh, reserveSocPercent } = needs
  const untilWh = (soc: number): number => Math.round(((soc - socPercent) / 100) * capacityWh)
  const maxChargePower = Math.min(needs.maxPowerW, needs.evseMaxPowerW)
  return {
    ...powers('maxChargePower', maxChargePower, kind, evPhases),
    ...(kind === 'DC' ? { maxChargeCurrent: Math.round(maxChargePower / needs.maxVoltageV) } : {}),
    maxVoltage: needs.maxVoltageV,
    evTargetEnergyRequest: energyWh,
    evMaxEnergyRequest: untilWh(100),
    evMinEnergyRequest: untilWh(reserveSocPercent),
    ...(maxDischargeW > 0
      ? {
          ...powers('maxDischargePower', maxDischargeW, kind, evPhases),
          ...(kind === 'DC' ? { maxDischargeCurrent: Math.round(maxDischargeW / needs.maxVoltageV) } : {}),
          evMinV2XEnergyRequest: untilWh(reserveSocPercent),
          evMaxV2XEnergyRequest: untilWh(100),
        }
      : {}),
    targetSoC: targetSocPercent,
  }
}

/** On several phases of AC each phase has its own value. */
function powers(name: 'maxChargePower' | 'maxDischargePower', watts: number, kind: 'AC' | 'DC', phases: number): V2xParameters {
  if (kind === 'DC' || phases === 1) return { [name]: watts }
  const each = Math.round(watts / phases)
  return { [name]: each, [`${name}_L2`]: each, ...(phases === 3 ? { [`${name}_L3`]: each } : {}) }
}

export const smartChargingHandlers = (station: Station): HandlerMap<Ocpp21, 'station'> => ({
  UpdateDynamicSchedule: ({ chargingProfileId, scheduleUpdate: { customData: _, ...values } }) => {
    const { smartCharging: smart } = station
    smart.expectEnabled('UpdateDynamicSchedule')
    if (smart.update(chargingProfileId, values)) return { status: 'Accepted' }
    return { status: 'Rejected', statusInfo: { reasonCode: 'InvalidProfile' } }
  },
  UsePriorityCharging: ({ transactionId, activate }, received) => {
    const { smartCharging: smart, transactions } = station
    smart.expectEnabled('UsePriorityCharging')
    const record = transactions.find(transactionId)
    if (record === undefined) return { status: 'Rejected', statusInfo: { reasonCode: 'TxNotFound' } }
    const status = priorityStatus(smart, record.evseId, activate)
    if (status === 'Accepted') received.afterAnswer(() => void setPriority(smart, record.evseId, activate))
    return status === 'NoProfile' ? { status, statusInfo: { reasonCode: 'NotFound' } } : { status }
  },
})
