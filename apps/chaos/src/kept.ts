import { stationKey } from '@ocpp-kit/csms'
import { openStore } from '@ocpp-kit/csms/sql'
import type { KeptTransaction } from './audit.js'
import type { Place } from './place.js'

type Listed = Omit<KeptTransaction, 'events'>

interface PageView {
  readonly items: readonly {
    readonly id: string
    readonly internalId: string
    readonly stationId: string
    readonly endedAt: string | null
    readonly energyWh: number | null
    readonly flags: readonly string[]
  }[]
  readonly nextCursor: string | null
}

/** All transactions as the API tells of them. */
export async function listTransactions(apiUrl: string, token: string): Promise<readonly Listed[]> {
  const listed: Listed[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const response = await fetch(`${apiUrl}/transactions?limit=200${query}`, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`GET ${apiUrl}/transactions: ${response.status} ${await response.text()}`)
    const page = (await response.json()) as PageView
    for (const { id, internalId, stationId: station, endedAt, energyWh, flags } of page.items) {
      listed.push({ station, id, internalId, isEnded: endedAt !== null, energyWh, flags })
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return listed
}

/** Events that are asked for at one time. */
const atOnce = 50

/** Their events as the database has them, after the csms is gone. */
export async function withEvents(listed: readonly Listed[], { database, schema }: Place): Promise<readonly KeptTransaction[]> {
  const store = await openStore(database, { schema, retention: { intervalMs: 0 } })
  try {
    const kept: KeptTransaction[] = []
    for (let from = 0; from < listed.length; from += atOnce) {
      const some = listed.slice(from, from + atOnce)
      const events = await Promise.all(some.map(({ station, id }) => store.transactions.events(stationKey('default', station), id)))
      kept.push(...some.map((one, at) => ({ ...one, events: (events[at] ?? []).map(({ raw }) => raw) })))
    }
    return kept
  } finally {
    await store.close()
  }
}
