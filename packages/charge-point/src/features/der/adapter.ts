import type { Outgoing } from '../../outgoing.js'
import type { AlarmNotice } from './alarm.js'
import type { DerControl } from './control.js'
import type { StartStop } from './schedule.js'

/** How a version speaks of DER control. */
export interface DerAdapter {
  startStop(notice: StartStop): Outgoing
  alarm(notice: AlarmNotice, timestamp: string): Outgoing
  report(controls: readonly DerControl[], requestId: number, isLast: boolean): Outgoing
}
