import { fixed } from '../configuration/configuration.js'
import type { Component } from '../configuration/device-model.js'
import { maxStreams } from './stream.js'

/** What a csms can ask of event streams (2.1 part 2, §2.13.10). */
export const eventStreamComponents: readonly Component[] = [
  { name: 'MonitoringCtrlr', of: 'station', variables: { MaxPeriodicEventStreams: fixed(maxStreams) } },
]
