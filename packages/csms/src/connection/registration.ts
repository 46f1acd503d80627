import type { Core } from '../core.js'
import { within } from '../deadline.js'
import type { Session } from './sessions.js'

/**
 * Acceptance outlives connections: a station reconnects without BootNotification (1.6-J §5.4, 2.x Part 4 §5.3). While the store does not
 * say, it is what it was when the station was last connected here.
 */
export async function registrationOf(
  { store, sessions, clock, storeTimeoutMs }: Pick<Core, 'store' | 'sessions' | 'clock' | 'storeTimeoutMs'>,
  session: Session,
): Promise<NonNullable<Session['registration']>> {
  if (session.registration !== undefined) return session.registration
  const kept = await find().catch((error: unknown) => {
    const remembered = sessions.remembered(session.key)
    if (remembered === undefined) throw error
    return remembered
  })
  // What the station was told in the meantime is newer than what was kept.
  session.registration ??= kept
  return session.registration

  async function find(): Promise<NonNullable<Session['registration']>> {
    const record = await within(clock, clock.monotonic() + storeTimeoutMs / 2, 'the store', () => store.provisioning.find(session.key))
    return record?.registration ?? 'none'
  }
}
