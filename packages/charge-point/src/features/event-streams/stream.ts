import type { Outgoing } from '../../outgoing.js'

/** When a stream is written to the csms; 0: not for this reason. One of them is above 0 (N11.FR.09). */
export interface StreamParams {
  /** After so many seconds. */
  readonly intervalS: number
  /** As soon as there are so many values. */
  readonly values: number
}

/** Parameters as a request has them; what is left out is undefined. */
export interface StreamWish {
  readonly interval?: number | undefined
  readonly values?: number | undefined
}

/** What a monitor has seen, on its way through a stream. */
export interface StreamValue {
  /** ISO 8601. */
  readonly timestamp: string
  readonly value: string
}

/** The part of a stream that does not change from message to message. */
export interface StreamFacts {
  readonly id: number
  readonly monitorId: number
  readonly params: StreamParams
}

/** How a version speaks of streams. */
export interface EventStreamsAdapter {
  open(stream: StreamFacts): Outgoing
  isOpened(response: object): boolean
  /** A SEND, which is not answered (N15.FR.01). @param pending values that do not fit into this message */
  notify(streamId: number, values: readonly [StreamValue, ...StreamValue[]], pending: number): Outgoing
  close(streamId: number): Outgoing
}

/** How many streams a station has at once (MaxPeriodicEventStreams). */
export const maxStreams = 20
/** How many values wait in a stream at most; then they are written before their time. */
const maxWaiting = 1_000
const maxIntervalS = 86_400
/** Above this a message would keep others waiting (N15, remark). */
const maxValues = 100
const maxBytes = 20_000

/** What is wrong with parameters, as a reason code; undefined if nothing is (N11.FR.09, N14.FR.02). */
export function paramsProblem({ interval = 0, values = 0 }: StreamWish): string | undefined {
  if (interval === 0 && values === 0) return 'MissingParam'
  return interval > maxIntervalS || values > maxWaiting ? 'ValueOutOfRange' : undefined
}

export const paramsOf = ({ interval = 0, values = 0 }: StreamWish): StreamParams => ({ intervalS: interval, values })

/** Parameters with new ones in their place; what is left out stays. */
export const adjusted = ({ intervalS, values }: StreamParams, wish: StreamWish): StreamWish => ({
  interval: wish.interval ?? intervalS,
  values: wish.values ?? values,
})

/** How many values call for a message at once (N15.FR.08). */
export const fullAt = ({ values }: StreamParams): number => (values > 0 ? values : maxWaiting)

/** How many of the values go into the next message: no more than the csms wants at a time (N15.FR.07), nor than is good for others. */
export function batchSize(values: readonly StreamValue[], { values: wanted }: StreamParams): number {
  const limit = Math.min(wanted > 0 ? wanted : maxValues, maxValues, values.length)
  let bytes = 0
  for (const [index, { value }] of values.slice(0, limit).entries()) {
    bytes += Buffer.byteLength(value) + 20
    if (bytes > maxBytes) return Math.max(1, index)
  }
  return limit
}

/** The next time after now in steps of the interval: a stream that had nothing to say keeps its beat. */
export function nextBeatMs(beatMs: number, nowMs: number, { intervalS }: StreamParams): number {
  const stepMs = intervalS * 1000
  return beatMs > nowMs || stepMs === 0 ? beatMs : beatMs + Math.ceil((nowMs - beatMs) / stepMs) * stepMs
}
