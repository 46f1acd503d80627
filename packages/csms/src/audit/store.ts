import type { Page, PageQuery } from '../store/page.js'

/** Who did something. */
export interface AuditActor {
  readonly id: string
  readonly kind: string
  readonly name: string
}

/** One call that changed something, or was to. */
export interface AuditEntry {
  /** UUIDv7: the order of the log. */
  readonly id: string
  /** ISO 8601, UTC: when the call came. */
  readonly at: string
  readonly actor: AuditActor
  /** The operation, as the OpenAPI document names it. */
  readonly action: string
  /** Its path, without the query. */
  readonly resource: string
  readonly requestId: string
  readonly address: string
  /**
   * `begun`: under way, or the process ended meanwhile, so that nobody knows · `refused`: nothing was done · `failed`: it may have been done in
   * part · `repeated`: answered with what the same Idempotency-Key was answered first.
   */
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed' | 'repeated'
  /** Of the answer. */
  readonly status?: number | undefined
  /** What was asked, without secrets. */
  readonly request?: unknown
  /** What was changed, before and after, where the route tells; without secrets. */
  readonly before?: unknown
  readonly after?: unknown
}

export interface AuditStore {
  /** A new entry; resolves with its id. */
  add(tenantId: string, entry: Omit<AuditEntry, 'id'>): Promise<string>
  /** The same entry with what has come of it. */
  complete(tenantId: string, entry: AuditEntry): Promise<void>
  /** Newest first; all, or those of one actor. */
  page(tenantId: string, query: PageQuery & { readonly actorId?: string | undefined }): Promise<Page<AuditEntry>>
}
