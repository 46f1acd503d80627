import type { AnyConnection } from '@ocpp-kit/rpc'
import { isElsewhere } from '../commands/ownership.js'
import type { Core } from '../core.js'
import { CsmsError } from '../errors.js'
import { registrationOf } from './registration.js'
import type { Session } from './sessions.js'

/**
 * When a command may be sent: `accepted` not before the station is, `booted` also while it is pending,
 * `always` even to one that was rejected or has not booted.
 */
export type CommandMoment = 'accepted' | 'booted' | 'always'

/** A command on its way to a station. */
export interface Command {
  readonly identity: string
  /** For messages. */
  readonly action: string
  readonly moment: CommandMoment
}

/**
 * Finds the station of a command: its connection, and a feature's part of the version that it speaks.
 * @throws CsmsError `NOT_CONNECTED`, `NOT_SUPPORTED` or `NOT_ACCEPTED`
 */
export type Reach<Adapter> = (
  identity: string,
  action: string,
  /** Default `booted`. */
  moment?: CommandMoment,
) => Promise<{ readonly connection: AnyConnection; readonly adapter: Adapter }>

type Connected = Session & { readonly connection: AnyConnection }

/** @throws CsmsError `NOT_CONNECTED` */
export async function connected(core: Core, { identity, action }: Command): Promise<Connected> {
  const session = core.sessions.find(identity)
  if (session?.connection !== undefined) return session as Connected
  throw await notConnected(core, identity, action)
}

/** @returns the error for a station without a connection here, which names the process that has it, as far as the store tells */
export async function notConnected({ store, sessions, node }: Core, identity: string, action: string): Promise<CsmsError> {
  const holder = await store.connections.find(sessions.keyOf(identity)).catch(() => undefined)
  const where = isElsewhere(holder, node) ? `not connected to this csms, but to ${holder.node}: ask that one` : 'not connected'
  return new CsmsError('NOT_CONNECTED', `${action}: ${identity} is ${where}`)
}

/**
 * Waits for what the station was told, by this connection or before it.
 * @throws CsmsError `NOT_ACCEPTED` where the specification has the csms wait (1.6 §4.2, B02.FR.05, B03.FR.03)
 */
export async function checkMoment(
  core: Pick<Core, 'store' | 'sessions' | 'clock' | 'storeTimeoutMs'>,
  session: Session,
  { identity, action, moment }: Command,
): Promise<void> {
  if (moment === 'always') return
  const registration = await registrationOf(core, session)
  if (registration === 'Accepted' || (moment === 'booted' && registration === 'Pending')) return
  const state = registration === 'none' ? 'has not booted' : `is ${registration}`
  throw new CsmsError('NOT_ACCEPTED', `${action}: ${identity} ${state}, so it is not sent`)
}
