import type { PublicEvent } from '../events/public-event.js'
import type { Page, PageQuery } from '../store/page.js'
import type { WebhookEndpoint } from './endpoint.js'

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** An event on its way to an endpoint. */
export interface Delivery {
  /** Its place: deliveries of an endpoint are sent in this order. */
  readonly seq: string
  readonly event: PublicEvent
  /** `pending`: to be sent, again if need be · `delivered` · `failed`: given up after the last attempt. */
  readonly state: DeliveryState
  readonly attempts: number
  /** HTTP status of the last answer, if there was one. */
  readonly lastStatus?: number | undefined
  readonly lastError?: string | undefined
  /** ISO 8601, UTC: when it was last written. */
  readonly updatedAt: string
}

/** What came of an attempt. */
export type DeliveryOutcome = Pick<Delivery, 'seq' | 'state' | 'attempts' | 'lastStatus' | 'lastError' | 'updatedAt'>

/** An event and the endpoints that it is for. */
export interface Announcement {
  readonly event: PublicEvent
  /** Ids of endpoints. */
  readonly endpoints: readonly string[]
}

export interface WebhookStore {
  /** Adds an endpoint or replaces it. */
  putEndpoint(tenantId: string, endpoint: WebhookEndpoint): Promise<void>
  /** Forgets an endpoint, and what was on its way to it; returns whether there was one. */
  deleteEndpoint(tenantId: string, id: string): Promise<boolean>
  /** Oldest first; there are few. */
  endpoints(tenantId: string): Promise<readonly WebhookEndpoint[]>
  /** Keeps an event for its endpoints; one that is kept already is not kept again. */
  announce(tenantId: string, announcement: Announcement): Promise<void>
  /** The first that are to be sent to an endpoint. */
  pending(tenantId: string, endpointId: string, limit: number): Promise<readonly Delivery[]>
  /** How many are to be sent, over all endpoints. */
  countPending(tenantId: string): Promise<number>
  settle(tenantId: string, endpointId: string, outcome: DeliveryOutcome): Promise<void>
  /** Newest first. */
  pageDeliveries(
    tenantId: string,
    endpointId: string,
    query: PageQuery & { readonly state?: DeliveryState | undefined },
  ): Promise<Page<Delivery>>
  /** Makes what was taken in since then pending again, delivered or failed; resolves with how many it were. */
  replay(tenantId: string, endpointId: string, since: string): Promise<number>
}
