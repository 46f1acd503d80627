import type { Core, Incoming } from '../../core.js'
import { fold } from '../../identifier.js'
import { isClosedByCsms, type Transaction } from './transaction.js'

/** What a station that never got an id says instead (1.6 errata 3.18). It is no key: several transactions may be without an id at one time. */
export const noId = -1

/** Keys of samples begin so: with the id of their transaction where the station called it so, with `noId` and the connector where not. */
export const meterKeys = (id: string): string => `meter/${id}/`

/** Of the newest that run, those that are looked at; more than a station has connectors. */
const maxRunning = 100
/** Of the newest that have ended, the same. */
const maxClosed = 20

/** The transaction that samples without an id belong to: the one that runs on their connector. */
export async function runningOn(core: Core, message: Incoming, evseId: number): Promise<Transaction | undefined> {
  const [newest] = await unansweredStarts(core, message, (open) => open.evseId === evseId)
  return newest
}

/**
 * The transaction that a stop without an id ends: that of its token whose register it continues, the nearest one if there are several.
 * Without a token any stop whose start was lost reads the same, so it ends none.
 */
export async function endedWithoutId(
  core: Core,
  message: Incoming,
  { token, meterStop }: { readonly token: string | undefined; readonly meterStop: string },
): Promise<Transaction | undefined> {
  if (token === undefined) return undefined
  const meterStopMilliWh = Number(meterStop) * 1000
  const ofToken = await unansweredStarts(
    core,
    message,
    ({ idToken, register }) =>
      idToken !== undefined && fold(idToken.idToken) === fold(token) && (register === undefined || register.last <= meterStopMilliWh),
  )
  // Newest first, so of two that stand alike the newer one is taken.
  const [nearest] = ofToken.toSorted((left, right) => registerOf(right) - registerOf(left))
  return nearest
}

const registerOf = ({ register }: Transaction): number => register?.last ?? Number.NEGATIVE_INFINITY

/** Open transactions whose start may never have been answered, newest first: the station has not called them by their ids yet. */
async function unansweredStarts(
  { store, sessions, tenantId }: Core,
  { connection }: Incoming,
  isMeant: (open: Transaction) => boolean,
): Promise<readonly Transaction[]> {
  const { key: station } = sessions.of(connection)
  const { items: running } = await store.transactions.page({ tenantId, station, isActive: true, limit: maxRunning })
  // What the csms closed may still be ended by the station.
  const { items: ended } = await store.transactions.page({ tenantId, station, isActive: false, limit: maxClosed })
  const open = [...running, ...ended.filter(isClosedByCsms)].filter(isMeant)
  // A stop under its id would have ended it, so only samples can have called it so.
  const isNamed = await Promise.all(open.map(({ transactionId }) => store.transactions.hasEvents(station, meterKeys(transactionId))))
  return open.filter((_, at) => isNamed[at] === false)
}
