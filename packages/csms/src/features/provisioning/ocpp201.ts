import type { BootNotificationRequest, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { Reset, VariableName, VariableValue } from './commands.js'
import type { ProvisioningAdapter } from './provisioning.js'
import type { BootFacts } from './station-record.js'

type Station = Connection<Ocpp201, 'csms'>

/** Reports that come in parts, each part naming the request. */
const reportOf: Readonly<Record<string, string>> = {
  CustomerInformation: 'NotifyCustomerInformation',
  GetBaseReport: 'NotifyReport',
  GetChargingProfiles: 'ReportChargingProfiles',
  GetDisplayMessages: 'NotifyDisplayMessages',
  GetMonitoringReport: 'NotifyMonitoringReport',
  GetReport: 'NotifyReport',
}

export const provisioning: ProvisioningAdapter = {
  handlers: (domain) =>
    ({ BootNotification: (request, message) => domain.boot(message, bootOf(request)) }) satisfies HandlerMap<Ocpp201, 'csms'>,

  bootOf,

  expectedFrom: (action, request) => {
    const { requestId, requestedMessage, evse } = request as { requestId?: number; requestedMessage?: string; evse?: object }
    const report = Object.hasOwn(reportOf, action) ? reportOf[action] : undefined
    if (report !== undefined) return [{ action: report, requestId, isSeries: true }]
    if (action !== 'TriggerMessage' || requestedMessage === undefined) return []
    if (requestedMessage.startsWith('Sign')) return [{ action: 'SignCertificate', isSeries: false }]
    const isSeries = evse === undefined && ['StatusNotification', 'MeterValues', 'TransactionEvent'].includes(requestedMessage)
    return [{ action: requestedMessage, isSeries }]
  },

  reset: (station: Station, { type, evseId }: Reset) => station.call('Reset', { type, ...(evseId !== undefined && { evseId }) }),

  getVariables: async (station: Station, names: readonly VariableName[]) => {
    const { getVariableResult } = await station.call('GetVariables', { getVariableData: names.map(toWire) })
    return names.map((name) => {
      const result = getVariableResult.find((one) => isAbout(name, one))
      return { ...name, status: result?.attributeStatus ?? 'Rejected', value: result?.attributeValue }
    })
  },

  setVariables: async (station: Station, values: readonly VariableValue[]) => {
    const setVariableData = values.map(({ value, ...name }) => ({ ...toWire(name), attributeValue: value }))
    const { setVariableResult } = await station.call('SetVariables', { setVariableData })
    return values.map(({ value, ...name }) => ({
      ...name,
      status: setVariableResult.find((one) => isAbout(name, one))?.attributeStatus ?? 'Rejected',
    }))
  },
}

function bootOf({ chargingStation, reason }: BootNotificationRequest): BootFacts {
  return {
    vendor: chargingStation.vendorName,
    model: chargingStation.model,
    serialNumber: chargingStation.serialNumber,
    firmwareVersion: chargingStation.firmwareVersion,
    iccid: chargingStation.modem?.iccid,
    imsi: chargingStation.modem?.imsi,
    reason,
  }
}

const toWire = (name: VariableName) => ({
  component: {
    name: name.component,
    ...(name.componentInstance !== undefined && { instance: name.componentInstance }),
    ...(name.evseId !== undefined && {
      evse: { id: name.evseId, ...(name.connectorId !== undefined && { connectorId: name.connectorId }) },
    }),
  },
  variable: { name: name.variable, ...(name.instance !== undefined && { instance: name.instance }) },
  ...(name.attribute !== undefined && { attributeType: name.attribute }),
})

interface Named {
  readonly attributeType?: string | undefined
  readonly component: {
    readonly name: string
    readonly instance?: string | undefined
    readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
  }
  readonly variable: { readonly name: string; readonly instance?: string | undefined }
}

/** Names are compared without regard to case; an attribute that is not named is Actual. */
const identityOf = ({ component, variable, attributeType = 'Actual' }: Named): string =>
  JSON.stringify([
    component.name,
    component.instance ?? null,
    component.evse?.id ?? null,
    component.evse?.connectorId ?? null,
    variable.name,
    variable.instance ?? null,
    attributeType,
  ]).toLowerCase()

const isAbout = (name: VariableName, result: Named): boolean => identityOf(toWire(name)) === identityOf(result)
