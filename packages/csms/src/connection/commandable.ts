import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Core } from '../core.js'
import { CsmsError } from '../errors.js'
import type { Session } from './sessions.js'

/** A station that may be sent a command. */
export interface Commandable {
  readonly session: Session
  readonly connection: AnyConnection
}

/** When a command may be sent: `accepted` not before the station is, `booted` also while it is pending, `always` even to a rejected one. */
export type CommandMoment = 'accepted' | 'booted' | 'always'

/**
 * Finds the connection for a command.
 * @throws CsmsError `NOT_CONNECTED`, or `NOT_ACCEPTED` where the specification has the csms wait (1.6 §4.2, B02.FR.05, B03.FR.03)
 */
export function commandable(
  { sessions }: Pick<Core, 'sessions'>,
  identity: string,
  action: string,
  moment: CommandMoment = 'booted',
): Commandable {
  const session = sessions.find(identity)
  const connection = session?.connection
  if (session === undefined || connection === undefined) throw new CsmsError('NOT_CONNECTED', `${action}: ${identity} is not connected`)
  const { registration } = session
  const isTooEarly = (moment === 'accepted' && registration !== 'Accepted') || (moment === 'booted' && registration === 'Rejected')
  if (isTooEarly) throw new CsmsError('NOT_ACCEPTED', `${action}: ${identity} is ${registration ?? 'not known'}, so it is not sent`)
  return { session, connection }
}
