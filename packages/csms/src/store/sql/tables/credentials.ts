import { type Credential, type CredentialChange, credentialAfter } from '../../../features/credentials/credential.js'
import type { StationKey } from '../../../identifier.js'
import { StoreError } from '../../store-error.js'
import { type Dialect, prepare } from '../dialect.js'
import { isNextRevision, prepareByKeys, prepareUpsert, type Table, valuesOf } from '../table.js'
import { storable } from '../text.js'
import { type Prepared, put, rows, rowsFor, run, type Work } from '../work.js'
import { byKey, distinctKeys, keyOf, stationKeyOf } from './keys.js'

const credential: Table<'station_credential'> = {
  name: 'station_credential',
  key: ['tenant_id', 'station_id'],
  columns: { tenant_id: 'text', station_id: 'text', revision: 'integer', document: 'json' },
}

export interface StationCredentialChange {
  readonly station: StationKey
  readonly change: CredentialChange
}

export interface ProposedSecret {
  readonly tenantId: string
  readonly name: string
  readonly proposed: string
}

const none: Credential = { passwords: [] }

/** Passwords of stations as digests, and the secrets of the csms. */
export function credentialTables(dialect: Dialect) {
  const find = prepareByKeys(dialect, credential, { by: credential.key })
  const locked = prepareByKeys(dialect, credential, { by: credential.key, end: dialect.forUpdate(credential.key) })
  const save = prepareUpsert(dialect, credential, { condition: isNextRevision('station_credential') })
  const parameter = (at: number): string => (dialect.name === 'postgres' ? `$${at}` : '?')
  const keepSecret: Prepared<unknown> = {
    sql:
      `insert into "secret" ("tenant_id", "name", "value") values (${parameter(1)}, ${parameter(2)}, ${parameter(3)}) ` +
      'on conflict ("tenant_id", "name") do nothing',
  }
  const secret = prepare(dialect.db.selectFrom('secret').select('value').where('tenant_id', '=', '').where('name', '=', ''))

  return {
    *find(stations: readonly StationKey[]): Work<readonly (Credential | undefined)[]> {
      const keys = stations.map(stationKeyOf)
      const found = new Map((yield* rowsFor(find, distinctKeys(keys))).map((row) => [keyOf(row.tenant_id, row.station_id), row.document]))
      return keys.map((key) => read(found.get(keyOf(...key))))
    },

    /** Does changes one after the other, each onto what stands then. */
    *change(changes: readonly StationCredentialChange[]): Work<readonly (Credential | undefined)[]> {
      const known = new Map(
        (yield* rowsFor(locked, distinctKeys(changes.map(({ station }) => stationKeyOf(station))))).map((row) => [
          keyOf(row.tenant_id, row.station_id),
          row,
        ]),
      )
      const current = new Map<string, { readonly station: StationKey; readonly credential: Credential }>()
      const results = changes.map(({ station, change }) => {
        const key = keyOf(...stationKeyOf(station))
        const after = credentialAfter(current.get(key)?.credential ?? read(known.get(key)?.document) ?? none, change)
        if (after !== undefined) current.set(key, { station, credential: after })
        return after
      })
      const written = [...current].toSorted(byKey).map(([key, after]) => {
        const [tenant_id, station_id] = stationKeyOf(after.station)
        const revision = (known.get(key)?.revision ?? 0) + 1
        return valuesOf(credential, { tenant_id, station_id, revision, document: JSON.stringify(after.credential) })
      })
      if ((yield* put(save, written)) < written.length) {
        throw new StoreError('CONFLICT', 'another node changed the password of one of the stations meanwhile')
      }
      return results
    },

    *secret(secrets: readonly ProposedSecret[]): Work<readonly string[]> {
      const kept: string[] = []
      for (const { tenantId, name, proposed } of secrets) {
        yield* run(keepSecret, [storable(tenantId), name, proposed])
        const [row] = yield* rows(secret, [storable(tenantId), name])
        kept.push(row?.value ?? proposed)
      }
      return kept
    },
  }
}

const read = (document: string | undefined): Credential | undefined =>
  document === undefined ? undefined : (JSON.parse(document) as Credential)
