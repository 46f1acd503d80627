import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ExchangeRecord } from '@ocpp-kit/rpc'
import { exchangeChannelName } from '@ocpp-kit/rpc/ws'

/** The part of a tracer of `@opentelemetry/api` 1.x that is used: `trace.getTracer('…')` fits. */
export interface Tracer {
  startSpan(name: string, options: SpanOptions): Span
}

interface SpanOptions {
  /** 1 is SERVER, 2 is CLIENT. */
  readonly kind: 1 | 2
  /** ms since the epoch. */
  readonly startTime: number
  readonly attributes: Readonly<Record<string, string>>
}

interface Span {
  /** Code 2 is ERROR. */
  setStatus(status: { readonly code: 2; readonly message?: string }): unknown
  /** ms since the epoch. */
  end(endTime: number): void
}

/**
 * Makes a span of every request of every connection in the process, for OpenTelemetry: `ocpp.in Heartbeat`, with station, version,
 * message id and the code of what went wrong. It listens to the diagnostics channel `ocpp-kit:rpc:exchange`, which costs nothing otherwise.
 * @returns what ends it
 */
export function traceExchanges(tracer: Tracer): () => void {
  const listener = (record: unknown): void => trace(tracer, record as ExchangeRecord)
  subscribe(exchangeChannelName, listener)
  return () => void unsubscribe(exchangeChannelName, listener)
}

function trace(tracer: Tracer, { at, direction, identity, version, action, messageId, outcome, code, durationMs }: ExchangeRecord): void {
  const span = tracer.startSpan(`ocpp.${direction} ${action}`, {
    kind: direction === 'in' ? 1 : 2,
    startTime: at - durationMs,
    attributes: {
      'ocpp.station': identity,
      'ocpp.version': version,
      'ocpp.action': action,
      'ocpp.message_id': messageId,
      'ocpp.outcome': outcome,
      ...(code !== undefined && { 'ocpp.code': code }),
    },
  })
  if (outcome !== 'ok') span.setStatus({ code: 2, ...(code !== undefined && { message: code }) })
  span.end(at)
}
