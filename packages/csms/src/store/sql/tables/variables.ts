import type { VariableName } from '../../../features/provisioning/commands.js'
import type { VariableQuery } from '../../../features/provisioning/store.js'
import { changeVariable, type Variable, type VariableChange, variableKey } from '../../../features/provisioning/variable.js'
import { fold, type StationKey } from '../../../identifier.js'
import { limitOf, type Page, pageOf, placeOf } from '../../page.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import type { VariableRow } from '../schema.js'
import { isNextRevision, prepareByKeys, prepareDelete, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable, storableOrNull } from '../text.js'
import { ask, put, rows, rowsFor, run, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const variable: Table<'variable'> = {
  name: 'variable',
  key: ['tenant_id', 'station_id', 'variable_key'],
  columns: {
    tenant_id: 'text',
    station_id: 'text',
    variable_key: 'text',
    component: 'text',
    variable: 'text',
    source: 'text',
    observed_at: 'text',
    desired_since: 'text',
    drift_since: 'text',
    revision: 'integer',
    document: 'json',
  },
}

/** What becomes known or wanted of variables of one station. */
export interface VariableChanges {
  readonly station: StationKey
  readonly changes: readonly VariableChange[]
}

/** Which variables of one station a question is about. */
export interface VariablesQuestion {
  readonly station: StationKey
  readonly names: readonly VariableName[]
}

/** Variables and configuration keys of stations. */
export function variableTables(dialect: Dialect) {
  const { db } = dialect
  const find = prepareByKeys(dialect, variable, { by: variable.key, select: [...variable.key, 'document'] })
  const locked = prepareByKeys(dialect, variable, {
    by: variable.key,
    select: [...variable.key, 'revision', 'document'],
    end: dialect.forUpdate(variable.key),
  })
  const save = prepareUpsert(dialect, variable, { condition: isNextRevision('variable') })
  const remove = prepareDelete(dialect, variable, variable.key)
  const desired = prepare(
    db
      .selectFrom('variable')
      .select('document')
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('desired_since', 'is not', null)
      .orderBy('variable_key'),
  )
  const forget = prepare(
    db
      .deleteFrom('variable')
      .where('tenant_id', '=', '')
      .where('station_id', '=', '')
      .where('observed_at', '<', '')
      .where('source', 'in', ['report', 'notify'])
      .where('desired_since', 'is', null),
  )

  /** Each combination of filters reads an index that ends with the key. */
  const listed = ({ tenantId, stationId }: StationKey, { component, variable: name, hasDrift }: VariableQuery) =>
    db
      .selectFrom('variable')
      .select(['variable_key', 'document'])
      .where('tenant_id', '=', storable(tenantId))
      .where('station_id', '=', storable(stationId))
      .$if(component !== undefined, (query) => query.where('component', '=', storable(fold(component ?? ''))))
      .$if(name !== undefined, (query) => query.where('variable', '=', storable(fold(name ?? ''))))
      .$if(hasDrift !== undefined, (query) => query.where('drift_since', hasDrift ? 'is not' : 'is', null))
      .orderBy('variable_key')

  return {
    *find(questions: readonly VariablesQuestion[]): Work<readonly (readonly (Variable | undefined)[])[]> {
      const keys = questions.map(({ station, names }) => names.map((name) => variableKeyOf(station, name)))
      const found = new Map<string, Variable>()
      for (const row of yield* rowsFor(find, distinctKeys(keys.flat()))) found.set(keyOfRow(row), variableOf(row))
      return keys.map((ofStation) => ofStation.map((key) => found.get(keyOf(...key))))
    },

    /** Makes the changes one after the other, each onto what stands then. */
    *change(inputs: readonly VariableChanges[]): Work<readonly undefined[]> {
      const steps = inputs.flatMap(({ station, changes }) =>
        changes.map((change) => {
          const key = variableKeyOf(station, change.name)
          return { key, text: keyOf(...key), change }
        }),
      )
      const stored = new Map<string, Pick<VariableRow, 'revision' | 'document'>>()
      for (const row of yield* rowsFor(locked, distinctKeys(steps.map(({ key }) => key)))) stored.set(keyOfRow(row), row)
      const current = new Map<string, { readonly key: VariableKey; readonly now: Variable | undefined }>()
      for (const { key, text, change } of steps) {
        const row = stored.get(text)
        const standing = current.get(text)
        const before = standing === undefined ? row && variableOf(row) : standing.now
        current.set(text, { key, now: changeVariable(before, change) })
      }
      const ends = [...current].toSorted(byKey)
      const written = ends.flatMap(([text, { key, now }]) =>
        now === undefined ? [] : [valuesOf(variable, rowOf(key, now, (stored.get(text)?.revision ?? 0) + 1))],
      )
      if ((yield* put(save, written)) < written.length) {
        throw new StoreError('CONFLICT', 'another node changed one of the variables meanwhile')
      }
      const gone = ends.flatMap(([text, { key, now }]) => (now === undefined && stored.has(text) ? [key] : []))
      if (gone.length > 0) yield* run(remove, [JSON.stringify(gone)])
      return inputs.map(() => undefined)
    },

    *desired({ tenantId, stationId }: StationKey): Work<readonly Variable[]> {
      return (yield* rows(desired, [storable(tenantId), storable(stationId)])).map(variableOf)
    },

    *page(station: StationKey, query: VariableQuery): Work<Page<Variable>> {
      const [after] = placeOf(query, 1) ?? []
      const limit = limitOf(query)
      const all = listed(station, query)
      const rest = after === undefined ? all : all.where('variable_key', '>', after)
      return pageOf(yield* ask(rest.limit(limit + 1)), limit, variableOf, ({ variable_key }) => [variable_key])
    },

    *forget(inputs: readonly { readonly station: StationKey; readonly before: string }[]): Work<readonly number[]> {
      const deleted: number[] = []
      for (const { station, before } of inputs) {
        deleted.push(yield* run(forget, [...stationKeyOf(station), storable(before), 'report', 'notify']))
      }
      return deleted
    },
  }
}

type VariableKey = readonly [tenantId: string, stationId: string, variableKey: string]

const variableKeyOf = (station: StationKey, name: VariableName): VariableKey => [...stationKeyOf(station), storable(variableKey(name))]

const keyOfRow = (row: Pick<VariableRow, 'tenant_id' | 'station_id' | 'variable_key'>): string =>
  keyOf(row.tenant_id, row.station_id, row.variable_key)

const variableOf = ({ document }: Pick<VariableRow, 'document'>): Variable => JSON.parse(document) as Variable

function rowOf([tenant_id, station_id, variable_key]: VariableKey, one: Variable, revision: number): VariableRow {
  return {
    tenant_id,
    station_id,
    variable_key,
    component: storable(fold(one.component)),
    variable: storable(fold(one.variable)),
    source: storableOrNull(one.source),
    observed_at: storableOrNull(one.observedAt),
    desired_since: storableOrNull(one.desired?.since),
    drift_since: storableOrNull(one.driftSince),
    revision,
    document: JSON.stringify(one),
  }
}
