/** A moment as a clock on the wall shows it. */
export interface LocalTime {
  /** `yyyy-mm-dd`. */
  readonly date: string
  /** In English, as 2.1 names the days. */
  readonly day: string
  /** Minutes since midnight. */
  readonly minute: number
}

const msPerMinute = 60_000
const minutesPerDay = 1_440
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Making one takes long; there are as many as there are zones in use. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(zone, format)
  return format
}

/** How far the clocks of a zone (IANA) are ahead of UTC. */
export function offsetMs(atMs: number, zone: string): number {
  if (zone === 'UTC') return 0
  const parts = new Map(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(atMs / 1000) * 1000
}

export function localTime(atMs: number, zone: string): LocalTime {
  const local = new Date(atMs + offsetMs(atMs, zone))
  return {
    date: local.toISOString().slice(0, 10),
    day: days[local.getUTCDay()] ?? '',
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

export const minuteOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5))

/** When the clocks show one of these times next, or are put forward or back before that (I12.FR.37). */
export function nextLocalMs(atMs: number, zone: string, minutes: readonly number[]): number {
  const ahead = offsetMs(atMs, zone)
  const localMs = atMs + ahead
  const inMs = minutes.map((minute) => {
    const dayMs = minutesPerDay * msPerMinute
    const untilMs = (minute * msPerMinute - localMs) % dayMs
    return untilMs > 0 ? untilMs : untilMs + dayMs
  })
  const nextMs = atMs + Math.min(...inMs)
  return nextMs === Number.POSITIVE_INFINITY || offsetMs(nextMs, zone) === ahead ? nextMs : changeMs(atMs, nextMs, zone)
}

/** When the clocks change between these two, to the minute. */
function changeMs(fromMs: number, toMs: number, zone: string): number {
  const before = offsetMs(fromMs, zone)
  let low = Math.floor(fromMs / msPerMinute)
  let high = Math.ceil(toMs / msPerMinute)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle * msPerMinute, zone) === before) low = middle
    else high = middle
  }
  return high * msPerMinute
}
