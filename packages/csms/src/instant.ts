/** A station's time as ISO 8601 in UTC; what cannot be read counts as the time of receipt, so that nothing is lost for a date. */
export function toUtc(time: string | undefined, receivedAt: string): string {
  const ms = time === undefined ? Number.NaN : Date.parse(time)
  return Number.isNaN(ms) ? receivedAt : new Date(ms).toISOString()
}
