import type { Ocpp21 } from '@ocpp-kit/ocpp21'
import type { HandlerMap, RequestOf } from '@ocpp-kit/rpc'
import { outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import type { DerAdapter } from './adapter.js'
import { controlFields, type DerControl, type DerSetting, fieldOf } from './control.js'

const message = outgoing<Ocpp21>()

type SetRequest = RequestOf<Ocpp21, 'SetDERControl'>
type Report = RequestOf<Ocpp21, 'ReportDERControl'>

export const der: DerAdapter = {
  startStop: ({ controlId, started, atMs, supersededIds }) =>
    message('NotifyDERStartStop', {
      controlId,
      started,
      timestamp: new Date(atMs).toISOString(),
      ...(supersededIds.length === 0 ? {} : { supersededIds: [...supersededIds] }),
    }),
  alarm: ({ type, fault, extraInfo, isEnded }, timestamp) =>
    message('NotifyDERAlarm', {
      controlType: type,
      timestamp,
      ...(fault === undefined ? {} : { gridEventFault: fault }),
      ...(isEnded ? { alarmEnded: true } : {}),
      ...(extraInfo === undefined ? {} : { extraInfo }),
    }),
  report: (controls, requestId, isLast) => {
    const lists: Record<string, object[]> = {}
    for (const control of controls) {
      const field = fieldOf(control.type)
      lists[field] = [...(lists[field] ?? []), reported(control)]
    }
    return message('ReportDERControl', { requestId, ...(isLast ? {} : { tbc: true }), ...(lists as Partial<Report>) })
  },
}

/** Settings that are defaults alone have no flags (EnterServiceGetType, GradientGetType). */
function reported({ id, type, isDefault, isSuperseded, setting }: DerControl): object {
  const field = fieldOf(type)
  switch (field) {
    case 'enterService':
    case 'gradient':
      return { id, [field]: setting }
    case 'curve':
      return { id, curveType: type, isDefault, isSuperseded, curve: setting }
    case 'fixedPFAbsorb':
    case 'fixedPFInject':
      return { id, isDefault, isSuperseded, fixedPF: setting }
    default:
      return { id, isDefault, isSuperseded, [field]: setting }
  }
}

/** The parameters that a request brings: those of its type, and no others (R04.FR.16–17); else why not. */
function settingOf(request: SetRequest): DerSetting | 'MissingParam' | 'InvalidValue' {
  const field = fieldOf(request.controlType)
  if (controlFields.some((one) => one !== field && request[one] !== undefined)) return 'InvalidValue'
  return request[field] ?? 'MissingParam'
}

export function derControls(station: Station): HandlerMap<Ocpp21, 'station'> {
  const part = station.der
  if (part === undefined) return {}
  return {
    SetDERControl: (request, call) => {
      const { controlId: id, controlType: type, isDefault } = request
      if (!part.supports(type)) return { status: 'NotSupported' }
      const setting = settingOf(request)
      if (typeof setting === 'string') return { status: 'Rejected', statusInfo: { reasonCode: setting } }
      const outcome = part.set({ id, type, isDefault, isSuperseded: false, hasStarted: false, setting })
      if (outcome.status === 'NotSupported') return outcome
      if (outcome.status === 'Rejected') return { status: outcome.status, statusInfo: { reasonCode: outcome.reasonCode } }
      call.afterAnswer(() => part.apply())
      const { status, supersededIds } = outcome
      return { status, ...(supersededIds.length === 0 ? {} : { supersededIds: [...supersededIds] }) }
    },
    GetDERControl: ({ requestId, isDefault, controlType: type, controlId: id }, call) => {
      if (type !== undefined && !part.supports(type)) return { status: 'NotSupported' }
      const found = part.find({ isDefault, type, id })
      if (found.length === 0) return { status: 'NotFound' }
      call.afterAnswer(() => part.report(found, requestId))
      return { status: 'Accepted' }
    },
    ClearDERControl: ({ isDefault, controlType: type, controlId: id }, call) => {
      call.afterAnswer(() => part.apply())
      // An id says it all (R04.FR.46).
      if (id !== undefined) return { status: part.clear({ isDefault, id }) ? 'Accepted' : 'NotFound' }
      if (type === undefined) {
        part.clear({ isDefault })
        return { status: 'Accepted' }
      }
      if (!part.supports(type)) return { status: 'NotSupported' }
      return { status: part.clear({ isDefault, type }) ? 'Accepted' : 'NotFound' }
    },
  }
}
