import type { Period, Profile, Recurrence, Schedule } from './profile.js'

/** What decides when the periods of a profile come about at one EVSE. */
export interface Course {
  /** Where Relative schedules begin: when the EVSE was ready to deliver energy (K01.FR.42); without a transaction, now. */
  readonly relativeMs: number
  /** No transaction has made it ready yet, and time alone will not: Relative schedules stand still. */
  readonly isWaiting?: boolean | undefined
  /** For how long the station has been offline, s; undefined: it is online. */
  readonly offlineS?: number | undefined
  /** Where random delays come from, from 0 up to 1; undefined: none, as without a transaction (K08.FR.06). */
  readonly delaySeed?: number | undefined
}

const recurrenceMs: Readonly<Record<Recurrence, number>> = { Daily: 86_400_000, Weekly: 7 * 86_400_000 }

interface Occurrence {
  readonly startMs: number
  readonly endMs: number
  /** When the next one begins; infinite where it does not recur. */
  readonly nextMs: number
}

/**
 * The run of a schedule that a moment belongs to. A recurring schedule repeats in both directions from its startSchedule; from when and
 * until when it counts is for validFrom and validTo to say. What is longer than its recurrence is cut off by the next one (errata 1.6 3.44).
 */
function occurrenceAt(profile: Profile, schedule: Schedule, atMs: number, { relativeMs }: Course): Occurrence {
  const lengthMs = schedule.durationS === undefined ? Number.POSITIVE_INFINITY : schedule.durationS * 1000
  const { startMs } = schedule
  if (profile.kind === 'Recurring' && startMs !== undefined) {
    const everyMs = recurrenceMs[profile.recurrence ?? 'Daily']
    const beginMs = startMs + Math.floor((atMs - startMs) / everyMs) * everyMs
    return { startMs: beginMs, endMs: beginMs + lengthMs, nextMs: beginMs + everyMs }
  }
  const anchorMs =
    profile.kind === 'Relative' ? relativeMs : (startMs ?? (profile.kind === 'Dynamic' ? (profile.updatedMs ?? 0) : relativeMs))
  return { startMs: anchorMs, endMs: anchorMs + lengthMs, nextMs: Number.POSITIVE_INFINITY }
}

/** When each period begins, in s from the start of the schedule, delayed by chance where the schedule asks for it (K01.FR.92–94). */
function startsS({ id }: Profile, { periods, randomizedDelayS = 0 }: Schedule, { delaySeed }: Course): readonly number[] {
  if (randomizedDelayS <= 0 || delaySeed === undefined) return periods.map(({ startS }) => startS)
  let previous = 0
  return periods.map(({ startS }, index) => {
    const delayS = index === 0 ? 0 : Math.floor(scatter(delaySeed, id, index) * (randomizedDelayS + 1))
    previous = Math.max(previous, startS + delayS)
    return previous
  })
}

/** From 0 up to 1, always the same for the same numbers, so that a schedule stays what it is during a transaction (K01.FR.93). */
function scatter(seed: number, id: number, index: number): number {
  let bits = (Math.floor(seed * 0x1_0000_0000) ^ Math.imul(id + 1, 0x9e37_79b1) ^ Math.imul(index, 0x85eb_ca6b)) >>> 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0_aaad)
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a_2d97)
  return ((bits ^ (bits >>> 15)) >>> 0) / 0x1_0000_0000
}

export const isOfflineTooLong = ({ maxOfflineS }: Profile, offlineS: number | undefined): boolean =>
  maxOfflineS !== undefined && offlineS !== undefined && offlineS > maxOfflineS

/** When a dynamic profile is to be pulled; infinite: never (K28.FR.10). */
export const updateDueMs = ({ updateIntervalS = 0, updatedMs }: Profile): number =>
  updateIntervalS > 0 && updatedMs !== undefined ? updatedMs + updateIntervalS * 1000 : Number.POSITIVE_INFINITY

/** The period of a profile that is in force, if any (K01.FR.11–13, FR.30, FR.36–37, FR.101). */
export function periodAt(profile: Profile, atMs: number, course: Course): Period | undefined {
  const { validFromMs = Number.NEGATIVE_INFINITY, validToMs = Number.POSITIVE_INFINITY } = profile
  if (atMs < validFromMs || atMs >= validToMs || isOfflineTooLong(profile, course.offlineS)) return undefined
  const [schedule] = profile.schedules
  const { startMs, endMs } = occurrenceAt(profile, schedule, atMs, course)
  if (atMs < startMs || atMs >= endMs) return undefined
  const starts = startsS(profile, schedule, course)
  return schedule.periods.findLast((_, index) => startMs + (starts[index] ?? 0) * 1000 <= atMs)
}

/** When the next period of a profile may begin or end; infinite: never again. */
export function nextEdgeMs(profile: Profile, atMs: number, course: Course): number {
  let next = Number.POSITIVE_INFINITY
  const consider = (edgeMs: number | undefined): void => {
    if (edgeMs !== undefined && edgeMs > atMs && edgeMs < next) next = edgeMs
  }
  consider(profile.validFromMs)
  consider(profile.validToMs)
  if (profile.kind === 'Relative' && course.isWaiting === true) return next
  const [schedule] = profile.schedules
  const { startMs, endMs, nextMs } = occurrenceAt(profile, schedule, atMs, course)
  for (const startS of startsS(profile, schedule, course)) consider(startMs + startS * 1000)
  consider(endMs)
  consider(nextMs)
  return next
}
