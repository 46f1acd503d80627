import type { BootNotificationRequest, KeyValue, Ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { ProvisioningAdapter } from './adapter.js'
import type { GetVariableResult, Reset, ResetResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import { configurationKeyOf, keyName } from './ocpp16-keys.js'
import type { ReportRequest } from './report.js'
import type { BootFacts } from './station-record.js'
import type { ObservedVariable } from './variable.js'

type Station = Connection<Ocpp16, 'csms'>

export const provisioning: ProvisioningAdapter = {
  handlers: (domain) =>
    ({ BootNotification: (request, message) => domain.boot(message, bootOf(request)) }) satisfies HandlerMap<Ocpp16, 'csms'>,

  bootOf,

  expectedFrom: (action, request) => {
    if (action !== 'TriggerMessage' && action !== 'ExtendedTriggerMessage') return []
    const { requestedMessage, connectorId } = request as { requestedMessage?: string; connectorId?: number }
    if (requestedMessage === undefined) return []
    const isSeries = connectorId === undefined && (requestedMessage === 'StatusNotification' || requestedMessage === 'MeterValues')
    return [{ action: requestedMessage === 'SignChargePointCertificate' ? 'SignCertificate' : requestedMessage, isSeries }]
  },

  reset: async (station: Station, { type, evseId }: Reset): Promise<ResetResult> => {
    if ((evseId !== undefined && evseId !== 0) || type === 'ImmediateAndResume') return { status: 'Rejected' }
    return station.call('Reset', { type: type === 'Immediate' ? 'Hard' : 'Soft' })
  },

  resetIn: (action, payload) => {
    const { type } = payload as { readonly type?: unknown }
    return action === 'Reset' ? { type: type === 'Hard' ? 'Immediate' : 'OnIdle' } : undefined
  },

  canonical: (name) => {
    const key = isActual(name) ? configurationKeyOf(name) : undefined
    return key === undefined ? name : keyName(key)
  },
  limits: {
    getVariables: { items: keyName('GetConfigurationMaxKeys') },
    setVariables: { isSingle: true },
    getReport: { items: keyName('GetConfigurationMaxKeys') },
  },
  itemBytes: () => 0,
  isAsked: (name) => isActual(name) && configurationKeyOf(name) !== undefined,

  getVariables: async (station: Station, names: readonly VariableName[]) => {
    const keys = names.map((name) => (isActual(name) ? configurationKeyOf(name) : undefined))
    const asked = [...new Set(keys.filter((key) => key !== undefined))]
    const { configurationKey = [] } = asked.length === 0 ? {} : await station.call('GetConfiguration', { key: asked })
    return names.map((name, at): GetVariableResult => {
      if (!isActual(name)) return { ...name, status: 'NotSupportedAttributeType' }
      const key = keys[at]
      if (key === undefined) return { ...name, status: 'UnknownVariable' }
      const found = configurationKey.find((one) => one.key.toLowerCase() === key.toLowerCase())
      if (found === undefined) return { ...name, status: 'UnknownVariable' }
      return { ...name, status: 'Accepted', value: found.value, mutability: mutabilityOf(found) }
    })
  },

  setVariables: async (station: Station, values: readonly VariableValue[]) => {
    const results: SetVariableResult[] = []
    for (const { value, ...name } of values) results.push(await change(station, name, value))
    return results
  },

  // The keys come with the answer: one question without names asks for all of them.
  report: async (station: Station, _requestId: number, { base, criteria, variables }: ReportRequest) => {
    if (criteria !== undefined || base === 'SummaryInventory') return { status: 'NotSupported' }
    const keys = variables?.map(
      ({ variable = '', ...name }) => configurationKeyOf({ ...name, variable }) ?? `${name.component}.${variable}`,
    )
    const { configurationKey = [], unknownKey } = await station.call(
      'GetConfiguration',
      keys === undefined ? {} : { key: [...new Set(keys)] },
    )
    const wanted = configurationKey.filter(({ readonly }) => base !== 'ConfigurationInventory' || !readonly)
    return { status: 'Accepted', whole: { variables: wanted.map(observedOf), unknown: unknownKey } }
  },

  notified: () => [],

  // Messages about transactions may have been queued, and nothing in them tells (1.6 §3.7).
  liveTimestamp: (action, request) =>
    action === 'StatusNotification' ? (request as { readonly timestamp?: unknown }).timestamp : undefined,
}

const observedOf = (one: KeyValue): ObservedVariable => ({ ...keyName(one.key), value: one.value, mutability: mutabilityOf(one) })

const mutabilityOf = ({ readonly }: KeyValue) => (readonly ? 'ReadOnly' : 'ReadWrite')

async function change(station: Station, name: VariableName, value: string): Promise<SetVariableResult> {
  if (!isActual(name)) return { ...name, status: 'NotSupportedAttributeType' }
  const key = configurationKeyOf(name)
  if (key === undefined) return { ...name, status: 'UnknownVariable' }
  const { status } = await station.call('ChangeConfiguration', { key, value })
  return { ...name, status: status === 'NotSupported' ? 'UnknownVariable' : status }
}

const isActual = ({ attribute }: VariableName): boolean => attribute === undefined || attribute === 'Actual'

function bootOf(request: BootNotificationRequest): BootFacts {
  return {
    vendor: request.chargePointVendor,
    model: request.chargePointModel,
    serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber,
    firmwareVersion: request.firmwareVersion,
    iccid: request.iccid,
    imsi: request.imsi,
  }
}
