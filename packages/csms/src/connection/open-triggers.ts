/** A message that the csms asked a station for. */
export interface Expected {
  readonly action: string
  /** The request that its parts name, for reports. */
  readonly requestId?: number | undefined
  /** Whether several messages may follow from the one request: reports in parts, one status per connector. */
  readonly isSeries: boolean
}

interface OpenTrigger extends Expected {
  /** On the monotonic clock. */
  readonly until: number
}

/**
 * What a station that is not accepted may send all the same, because it was asked to (B02.FR.02, 1.6 §4.2).
 * Single messages close their trigger; a series goes on until nothing came for a while.
 */
export type OpenTriggers = readonly OpenTrigger[]

export const openTrigger = (open: OpenTriggers, expected: readonly Expected[], now: number, windowMs: number): OpenTriggers => [
  ...open.filter(({ until }) => until > now),
  ...expected.map((one) => ({ ...one, until: now + windowMs })),
]

/** Whether the message was asked for, and what remains open after it. */
export function takeTrigger(
  open: OpenTriggers,
  message: { readonly action: string; readonly request: object },
  now: number,
  windowMs: number,
): { readonly isExpected: boolean; readonly open: OpenTriggers } {
  const alive = open.filter(({ until }) => until > now)
  const at = alive.findIndex(
    ({ action, requestId }) =>
      action === message.action && (requestId === undefined || requestId === (message.request as { requestId?: unknown }).requestId),
  )
  const found = alive[at]
  if (found === undefined) return { isExpected: false, open: alive }
  return { isExpected: true, open: found.isSeries ? alive.with(at, { ...found, until: now + windowMs }) : alive.toSpliced(at, 1) }
}
