import { addPart, endReport, type Report, type ReportEnd, type ReportPart } from '../../../features/provisioning/report.js'
import type { AddedPart } from '../../../features/provisioning/store.js'
import type { ObservedVariable } from '../../../features/provisioning/variable.js'
import type { StationKey } from '../../../identifier.js'
import { limitOf, type Page, type PageQuery, pageOf, placeOf } from '../../page.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import type { createInternalIds } from '../internal-id.js'
import type { ReportSessionRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableInteger, storableOrNull } from '../text.js'
import { put, rows, rowsFor, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const session: Table<'report_session'> = {
  name: 'report_session',
  key: ['tenant_id', 'station_id', 'request_id'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    request_id: 'integer',
    id: 'text',
    state: 'text',
    received_at: 'text',
    ended_at: 'text',
    revision: 'integer',
    document: 'json',
  },
}

const part: Table<'report_part'> = {
  name: 'report_part',
  key: ['tenant_id', 'station_id', 'request_id', 'seq_no'],
  columns: { tenant_id: 'text', station_id: 'text', request_id: 'integer', seq_no: 'integer', received_at: 'text', document: 'json' },
}

/** What happens to a report: it is asked for, a part of it comes, or it ends without the others. */
export type ReportStep = { readonly station: StationKey; readonly requestId: number } & (
  | { readonly open: Report }
  | { readonly add: ReportPart }
  | { readonly end: ReportEnd }
)

/** The report before and after a step; where both are one, the step changed nothing. */
export interface SteppedReport {
  readonly before: Report | undefined
  readonly after: Report | undefined
}

/** Reports that stations were asked for, and their parts. */
export function reportTables(dialect: Dialect, createId: ReturnType<typeof createInternalIds>) {
  const { db } = dialect
  const find = prepareByKeys(dialect, session, { by: session.key, select: ['document'] })
  const locked = prepareByKeys(dialect, session, {
    by: session.key,
    select: [...session.key, 'revision', 'document'],
    end: dialect.forUpdate(session.key),
  })
  const save = prepareUpsert(dialect, session, { kept: ['id'], condition: isNextRevision('report_session') })
  const savePart = prepareUpsert(dialect, part)
  const parts = prepare(
    db
      .selectFrom('report_part')
      .select('document')
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('request_id', '=', 0)
      .orderBy('seq_no'),
  )
  const ofStation = db.selectFrom('report_session').select(['id', 'document']).where('tenant_id', '=', '').where('station_id', '=', '')
  const waiting = prepare(ofStation.where('ended_at', 'is', null).orderBy('id'))
  const newest = prepare(ofStation.orderBy('id', 'desc').limit(1))
  const older = prepare(ofStation.where('id', '<', '').orderBy('id', 'desc').limit(1))

  return {
    /** Takes steps one after the other, each onto what stands then. */
    *step(steps: readonly ReportStep[]): Work<readonly SteppedReport[]> {
      const keys = steps.map(({ station, requestId }) => reportKeyOf(station, requestId))
      const stored = new Map<string, Pick<ReportSessionRow, 'revision' | 'document'>>()
      for (const row of yield* rowsFor(locked, distinctKeys(keys))) stored.set(keyOf(row.tenant_id, row.station_id, row.request_id), row)
      const current = new Map<string, Report>()
      const newParts = new Map<string, readonly (string | number | null)[]>()
      const results = steps.map((step, at): SteppedReport => {
        const key = keyOf(...(keys[at] ?? []))
        const row = stored.get(key)
        const before = current.get(key) ?? (row && reportOf(row))
        const after = advance(before, step)
        if (after !== undefined) current.set(key, after)
        if ('add' in step && before !== undefined) {
          const values = valuesOf(part, partRowOf(step.station, step.requestId, step.add))
          newParts.set(keyOf(key, step.add.seqNo), values)
        }
        return { before, after }
      })
      const changed = [...current].toSorted(byKey).map(([key, report]) => {
        const id = createId(Date.parse(report.requestedAt))
        return valuesOf(session, rowOf(report, id, (stored.get(key)?.revision ?? 0) + 1))
      })
      if ((yield* put(save, changed)) < changed.length) {
        throw new StoreError('CONFLICT', 'another node changed one of the reports meanwhile')
      }
      yield* put(
        savePart,
        [...newParts].toSorted(byKey).map(([, values]) => values),
      )
      return results
    },

    *find(station: StationKey, requestId: number): Work<Report | undefined> {
      const [row] = yield* rowsFor(find, [reportKeyOf(station, requestId)])
      return row && reportOf(row)
    },

    *variables(station: StationKey, requestId: number): Work<readonly ObservedVariable[]> {
      const found = yield* rows(parts, reportKeyOf(station, requestId))
      return found.flatMap(({ document }) => JSON.parse(document) as readonly ObservedVariable[])
    },

    *waiting(station: StationKey): Work<readonly Report[]> {
      return (yield* rows(waiting, stationKeyOf(station))).map(reportOf)
    },

    *page(station: StationKey, query: PageQuery): Work<Page<Report>> {
      const [before] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const key = stationKeyOf(station)
      const found = before === undefined ? rows(newest, [...key, limit + 1]) : rows(older, [...key, before, limit + 1])
      return pageOf(yield* found, limit, reportOf, ({ id }) => [id])
    },
  }
}

/** What a store answers to a part. */
export const addedPart = ({ before, after }: SteppedReport): AddedPart | undefined =>
  after && { report: after, hasCompleted: before?.state === 'requested' && after.state === 'complete' }

function advance(before: Report | undefined, step: ReportStep): Report | undefined {
  if ('open' in step) return before ?? step.open
  if (before === undefined) return undefined
  return 'add' in step ? addPart(before, step.add) : endReport(before, step.end)
}

const reportKeyOf = (station: StationKey, requestId: number): readonly [string, string, number] => [
  ...stationKeyOf(station),
  storableInteger(requestId),
]

const reportOf = ({ document }: Pick<ReportSessionRow, 'document'>): Report => JSON.parse(document) as Report

function rowOf(report: Report, id: string, revision: number): ReportSessionRow {
  const [tenant_id, station_id, request_id] = reportKeyOf(report.station, report.requestId)
  return {
    tenant_id,
    station_id,
    request_id,
    id,
    state: report.state,
    received_at: storable(report.updatedAt),
    ended_at: storableOrNull(report.endedAt),
    revision,
    document: JSON.stringify(report),
  }
}

function partRowOf(station: StationKey, requestId: number, { seqNo, receivedAt, variables }: ReportPart) {
  const [tenant_id, station_id, request_id] = reportKeyOf(station, requestId)
  return {
    tenant_id,
    station_id,
    request_id,
    seq_no: storableInteger(seqNo),
    received_at: storable(receivedAt),
    document: JSON.stringify(variables),
  }
}
