import type { Core } from '../core.js'
import { nowIso } from '../core.js'
import { createInternalIds } from '../store/sql/internal-id.js'
import { ofBoot, ofConnection, ofDisconnection, ofMeter, ofStatus, ofTransaction } from './catalogue.js'
import type { PublicEvent, PublicEventType } from './public-event.js'

/**
 * Tells those outside of what happens inside. What becomes of transactions is kept for webhooks together with its fact, by whoever
 * stores it; everything else is kept once it has happened, so that a crash in between loses the news, and never the fact.
 */
export function publishEvents(core: Core): void {
  const { events, hub, webhooks, clock } = core
  const createId = createInternalIds()
  const newId = (): string => `evt_${createId(clock.now())}`

  /** Nothing is made that nobody wants. */
  const tell = (type: PublicEventType, make: () => PublicEvent): void => {
    const announcement = webhooks.announcementOf(type, make)
    if (announcement !== undefined) webhooks.announce(announcement.event).catch((error: unknown) => core.failed(error, 'webhooks'))
    if (hub.isUsed) hub.publish(announcement?.event ?? make())
  }

  events.on('station', (connection) => tell('station.connected', () => ofConnection(connection, newId(), nowIso(clock))))
  events.on('station.disconnected', (gone) => tell('station.disconnected', () => ofDisconnection(gone, newId(), nowIso(clock))))
  events.on('station.booted', (booted) => tell('station.booted', () => ofBoot(booted, newId(), nowIso(clock))))
  events.on('connector.status', (told) => tell('connector.status', () => ofStatus(told, newId())))
  events.on('meter.values', (values) => {
    if (values.transactionId === undefined) tell('meter.values', () => ofMeter(values, newId(), nowIso(clock)))
  })
  for (const type of ['transaction.started', 'transaction.updated', 'transaction.ended'] as const) {
    events.on(type, ({ station, transaction, event }) => {
      if (hub.isUsed) hub.publish(ofTransaction(type, station.identity, transaction, event))
    })
  }
}
