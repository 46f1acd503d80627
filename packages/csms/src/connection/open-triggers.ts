import type { Clock } from '@ocpp-kit/rpc'
import type { StationKey } from '../identifier.js'

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

/** Open triggers by station: they outlive the connection on which they were sent. */
export class TriggerBook {
  private readonly byStation = new Map<string, OpenTriggers>()

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    /** How long an answer to a trigger, or the next part of a report, may take. */
    private readonly windowMs: number,
  ) {}

  /** Notes what a station was asked to send. */
  open({ stationId }: StationKey, expected: readonly Expected[]): void {
    if (expected.length === 0) return
    this.forget()
    this.keep(stationId, openTrigger(this.of(stationId), expected, this.clock.monotonic(), this.windowMs))
  }

  /** Whether the station was asked for the message. */
  take({ stationId }: StationKey, message: { readonly action: string; readonly request: object }): boolean {
    const { isExpected, open } = takeTrigger(this.of(stationId), message, this.clock.monotonic(), this.windowMs)
    this.keep(stationId, open)
    return isExpected
  }

  private of(stationId: string): OpenTriggers {
    return this.byStation.get(stationId) ?? []
  }

  private keep(stationId: string, open: OpenTriggers): void {
    if (open.length > 0) this.byStation.set(stationId, open)
    else this.byStation.delete(stationId)
  }

  /** Stations that never came back. */
  private forget(): void {
    const now = this.clock.monotonic()
    for (const [stationId, open] of this.byStation) if (open.every(({ until }) => until <= now)) this.byStation.delete(stationId)
  }
}
