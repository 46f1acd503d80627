import { type AnyConnection, type AnyMessage, CALL, decode, isFrameFault, OcppError } from '@ocpp-kit/rpc'
import type { Core } from '../core.js'
import type { Quarantine } from '../ledger/quarantine.js'
import { type Expected, TriggerBook } from './open-triggers.js'
import { registrationOf } from './registration.js'
import type { Session } from './sessions.js'
import { storeOrClose } from './store-or-close.js'

/** What decides, per version, who may speak before it is accepted. */
export interface AdmissionRules {
  /** Missing where a version is used without the csms's features: it then answers whatever the program handles. */
  readonly expectedFrom?: ((action: string, request: object) => readonly Expected[]) | undefined
  /** Messages that are kept though they are refused. */
  readonly factual: readonly string[]
}

export interface Admission {
  /** Looks at each request before its payload (rpc's `admit`). */
  admit(message: AnyMessage): 'admit' | Promise<'admit'>
  /** Notes what a station that is not accepted yet was asked to send, whoever asked. */
  watch(connection: AnyConnection): void
}

/** How long an answer to a trigger, or the next part of a report, may take. */
const triggerWindowMs = 120_000

/**
 * Lets a station that is not accepted send BootNotification and what it was asked for, nothing else
 * (1.6-J errata 3.8, B01.FR.10, B02.FR.09, B03.FR.07, TC_B_30).
 */
export function createAdmission(core: Core, quarantine: Quarantine, rulesOf: (version: string) => AdmissionRules): Admission {
  const { sessions, clock } = core
  const triggers = new TriggerBook(clock, triggerWindowMs)

  const isFactual = ({ version, action }: AnyMessage): boolean => rulesOf(version).factual.includes(action)

  const admitUnaccepted = async (message: AnyMessage, session: Session): Promise<'admit'> => {
    const registration = await registrationOf(core, session)
    if (registration === 'Accepted') return 'admit'
    if (triggers.take(session.key, message)) return 'admit'
    const reason = registration === 'none' ? 'send BootNotification first' : `the station is ${registration}`
    // Facts are kept even of a station that is refused.
    if (isFactual(message)) await quarantine.keep(refusedOf(message, reason))
    throw new OcppError('SecurityError', reason)
  }

  return {
    admit: (message) => {
      if (message.action === 'BootNotification' || rulesOf(message.version).expectedFrom === undefined) return 'admit'
      const session = sessions.of(message.connection)
      if (session.registration === 'Accepted') return 'admit'
      const admission = (): Promise<'admit'> => admitUnaccepted(message, session)
      return isFactual(message) ? storeOrClose(core, message, admission) : admission()
    },
    watch: (connection) => {
      const { expectedFrom, factual } = rulesOf(connection.version)
      quarantine.watch(connection, factual)
      if (expectedFrom === undefined) return
      const session = sessions.of(connection)
      connection.on('frame', ({ direction, text }) => {
        // Acceptance may be withdrawn, so it is asked anew for each frame.
        if (direction === 'in' || session.registration === 'Accepted') return
        const frame = decode(text, connection.protocol)
        if (!isFrameFault(frame) && frame[0] === CALL) triggers.open(session.key, expectedFrom(frame[2], frame[3]))
      })
    },
  }
}

const refusedOf = ({ connection, action, messageId, request }: AnyMessage, reason: string) => ({
  connection,
  action,
  messageId,
  request,
  cause: 'notAccepted' as const,
  reason,
})
