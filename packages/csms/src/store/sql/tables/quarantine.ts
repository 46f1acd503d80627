import { contentHash } from '../../../content-hash.js'
import type { QuarantineDraft, QuarantinedMessage, QuarantineOutcome, QuarantineQuery } from '../../../features/provisioning/store.js'
import type { StationKey } from '../../../identifier.js'
import type { QuarantineBounds } from '../../../ledger/quarantine-options.js'
import { limitOf, type Page, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { QuarantineRow } from '../schema.js'
import { prepareByKeys, prepareInsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { ask, put, rows, rowsFor, run, type Work } from '../work.js'
import { distinctKeys, keyOf, stationKeyOf } from './keys.js'

const quarantine: Table<'quarantine'> = {
  name: 'quarantine',
  key: ['tenant_id', 'station_id', 'id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    id: 'text',
    action: 'text',
    message_id: 'text',
    reason: 'text',
    received_at: 'text',
    document: 'json',
    content_hash: 'text',
    bounded_bytes: 'integer',
  },
}

interface Keeping {
  readonly message: QuarantineDraft
  readonly bounds?: QuarantineBounds | undefined
}

/** How much there is that has a bound. */
interface Usage {
  messages: number
  bytes: number
}

/** Messages of stations that could not be applied. */
export function quarantineTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const { db } = dialect
  const keep = prepareInsert(dialect, quarantine)
  const contents = prepareByKeys(dialect, quarantine, {
    by: ['tenant_id', 'station_id', 'content_hash'],
    select: ['tenant_id', 'station_id', 'content_hash'],
  })
  const usage = db
    .selectFrom('quarantine')
    .select(({ fn }) => [fn.count<number>('bounded_bytes').as('messages'), fn.sum<number | null>('bounded_bytes').as('bytes')])
    .where('tenant_id', '=', '')
  const usageOfAll = prepare(usage)
  const usageOfStation = prepare(usage.where('station_id', '=', ''))
  const count = prepare(
    db
      .selectFrom('quarantine')
      .select(({ fn }) => fn.countAll<number>().as('messages'))
      .where('tenant_id', '=', ''),
  )
  const ofStation = prepare(
    db.selectFrom('quarantine').select(['id', 'document']).where('tenant_id', '=', '').where('station_id', '=', '').orderBy('id'),
  )
  const byId = prepare(db.selectFrom('quarantine').select(['id', 'document']).where('tenant_id', '=', '').where('id', '=', ''))
  const remove = prepare(db.deleteFrom('quarantine').where('tenant_id', '=', '').where('id', '=', ''))

  /** Reads what is used, once in a batch. */
  function usageReader() {
    const read = new Map<string, Usage>()
    return function* (key: readonly string[]): Work<Usage> {
      const name = keyOf(...key)
      const known = read.get(name)
      if (known !== undefined) return known
      const [row] = yield* rows(key.length === 1 ? usageOfAll : usageOfStation, key)
      const found = { messages: Number(row?.messages ?? 0), bytes: Number(row?.bytes ?? 0) }
      read.set(name, found)
      return found
    }
  }

  return {
    *keep(all: readonly Keeping[]): Work<readonly QuarantineOutcome[]> {
      const keys = all.map(({ message }) => [...stationKeyOf(message.station), contentOf(message)] as const)
      const known = new Set(
        (yield* rowsFor(contents, distinctKeys(keys))).map((row) => keyOf(row.tenant_id, row.station_id, row.content_hash ?? '')),
      )
      const usageOf = usageReader()
      const added: QuarantineRow[] = []
      const outcomes: QuarantineOutcome[] = []
      for (const [at, { message, bounds }] of all.entries()) {
        const [tenantId, stationId, hash] = keys[at] as (typeof keys)[number]
        const key = keyOf(tenantId, stationId, hash)
        if (known.has(key)) {
          outcomes.push('known')
          continue
        }
        const bytes = Buffer.byteLength(JSON.stringify(message.payload))
        if (bounds !== undefined) {
          const [station, total] = [yield* usageOf([tenantId, stationId]), yield* usageOf([tenantId])]
          const isFull =
            isBeyond(station, bytes, bounds.maxMessagesPerStation, bounds.maxBytesPerStation) ||
            isBeyond(total, bytes, bounds.maxMessages, bounds.maxBytes)
          if (isFull) {
            outcomes.push('full')
            continue
          }
          for (const used of [station, total]) {
            used.messages += 1
            used.bytes += bytes
          }
        }
        known.add(key)
        outcomes.push('kept')
        added.push({
          tenant_id: tenantId,
          station_id: stationId,
          id: createId(Date.parse(message.receivedAt)),
          action: storable(message.action),
          message_id: storable(message.messageId),
          reason: storable(message.reason),
          received_at: storable(message.receivedAt),
          document: JSON.stringify(message),
          content_hash: hash,
          bounded_bytes: bounds === undefined ? null : bytes,
        })
      }
      yield* put(
        keep,
        added.map((row) => valuesOf(quarantine, row)),
      )
      return outcomes
    },

    *ofStation({ tenantId, stationId }: StationKey): Work<readonly QuarantinedMessage[]> {
      return (yield* rows(ofStation, [storable(tenantId), storable(stationId)])).map(messageOf)
    },

    *page(query: QuarantineQuery): Work<Page<QuarantinedMessage>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const { tenantId, station } = query
      const found = db
        .selectFrom('quarantine')
        .select(['id', 'document'])
        .where('tenant_id', '=', storable(tenantId))
        .$if(station !== undefined, (list) => list.where('station_id', '=', storable(station?.stationId ?? '')))
        .$if(before !== undefined, (list) => list.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1)
      return pageOf(yield* ask(found), limit, messageOf, ({ id }) => [id])
    },

    *find(tenantId: string, id: string): Work<QuarantinedMessage | undefined> {
      const [row] = yield* rows(byId, [storable(tenantId), storable(id)])
      return row === undefined ? undefined : messageOf(row)
    },

    *delete(all: readonly { readonly tenantId: string; readonly id: string }[]): Work<readonly boolean[]> {
      const deleted: boolean[] = []
      for (const { tenantId, id } of all) deleted.push((yield* run(remove, [storable(tenantId), storable(id)])) > 0)
      return deleted
    },

    *count(tenantId: string): Work<number> {
      const [row] = yield* rows(count, [storable(tenantId)])
      return Number(row?.messages ?? 0)
    },
  }
}

const isBeyond = (used: Usage, bytes: number, maxMessages: number, maxBytes: number): boolean =>
  used.messages >= maxMessages || used.bytes + bytes > maxBytes

const contentOf = ({ version, action, payload }: QuarantineDraft): string => contentHash({ version, action, payload })

const messageOf = ({ id, document }: Pick<QuarantineRow, 'id' | 'document'>): QuarantinedMessage => ({
  ...(JSON.parse(document) as QuarantineDraft),
  id,
})
