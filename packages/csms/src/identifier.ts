/**
 * Folds what the specification calls an identifierString (identities, transaction ids, id tokens), so that two spellings are one:
 * compared folded, shown and sent as they came.
 */
export const fold = (identifier: string): string => identifier.toLowerCase()

/** Names a station over all tenants; every record of the store begins with it. */
export interface StationKey {
  readonly tenantId: string
  /** The identity, folded. */
  readonly stationId: string
}

export const stationKey = (tenantId: string, identity: string): StationKey => ({ tenantId, stationId: fold(identity) })
