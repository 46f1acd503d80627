import type { ControlType } from './control.js'
import type { GridEventFault } from './response.js'

/** What the csms is to know of a station that goes by the rules of the grid. Plain data: its end is told after a power cut too. */
export interface DerAlarm {
  readonly type: ControlType
  readonly fault?: GridEventFault | undefined
  /** What the car tells of it. */
  readonly extraInfo?: string | undefined
}

/** An alarm as it is told. */
export interface AlarmNotice extends DerAlarm {
  readonly isEnded: boolean
}

const isSame = (one: DerAlarm, other: DerAlarm): boolean => one.type === other.type && one.fault === other.fault

/**
 * What there is to tell when one alarm gives way to another, or to none. There is one alarm at a time: that another control takes over
 * is told as a beginning, and nothing is told of the end of the first (R05.FR.01–04).
 */
export function noticeOf(told: DerAlarm | undefined, now: DerAlarm | undefined): AlarmNotice | undefined {
  if (now === undefined) return told && { ...told, isEnded: true }
  return told !== undefined && isSame(told, now) ? undefined : { ...now, isEnded: false }
}
