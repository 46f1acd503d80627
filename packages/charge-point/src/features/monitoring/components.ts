import { fixed, live, truth, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { messageLimits } from '../configuration/message-limits.js'
import { monitoringBases, reachOf } from './reach.js'

const items = fixed(messageLimits.items)
const bytes = fixed(messageLimits.bytes)

const base: Variable = {
  ...live('OptionList', ({ state }) => reachOf(state).base),
  values: monitoringBases,
  isPersistent: true,
}

const level: Variable = { ...live('integer', ({ state }) => String(reachOf(state).level)), min: 0, max: 9, isPersistent: true }

export const monitoringComponents: readonly Component[] = [
  {
    name: 'MonitoringCtrlr',
    of: 'station',
    variables: {
      ActiveMonitoringBase: base,
      ActiveMonitoringLevel: level,
      Available: fixed(true),
      'BytesPerMessage[ClearVariableMonitoring]': bytes,
      'BytesPerMessage[SetVariableMonitoring]': bytes,
      Enabled: truth('monitoringEnabled'),
      'ItemsPerMessage[ClearVariableMonitoring]': items,
      'ItemsPerMessage[SetVariableMonitoring]': items,
      MonitoringBase: base,
      MonitoringLevel: level,
      OfflineQueuingSeverity: whole('offlineQueuingSeverity'),
    },
  },
]
