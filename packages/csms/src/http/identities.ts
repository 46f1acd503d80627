import type { StationKey } from '../identifier.js'
import type { ApiContext } from './context.js'

/** The identities of stations as they write them: records name stations folded. */
export async function identitiesOf(
  { core }: Pick<ApiContext, 'core'>,
  owned: readonly { readonly station: StationKey }[],
): Promise<(station: StationKey) => string> {
  const folded = [...new Set(owned.map(({ station }) => station.stationId))]
  const records = await Promise.all(folded.map((id) => core.station(id).record()))
  const shown = new Map(folded.map((id, at) => [id, core.sessions.find(id)?.identity ?? records[at]?.identity ?? id]))
  return ({ stationId }) => shown.get(stationId) ?? stationId
}
