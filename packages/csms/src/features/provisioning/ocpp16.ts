import type { BootNotificationRequest, Ocpp16 } from '@ocpp-kit/ocpp16'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { GetVariableResult, Reset, ResetResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import { configurationKeyOf } from './ocpp16-keys.js'
import type { ProvisioningAdapter } from './provisioning.js'
import type { BootFacts } from './station-record.js'

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
    if (evseId !== undefined && evseId !== 0) return { status: 'Rejected' }
    return station.call('Reset', { type: type === 'Immediate' ? 'Hard' : 'Soft' })
  },

  getVariables: async (station: Station, names: readonly VariableName[]) => {
    const keys = names.map(configurationKeyOf)
    const asked = [...new Set(keys.filter((key) => key !== undefined))]
    const { configurationKey = [] } = asked.length === 0 ? {} : await station.call('GetConfiguration', { key: asked })
    return names.map((name, at): GetVariableResult => {
      if (!isActual(name)) return { ...name, status: 'NotSupportedAttributeType' }
      const key = keys[at]
      if (key === undefined) return { ...name, status: 'UnknownVariable' }
      const found = configurationKey.find((one) => one.key.toLowerCase() === key.toLowerCase())
      return found === undefined ? { ...name, status: 'UnknownVariable' } : { ...name, status: 'Accepted', value: found.value }
    })
  },

  setVariables: async (station: Station, values: readonly VariableValue[]) => {
    const results: SetVariableResult[] = []
    for (const { value, ...name } of values) results.push(await change(station, name, value))
    return results
  },
}

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
