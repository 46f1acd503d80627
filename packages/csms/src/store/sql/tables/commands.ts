import { type Command, dueAtOf, isLive } from '../../../commands/command.js'
import { type CommandEvent, isChanged, type Reduction, reduceCommand } from '../../../commands/reduce.js'
import type { CommandQuery, DueCommand, Inserted, NewCommand } from '../../../commands/store.js'
import type { StationKey } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { type Dialect, prepare } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { CommandRow } from '../schema.js'
import { prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { ask, type Prepared, put, rows, rowsFor, type Work } from '../work.js'
import { connection as stationConnection } from './connections.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const command: Table<'command'> = {
  name: 'command',
  key: ['tenant_id', 'id'],
  columns: {
    tenant_id: 'text',
    id: 'text',
    station_id: 'text',
    identity: 'text',
    action: 'text',
    state: 'text',
    idempotency_key: 'text',
    supersede_key: 'text',
    due_at: 'text',
    created_at: 'text',
    closed_at: 'text',
    document: 'json',
  },
}

/** An event of a command. */
export interface CommandChange {
  readonly tenantId: string
  readonly id: string
  readonly event: CommandEvent
}

/** Commands that one look at what is due gives. */
const maxDue = 500

/** Messages to stations. What an event makes of a command is decided where it is written, so that no two events miss each other. */
export function commandTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const { db } = dialect
  const toChange = { select: ['tenant_id', 'id', 'document'], end: dialect.forUpdate(command.key) } as const
  const byId = prepareByKeys(dialect, command, { by: command.key, ...toChange })
  const byIdempotencyKey = prepareByKeys(dialect, command, {
    by: ['tenant_id', 'idempotency_key'],
    select: ['tenant_id', 'idempotency_key', 'document'],
  })
  const waiting = prepareByKeys(dialect, command, {
    by: ['tenant_id', 'station_id', 'supersede_key'],
    select: ['tenant_id', 'id', 'document'],
    end: `and t."closed_at" is null ${dialect.forUpdate(command.key)}`,
  })
  const live = prepareByKeys(dialect, command, {
    by: ['tenant_id', 'station_id'],
    select: ['tenant_id', 'station_id', 'document'],
    end: 'and t."closed_at" is null order by t."tenant_id", t."station_id", t."id"',
  })
  const counts: Prepared<Pick<CommandRow, 'tenant_id' | 'station_id'> & { readonly n: number | string }> = {
    sql: `select t."tenant_id", t."station_id", count(*) as "n" from ${dialect.keys} cross join "command" as t where t."tenant_id" = k.value->>0 and t."station_id" = k.value->>1 and t."closed_at" is null group by t."tenant_id", t."station_id"`,
  }
  const newestConnection = prepareByKeys(dialect, stationConnection, {
    by: stationConnection.key,
    select: ['tenant_id', 'station_id', 'epoch'],
  })
  const save = prepareUpsert(dialect, command)
  const ofTenant = db.selectFrom('command').where('tenant_id', '=', '')
  const one = prepare(ofTenant.select('document').where('id', '=', ''))
  const byKeyAlone = prepare(ofTenant.select('document').where('idempotency_key', '=', ''))
  const dueOnes = ofTenant.select(['identity', 'due_at', 'id']).where('due_at', 'is not', null)
  const due = prepare(
    dueOnes
      .where('due_at', '<=', '')
      .where(({ eb, refTuple, tuple }) => eb(refTuple('due_at', 'id'), '>', tuple('', '')))
      .orderBy('due_at')
      .orderBy('id')
      .limit(1),
  )
  const next = prepare(dueOnes.orderBy('due_at').limit(1))
  const liveCount: Prepared<{ readonly n: number | string }> = prepare(
    ofTenant.select(({ fn }) => fn.countAll<number | string>().as('n')).where('closed_at', 'is', null),
  )

  /** Each combination of filters has an index that ends with the id, or one of which the rest is looked through. */
  const found = ({ tenantId, station, state, action }: CommandQuery) =>
    db
      .selectFrom('command')
      .select(['id', 'document'])
      .where('tenant_id', '=', storable(tenantId))
      .$if(station !== undefined, (query) => query.where('station_id', '=', storable(station?.stationId ?? '')))
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''))
      .$if(action !== undefined, (query) => query.where('action', '=', storable(action ?? '')))
      .orderBy('id', 'desc')

  function* write(commands: ReadonlyMap<string, Command>): Work<void> {
    const changed = [...commands].toSorted(byKey).map(([, one]) => valuesOf(command, rowOf(one)))
    yield* put(save, changed)
  }

  return {
    /** Inserts commands one after the other, each after what the one before has changed. */
    *insert(added: readonly NewCommand[]): Work<readonly Inserted[]> {
      const known = new Map<string, Command>()
      for (const row of yield* rowsFor(byIdempotencyKey, distinctKeys(added.flatMap(idempotencyKeyOf)))) {
        known.set(keyOf(row.tenant_id, row.idempotency_key), commandOf(row))
      }
      const standing = new Map<string, Command>()
      for (const row of yield* rowsFor(waiting, distinctKeys(added.flatMap(supersedeKeyOf)))) {
        standing.set(keyOf(row.tenant_id, row.id), commandOf(row))
      }
      const stations = distinctKeys(added.map((one) => stationKeyOf(one.command.station)))
      const live = new Map((yield* rowsFor(counts, stations)).map((row) => [keyOf(row.tenant_id, row.station_id), Number(row.n)]))
      const changed = new Map<string, Command>()

      const results = added.map((one): Inserted => {
        const [idempotencyKey] = idempotencyKeyOf(one)
        const already = idempotencyKey && known.get(keyOf(...idempotencyKey))
        if (already !== undefined) return { outcome: 'known', command: already }
        const stationKey = keyOf(...stationKeyOf(one.command.station))
        const waitingNow = live.get(stationKey) ?? 0
        if (waitingNow >= one.maxLive) return { outcome: 'full' }
        live.set(stationKey, waitingNow + 1)
        const inserted: Command = { ...one.command, id: createId(Date.parse(one.command.createdAt)) }
        const superseded: Reduction[] = []
        for (const [key, other] of one.supersedes ? standing : []) {
          if (!isSameTarget(other, inserted)) continue
          const reduction = reduceCommand(other, { type: 'supersede', at: inserted.createdAt, by: inserted.id })
          if (!isChanged(other, reduction)) continue
          standing.set(key, reduction.command)
          changed.set(key, reduction.command)
          superseded.push(reduction)
        }
        const key = keyOf(storable(inserted.station.tenantId), inserted.id)
        changed.set(key, inserted)
        if (inserted.supersedeKey !== undefined) standing.set(key, inserted)
        if (idempotencyKey !== undefined) known.set(keyOf(...idempotencyKey), inserted)
        return { outcome: 'new', command: inserted, superseded }
      })
      yield* write(changed)
      return results
    },

    /** Events one after the other, each upon what the one before has left. */
    *apply(changes: readonly CommandChange[]): Work<readonly (Reduction | undefined)[]> {
      const keys = changes.map(({ tenantId, id }) => [storable(tenantId), storable(id)])
      const current = new Map((yield* rowsFor(byId, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.id), commandOf(row)]))
      const changed = new Map<string, Command>()
      const taken = changes.flatMap(({ event }, at) => {
        const one = event.type === 'take' && event.epoch !== undefined ? current.get(keyOf(...(keys[at] ?? []))) : undefined
        return one === undefined ? [] : [stationKeyOf(one.station)]
      })
      const epochs = new Map(
        (yield* rowsFor(newestConnection, distinctKeys(taken))).map((row) => [keyOf(row.tenant_id, row.station_id), row.epoch]),
      )
      const reductions = changes.map(({ event }, at): Reduction | undefined => {
        const key = keyOf(...(keys[at] ?? []))
        const before = current.get(key)
        if (before === undefined) return undefined
        const newest = Number(epochs.get(keyOf(...stationKeyOf(before.station))) ?? 0)
        if (event.type === 'take' && event.epoch !== undefined && event.epoch < newest)
          return { command: before, effects: [], isFenced: true }
        const reduction = reduceCommand(before, event)
        current.set(key, reduction.command)
        if (isChanged(before, reduction)) changed.set(key, reduction.command)
        return reduction
      })
      yield* write(changed)
      return reductions
    },

    *find(tenantId: string, id: string): Work<Command | undefined> {
      const [row] = yield* rows(one, [storable(tenantId), storable(id)])
      return row === undefined ? undefined : commandOf(row)
    },

    *findByKey(tenantId: string, key: string): Work<Command | undefined> {
      const [row] = yield* rows(byKeyAlone, [storable(tenantId), storable(key)])
      return row === undefined ? undefined : commandOf(row)
    },

    *live(stations: readonly StationKey[]): Work<readonly (readonly Command[])[]> {
      const keys = stations.map(stationKeyOf)
      const byStation = new Map<string, Command[]>()
      for (const row of yield* rowsFor(live, distinctKeys(keys))) {
        const key = keyOf(row.tenant_id, row.station_id)
        const found = byStation.get(key)
        if (found === undefined) byStation.set(key, [commandOf(row)])
        else found.push(commandOf(row))
      }
      return keys.map((key) => byStation.get(keyOf(...key)) ?? [])
    },

    *due(tenantId: string, now: string, after?: DueCommand): Work<readonly DueCommand[]> {
      const found = yield* rows(due, [storable(tenantId), now, after?.dueAt ?? '', after?.id ?? '', maxDue])
      return found.map(({ identity, due_at, id }) => ({ identity, dueAt: due_at ?? '', id }))
    },

    *nextDue(tenantId: string): Work<string | undefined> {
      return (yield* rows(next, [storable(tenantId), 1]))[0]?.due_at ?? undefined
    },

    *countLive(tenantId: string): Work<number> {
      return Number((yield* rows(liveCount, [storable(tenantId)]))[0]?.n ?? 0)
    },

    *page(query: CommandQuery & PageQuery): Work<Page<Command>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const after = before === undefined ? found(query) : found(query).where('id', '<', before)
      return pageOf(yield* ask(after.limit(limit + 1)), limit, commandOf, ({ id }) => [id])
    },
  }
}

