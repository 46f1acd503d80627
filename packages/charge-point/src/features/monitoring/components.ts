import { fixed, live, truth, type Variable, whole } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { messageLimits } from '../configuration/message-limits.js'

const items = fixed(messageLimits.items)
const bytes = fixed(messageLimits.bytes)

const base: Variable = {
  ...live('OptionList', ({ monitoring }) => monitoring?.base ?? ''),
  values: ['All', 'FactoryDefault', 'HardWiredOnly'],
  isPersistent: true,
}

const level: Variable = { ...live('integer', ({ monitoring }) => String(monitoring?.level ?? '')), min: 0, max: 9, isPersistent: true }

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
