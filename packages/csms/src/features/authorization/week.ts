export const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
export type Day = (typeof days)[number]

/** Part of a day. */
export interface DayWindow {
  /** The days on which it begins. Default: all. */
  readonly days?: readonly Day[] | undefined
  /** `HH:MM`. */
  readonly from: string
  /** `HH:MM`, or `24:00`; not after `from` means on the day after. */
  readonly until: string
}

/** Times of the week. */
export interface WeekTimes {
  /** IANA name, e.g. `Europe/Amsterdam`. Default `UTC`. */
  readonly timeZone?: string | undefined
  readonly windows: readonly DayWindow[]
}

const minutesOfDay = 24 * 60
const minuteMs = 60_000

/**
 * When the window ends in which a moment lies, ms; `undefined` where it lies in none. Windows that follow each other are taken one by one.
 * On a day on which clocks are changed, the end may be an hour off.
 */
export function windowEnd({ timeZone = 'UTC', windows }: WeekTimes, nowMs: number): number | undefined {
  const { day, minute } = localTime(timeZone, nowMs)
  const ends = windows.flatMap((window) => {
    const left = minutesLeft(window, day, minute)
    return left === undefined ? [] : [left]
  })
  if (ends.length === 0) return undefined
  return Math.floor(nowMs / minuteMs) * minuteMs + Math.max(...ends) * minuteMs
}

/** Minutes until the window ends that begins today, or began yesterday; `undefined` outside. */
function minutesLeft(window: DayWindow, day: number, minute: number): number | undefined {
  const from = minuteOf(window.from)
  const end = minuteOf(window.until)
  if (from === undefined || end === undefined) return undefined
  const until = end > from ? end : end + minutesOfDay
  const beginsOn = (at: number): boolean => window.days === undefined || window.days.includes(days[(at + 7) % 7] as Day)
  if (beginsOn(day) && minute >= from && minute < until) return until - minute
  if (beginsOn(day - 1) && minute + minutesOfDay < until) return until - minutesOfDay - minute
  return undefined
}

/** Minutes since midnight; `undefined` for what is no time of day. */
export function minuteOf(time: unknown): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(String(time)) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= minutesOfDay ? minute : undefined
}

export function isTimeZone(timeZone: unknown): timeZone is string {
  try {
    formatOf(String(timeZone))
    return typeof timeZone === 'string'
  } catch {
    return false
  }
}

function localTime(timeZone: string, nowMs: number): { readonly day: number; readonly minute: number } {
  const format = formatOf(isTimeZone(timeZone) ? timeZone : 'UTC')
  const parts = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]))
  return { day: days.indexOf(parts.get('weekday') as Day), minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) }
}

/** A format takes long to make, and there are few time zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const format = new Intl.DateTimeFormat('en-GB', options)
  formats.set(timeZone, format)
  return format
}
