import type { Core } from '../core.js'
import { nowIso } from '../core.js'
import { createInternalIds } from '../store/sql/internal-id.js'
import { ofTransaction, tellings } from './catalogue.js'
import type { PublicEvent } from './public-event.js'

/**
 * Tells those outside of what happens inside. What becomes of transactions is kept for webhooks together with its fact, by whoever
 * stores it; everything else is kept once it has happened, so that a crash in between loses the news, and never the fact.
 */
export function publishEvents(core: Core): void {
  const { events, hub, webhooks, clock } = core
  const createId = createInternalIds()

  for (const { type, on, tell, isMeant = () => true } of tellings) {
    events.on(on, (happened) => {
      if (!isMeant(happened as never)) return
      // Nothing is made that nobody wants.
      const make = (): PublicEvent => {
        const { at = nowIso(clock), ...told } = tell(happened as never)
        return { id: `evt_${createId(clock.now())}`, type, at, ...told }
      }
      const announcement = webhooks.announcementOf(type, make)
      if (announcement !== undefined) webhooks.announce(announcement.event).catch((error: unknown) => core.failed(error, 'webhooks'))
      if (hub.isUsed) hub.publish(announcement?.event ?? make())
    })
  }
  for (const type of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) {
    events.on(type, ({ station, transaction, event }) => {
      if (hub.isUsed) hub.publish(ofTransaction(type, station.identity, transaction, event))
    })
  }
}
