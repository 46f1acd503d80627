import type { Core } from '../core.js'
import type { Session } from './sessions.js'

/** Acceptance outlives connections: a station reconnects without BootNotification (1.6-J §5.4, 2.x Part 4 §5.3). */
export async function registrationOf({ store }: Pick<Core, 'store'>, session: Session): Promise<NonNullable<Session['registration']>> {
  if (session.registration !== undefined) return session.registration
  const kept = (await store.provisioning.find(session.key))?.registration ?? 'none'
  // What the station was told in the meantime is newer than what was kept.
  session.registration ??= kept
  return session.registration
}
