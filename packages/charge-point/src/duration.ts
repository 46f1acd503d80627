const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A timer of Node that is to wait longer fires at once. */
const maxTimerMs = 2_147_483_647

/**
 * A duration in ms: `90`, `90s`, `5m`, `500ms`; a bare number counts seconds. At most 24.8 days.
 * @throws RangeError with what it must be
 */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const factor = unitMs[unit]
  if (digits === undefined || factor === undefined) throw new RangeError('must be a duration such as 30s, 5m or 1h')
  const ms = Number(digits) * factor
  if (ms > maxTimerMs) throw new RangeError('must be at most 596h (24.8 days)')
  return ms
}
