import type { BootNotificationRequest, NotifyReportRequest, Ocpp201 } from '@ocpp-kit/ocpp201'
import type { Connection, HandlerMap } from '@ocpp-kit/rpc'
import type { ProvisioningAdapter } from './adapter.js'
import type { Reset, ResetResult, VariableName, VariableValue } from './commands.js'
import type { NetworkProfile } from './network-profile.js'
import { limits, nameFromWire, nameToWire, notifiedOf, observedOf, reasonOf, reportedNameToWire } from './ocpp201-variables.js'
import type { ReportRequest } from './report.js'
import type { BootFacts } from './station-record.js'
import { variableKey } from './variable.js'

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
    ({
      BootNotification: (request, message) => domain.boot(message, bootOf(request)),
      NotifyReport: async (request, message) => {
        await domain.reported(message, request.requestId, partOf(request))
        return {}
      },
    }) satisfies HandlerMap<Ocpp201, 'csms'>,

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

  reset: async (station: Station, { type, evseId }: Reset): Promise<ResetResult> => {
    if (type === 'ImmediateAndResume') return { status: 'Rejected' }
    return station.call('Reset', { type, ...(evseId !== undefined && { evseId }) })
  },

  resetIn: (action, payload) => (action === 'Reset' ? (payload as Reset) : undefined),

  canonical: (name) => name,
  limits,
  itemBytes: (item) =>
    Buffer.byteLength(JSON.stringify({ ...reportedNameToWire(item), ...attributeToWire(item as Partial<VariableValue>) })) + 1,

  getVariables: async (station: Station, names: readonly VariableName[]) => {
    const { getVariableResult } = await station.call('GetVariables', { getVariableData: names.map(nameToWire) })
    const byKey = new Map(getVariableResult.map((one) => [variableKey(nameFromWire(one)), one]))
    return names.map((name) => {
      const result = byKey.get(variableKey(name))
      const reason = reasonOf(result?.attributeStatusInfo)
      return {
        ...name,
        status: result?.attributeStatus ?? 'Rejected',
        value: result?.attributeValue,
        ...(reason !== undefined && { reason }),
      }
    })
  },

  setVariables: async (station: Station, values: readonly VariableValue[]) => {
    const setVariableData = values.map(({ value, ...name }) => ({ ...nameToWire(name), attributeValue: value }))
    const { setVariableResult } = await station.call('SetVariables', { setVariableData })
    const byKey = new Map(setVariableResult.map((one) => [variableKey(nameFromWire(one)), one]))
    return values.map(({ value, ...name }) => {
      const result = byKey.get(variableKey(name))
      const reason = reasonOf(result?.attributeStatusInfo)
      return { ...name, status: result?.attributeStatus ?? 'Rejected', ...(reason !== undefined && { reason }) }
    })
  },

  report: async (station: Station, requestId: number, { base, criteria, variables }: ReportRequest) => {
    if (criteria === undefined && variables === undefined) {
      const answer = await station.call('GetBaseReport', { requestId, reportBase: base ?? 'FullInventory' })
      return { status: answer.status, reason: reasonOf(answer.statusInfo) }
    }
    const answer = await station.call('GetReport', {
      requestId,
      ...(criteria !== undefined && { componentCriteria: [...criteria] }),
      ...(variables !== undefined && { componentVariable: variables.map(reportedNameToWire) }),
    })
    return { status: answer.status, reason: reasonOf(answer.statusInfo) }
  },

  notified: notifiedOf,

  liveTimestamp: (action, request) => {
    const { timestamp, offline } = request as { timestamp?: unknown; offline?: unknown }
    if (action === 'StatusNotification') return timestamp
    return action === 'TransactionEvent' && offline !== true ? timestamp : undefined
  },

  setNetworkProfile: async (station: Station, { slot, profile }) => {
    const answer = await station.call('SetNetworkProfile', {
      configurationSlot: slot,
      connectionData: { ...profileToWire(profile), ocppVersion: profile.version === '1.6' ? 'OCPP16' : 'OCPP20' },
    })
    return { status: answer.status, reason: reasonOf(answer.statusInfo) }
  },
}

/** What the versions share; values that 2.0.1 lacks fail the check of the request. */
export function profileToWire({ url, interface: ocppInterface, securityProfile, messageTimeoutSeconds = 30, apn, vpn }: NetworkProfile) {
  return {
    ocppCsmsUrl: url,
    ocppInterface: ocppInterface as 'Wired0',
    ocppTransport: 'JSON' as const,
    messageTimeout: messageTimeoutSeconds,
    securityProfile,
    ...(apn !== undefined && { apn: apn as never }),
    ...(vpn !== undefined && { vpn: vpn as never }),
  }
}

const attributeToWire = ({ attribute, value }: Partial<VariableValue>) => ({
  ...(attribute !== undefined && { attributeType: attribute }),
  ...(value !== undefined && { attributeValue: value }),
})

/** `tbc` that is missing is false. */
const partOf = ({ seqNo, tbc, reportData }: NotifyReportRequest) => ({ seqNo, isLast: tbc !== true, variables: observedOf(reportData) })

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
