/** What a request with an Idempotency-Key was answered. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Missing where it held a secret that is shown once. */
  readonly body?: string | undefined
}

/** A request by what makes it the same. */
export interface IdempotentRequest {
  readonly actorId: string
  /** Method and path of the route. */
  readonly route: string
  readonly key: string
  /** SHA-256 of path, query and body. */
  readonly requestHash: string
  readonly receivedAt: string
}

export interface IdempotencyRecord extends IdempotentRequest {
  /** Missing while the first request is under way, or if nobody knows what came of it. */
  readonly answer?: KeptAnswer | undefined
}

export interface IdempotencyStore {
  /** Takes the key for a request, unless it is taken: then resolves with the record of it. */
  begin(tenantId: string, request: IdempotentRequest): Promise<IdempotencyRecord | undefined>
  finish(tenantId: string, record: IdempotencyRecord): Promise<void>
  /** Frees the key: nothing was done. */
  release(tenantId: string, request: IdempotentRequest): Promise<void>
}
