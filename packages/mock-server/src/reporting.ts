import { Emitter, type ErrorPlace } from '@ocpp-kit/rpc'
import type { MockServerEvents } from './mock-server.js'
import type { ResolvedOptions } from './options.js'

/** Told of what a handler, a listener or the disk threw. */
export type Report = (error: unknown, where: ErrorPlace) => void

/** Where everything is told, and what becomes of errors that nobody waits for. */
export interface Reporting {
  readonly events: Emitter<MockServerEvents>
  readonly report: Report
}

export function createReporting({ onError }: Pick<ResolvedOptions, 'onError'>): Reporting {
  const events = new Emitter<MockServerEvents>((error, event) => report(error, { event }))
  const report: Report = (error, where) => {
    if (onError !== undefined) onError(error, where)
    else if (!events.has('error')) console.error('ocpp-mock-server:', error)
    // A listener of this very event that throws must not be told of that in turn.
    if (where.event !== 'error') events.emit('error', { error, where })
  }
  return { events, report }
}
