import type { BuiltInMonitor } from './adapter.js'

/** What the maker wants to be told whatever happens, and what it thinks a csms will want to know. */
export const builtInMonitors: readonly BuiltInMonitor[] = [
  { kind: 'HardWiredMonitor', component: 'Connector', variable: 'Problem', type: 'Delta', value: 1, severity: 3, normal: 'false' },
  { kind: 'PreconfiguredMonitor', component: 'EVSE', variable: 'Problem', type: 'Delta', value: 1, severity: 4, normal: 'false' },
  {
    kind: 'HardWiredMonitor',
    component: 'ConnectorPlugRetentionLock',
    variable: 'Problem',
    type: 'Delta',
    value: 1,
    severity: 3,
    normal: 'false',
  },
]
