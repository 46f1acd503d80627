import { identityOf } from '../connection/identity-of.js'
import type { StationKey } from '../identifier.js'
import type { ApiContext } from './context.js'

/** The identities of stations as they write them: records name stations folded. */
export async function identitiesOf(
  { core }: Pick<ApiContext, 'core'>,
  owned: readonly { readonly station: StationKey }[],
): Promise<(station: StationKey) => string> {
  const folded = [...new Set(owned.map(({ station }) => station.stationId))]
  const shown = new Map(await Promise.all(folded.map(async (id) => [id, await identityOf(core, id)] as const)))
  return ({ stationId }) => shown.get(stationId) ?? stationId
}