const isSameTarget = (other: Command, { id, supersedeKey, station }: Command): boolean =>
  other.id !== id &&
  supersedeKey !== undefined &&
  other.supersedeKey === supersedeKey &&
  other.station.tenantId === station.tenantId &&
  other.station.stationId === station.stationId

const idempotencyKeyOf = ({ command: { station, idempotencyKey } }: NewCommand) =>
  idempotencyKey === undefined ? [] : [[storable(station.tenantId), storable(idempotencyKey)]]

const supersedeKeyOf = ({ command: { station, supersedeKey }, supersedes }: NewCommand) =>
  supersedeKey === undefined || !supersedes ? [] : [[...stationKeyOf(station), storable(supersedeKey)]]

const commandOf = ({ document }: Pick<CommandRow, 'document'>): Command => JSON.parse(document) as Command

function rowOf(one: Command): CommandRow {
  const [tenant_id, station_id] = stationKeyOf(one.station)
  return {
    tenant_id,
    id: one.id,
    station_id,
    identity: storable(one.identity),
    action: storable(one.action),
    state: one.state,
    idempotency_key: storableOrNull(one.idempotencyKey),
    supersede_key: storableOrNull(one.supersedeKey),
    due_at: storableOrNull(dueAtOf(one)),
    created_at: one.createdAt,
    closed_at: isLive(one) ? null : (one.reconciledAt ?? one.endedAt ?? one.createdAt),
    document: JSON.stringify(one),
  }
}
