import type { Core } from '../core.js'

/** The identity of a station as it writes it; records name it folded. */
export const identityOf = async ({ sessions, station }: Core, stationId: string): Promise<string> =>
  sessions.find(stationId)?.identity ?? (await station(stationId).record())?.identity ?? stationId
