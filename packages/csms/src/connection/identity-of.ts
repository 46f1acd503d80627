import type { Core } from '../core.js'

/** The identity of a station as it writes it; records name it folded. One that was deleted keeps its name, as its transactions stay. */
export const identityOf = async ({ sessions, store }: Pick<Core, 'sessions' | 'store'>, stationId: string): Promise<string> =>
  sessions.find(stationId)?.identity ?? (await store.provisioning.find(sessions.keyOf(stationId)))?.identity ?? stationId
