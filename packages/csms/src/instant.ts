/** ISO 8601 in UTC, as every version takes it; `undefined` for what is no time, or lies outside the years 0 to 9999 that it can name. */
export function readInstant(time: unknown): string | undefined {
  const ms = typeof time === 'string' ? msOf(time) : Number.NaN
  if (Number.isNaN(ms) || !isDay(String(time))) return undefined
  const utc = new Date(ms).toISOString()
  return /^\d{4}-/.test(utc) ? utc : undefined
}

/** A leap second is the last one of a day in UTC, and is read as the next, as clocks do that know none (RFC 3339 §5.7). */
function msOf(time: string): number {
  const [, before, after] = /^(.+T\d\d:\d\d):60(.*)$/i.exec(time) ?? []
  if (before === undefined) return Date.parse(time)
  const ms = Date.parse(`${before}:59${after}`) + 1000
  return ms % 86_400_000 < 1000 ? ms : Number.NaN
}

/** A day that its month does not have is no day of the next month, for which `Date.parse` takes it. */
function isDay(time: string): boolean {
  const [, year, month, day] = /^([+-]?\d+)-(\d\d)-(\d\d)/.exec(time) ?? []
  return day === undefined || Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
}

/** A station's time as ISO 8601 in UTC; what cannot be read counts as the time of receipt, so that nothing is lost for a date. */
export const toUtc = (time: string | undefined, receivedAt: string): string => readInstant(time) ?? receivedAt
