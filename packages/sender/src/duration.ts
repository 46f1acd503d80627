const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** setTimeout's own limit: a longer delay would fire at once. */
export const maxDurationMs = 2_147_483_647

/**
 * Reads `500ms`, `2s`, `1m`, `1h`; a bare number counts in `bareUnit`.
 * @throws TypeError it is no duration, or one longer than 24 days
 */
export function readDuration(text: number | string, bareUnit: 'ms' | 's'): number {
  const [, digits, unit = bareUnit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(text)) ?? []
  const durationMs = Math.round(Number(digits) * (unitMs[unit] as number))
  if (digits !== undefined && durationMs <= maxDurationMs) return durationMs
  throw new TypeError(`a duration looks like 500ms, 30s, 5m or 1h, and lasts at most 24 days; "${text}" does not`)
}
