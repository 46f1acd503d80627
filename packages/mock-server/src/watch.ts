import type { AnyConnection, Emitter, OcppError, Protocol } from '@ocpp-kit/rpc'
import type { Listener } from '@ocpp-kit/rpc/ws'
import type { MessageLog } from './message-log.js'
import type { MockServerEvents } from './mock-server.js'
import type { VerdictLog } from './verdict-log.js'

export interface Watchers {
  readonly events: Emitter<MockServerEvents>
  readonly messages: MessageLog
  readonly verdicts: VerdictLog
  /** Whether a rule or a handler chose to answer this error, so that the station has not earned it. */
  readonly isChosen: (error: OcppError) => boolean
}

interface Place {
  readonly connection: unknown
  readonly action?: string | undefined
}

const whereOf = ({ connection, action }: Place) => {
  const { identity: station, version } = connection as AnyConnection
  return { station, version, action }
}

/** Follows a listener: every frame into the message log, everything that broke a rule into the verdicts. */
export function watch<P extends Protocol>(listener: Listener<P>, { events, messages, verdicts, isChosen }: Watchers): void {
  listener.on('frame', (record) => {
    const message = messages.record(record)
    events.emit('message', message)
    verdicts.frame(message)
  })
  // What a station broke is in the verdict on its frame; what goes out has none.
  listener.on('violation', ({ direction, violations, ...place }) => {
    if (direction === 'out') verdicts.violations(whereOf(place), 'csms', violations)
  })
  listener.on('refused', ({ error, ...place }) => {
    const isOurs = error.code === 'InternalError' || isChosen(error)
    if (!isOurs && error.violations.length === 0) verdicts.refused(whereOf(place), error)
  })
  listener.on('answerRefused', ({ error, ...place }) => {
    const where = whereOf(place)
    const action = messages.refusedAction(where.station, error.messageId)
    // Where no answer was refused, the verdict on the frame says so.
    if (action !== undefined) verdicts.answerRefused({ ...where, action }, error)
  })
  listener.on('socketFault', (fault) => verdicts.socket(whereOf(fault), fault))
  listener.on('handshakeRefused', (refusal) => events.emit('handshakeRefused', refusal))
}
