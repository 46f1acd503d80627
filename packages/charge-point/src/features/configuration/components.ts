import { fixed, fixedList, live, whole } from './configuration.js'
import type { Component } from './device-model.js'
import { infrastructure } from './infrastructure.js'
import { messageLimits, valueSizes } from './message-limits.js'
import { pingInterval } from './ping-interval.js'

const seconds = { unit: 's' }

const items = fixed(messageLimits.items)
const bytes = fixed(messageLimits.bytes)

/** Components that every 2.x station here has, with their variables (2.x part 2, appendix 3). */
export const coreComponents: readonly Component[] = [
  ...infrastructure,
  {
    name: 'ClockCtrlr',
    of: 'station',
    variables: {
      DateTime: { ...live('dateTime', ({ time }) => time.iso()), isMonitorable: false },
      TimeSource: fixedList('SequenceList', ['Heartbeat']),
    },
  },
  {
    name: 'DeviceDataCtrlr',
    of: 'station',
    variables: {
      'BytesPerMessage[GetReport]': bytes,
      'BytesPerMessage[GetVariables]': bytes,
      'BytesPerMessage[SetVariables]': bytes,
      ConfigurationValueSize: { ...fixed(valueSizes.set), max: 1_000 },
      'ItemsPerMessage[GetReport]': items,
      'ItemsPerMessage[GetVariables]': items,
      'ItemsPerMessage[SetVariables]': items,
      ReportingValueSize: { ...fixed(valueSizes.told), max: 2_500 },
    },
  },
  {
    name: 'OCPPCommCtrlr',
    of: 'station',
    variables: {
      HeartbeatInterval: whole('heartbeatIntervalS', { min: 1, unit: 's' }),
      'MessageAttemptInterval[TransactionEvent]': whole('messageAttemptIntervalS', seconds),
      'MessageAttempts[TransactionEvent]': whole('messageAttempts'),
      'MessageTimeout[Default]': { ...live('integer', ({ settings }) => String(settings.values.messageTimeoutS)), unit: 's' },
      OfflineThreshold: whole('offlineThresholdS', seconds),
      ResetRetries: whole('resetRetries'),
      WebSocketPingInterval: pingInterval,
    },
  },
]
