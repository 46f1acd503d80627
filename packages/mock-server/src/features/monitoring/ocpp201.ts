import { ocpp201 } from '@ocpp-kit/ocpp201'
import { hasStatus, oddities } from '../checks.js'
import { defineAnswers, defineCommands } from '../define.js'
import { checkVariables, type VariableName, type VariableResult } from '../provisioning/device-model.js'

export const answers = defineAnswers(ocpp201, {
  NotifyEvent: () => ({}),
  NotifyMonitoringReport: () => ({}),
})

/** The number a station is likely to give its first monitor; it alone decides (N04.FR.11). */
const monitorId = 1

/** Informational, one short of everything. */
const severity = 8

interface MonitorResult extends VariableResult {
  readonly id?: number | undefined
}

interface ClearResult {
  readonly id: number
  readonly status: string
}

export const commands = defineCommands(ocpp201, {
  SetMonitoringBase: { payload: () => ({ monitoringBase: 'All' }) },
  SetMonitoringLevel: { payload: () => ({ severity }) },
  SetVariableMonitoring: {
    // Every EVSE has this variable; of one that is no number, each change is told.
    payload: () => ({
      setMonitoringData: [
        { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'AvailabilityState' }, type: 'Delta', value: 1, severity },
      ],
    }),
    check: (
      { setMonitoringResult }: { setMonitoringResult: readonly MonitorResult[] },
      { setMonitoringData }: { setMonitoringData: readonly VariableName[] },
    ) =>
      oddities([
        checkVariables(setMonitoringData, setMonitoringResult, ['Accepted', 'Duplicate']),
        setMonitoringResult.some(({ status, id }) => status === 'Accepted' && id === undefined) ? 'a monitor has no id' : undefined,
      ]),
  },
  ClearVariableMonitoring: {
    payload: () => ({ id: [monitorId] }),
    check: (
      { clearMonitoringResult: results }: { clearMonitoringResult: readonly ClearResult[] },
      { id: asked }: { id: readonly number[] },
    ) =>
      oddities([
        ...asked.map((id) => (results.some((result) => result.id === id) ? undefined : `nothing is said of monitor ${id}`)),
        ...results.map(({ id, status }) => (status === 'Rejected' ? `monitor ${id} is ${status}` : undefined)),
      ]),
  },
  GetMonitoringReport: {
    payload: ({ station }) => ({ requestId: station.nextNumber() }),
    check: hasStatus('Accepted', 'EmptyResultSet'),
  },
})
