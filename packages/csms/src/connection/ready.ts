import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Core } from '../core.js'
import { registrationOf } from './registration.js'

/** Tells of a station that was accepted before it connected: it need not boot again (1.6-J §5.4, 2.x Part 4 §5.3). */
export async function tellIfReady(core: Core, connection: AnyConnection): Promise<void> {
  const session = core.sessions.of(connection)
  const { registration } = session
  const isAccepted = (registration ?? (await registrationOf(core, session))) === 'Accepted'
  if (!isAccepted || session.connection !== connection) return
  core.events.emit('station.ready', { station: core.station(session.identity), version: connection.version })
}
