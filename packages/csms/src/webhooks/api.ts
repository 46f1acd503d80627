import type { PublicEvent, PublicEventType } from '../events/public-event.js'
import type { WebhookEndpoint } from './endpoint.js'
import type { Announcement } from './store.js'

export interface WebhookOptions {
  /** How long an endpoint may take to answer, ms. */
  readonly timeoutMs: number
  /** Whether `http://` is allowed to other machines. */
  readonly allowsHttp: boolean
}

/** What an operator says of an endpoint. */
export interface WebhookDraft {
  readonly url: string
  readonly types?: readonly string[] | undefined
  readonly description?: string | undefined
  readonly isEnabled?: boolean | undefined
}

/** The endpoints of a tenant, and those who send to them. */
export interface Webhooks {
  /** Oldest first. */
  list(): readonly WebhookEndpoint[]
  find(id: string): WebhookEndpoint | undefined
  /** @throws TypeError naming what is wrong */
  create(draft: WebhookDraft): Promise<WebhookEndpoint>
  /** Changes what is given. @throws TypeError naming what is wrong */
  change(id: string, draft: Partial<WebhookDraft>): Promise<WebhookEndpoint | undefined>
  /** Gives it a new secret; the old one is of no use from then on. */
  rotateSecret(id: string): Promise<WebhookEndpoint | undefined>
  delete(id: string): Promise<boolean>
  /** Sends it an event that says nothing. */
  test(id: string): Promise<PublicEvent | undefined>
  /** Sends again what was taken in since then; resolves with how many it were. */
  replay(id: string, since: string): Promise<number>
  /** The endpoints that want an event, which the store is to keep it for; `undefined` where nobody does. */
  announcementOf(type: PublicEventType, event: () => PublicEvent): Announcement | undefined
  /** Keeps an event for those who want it. */
  announce(event: PublicEvent): Promise<void>
  /** What was announced is stored, and may be sent. */
  announced(announcement: Announcement | undefined): void
  start(): Promise<void>
  stop(): Promise<void>
}
