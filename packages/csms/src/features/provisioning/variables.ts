import { type AnyConnection, isOcppError } from '@ocpp-kit/rpc'
import { type Core, nowIso } from '../../core.js'
import type { Page } from '../../store/page.js'
import type { ProvisioningAdapter, ProvisioningReach } from './adapter.js'
import type { GetVariableResult, SetVariableResult, VariableName, VariableValue } from './commands.js'
import { cautiousItems, isTooLarge, type LimitedMessage, limitOf, type MessageLimits, split } from './limits.js'
import type { ReportedName } from './report.js'
import type { VariableQuery } from './store.js'
import { type ObservedVariable, type Variable, type VariableChange, type VariableSource, variableKey } from './variable.js'

/** A station that is being asked. */
export interface Reached {
  readonly identity: string
  readonly connection: AnyConnection
  readonly adapter: ProvisioningAdapter
}

export interface SetOptions {
  /** What else is to be kept of the results, in the same step. */
  readonly alsoKeep?: ((results: readonly SetVariableResult[], at: string) => readonly VariableChange[]) | undefined
  /** A value that the station answers with CALLERROR is `Rejected`, and the others are sent without it. Default `false`: it is thrown. */
  readonly isTolerant?: boolean | undefined
}

export interface Variables {
  get(station: Reached, names: readonly VariableName[]): Promise<readonly GetVariableResult[]>
  set(station: Reached, values: readonly VariableValue[], options?: SetOptions): Promise<readonly SetVariableResult[]>
  /** Splits what a report is asked for by what one request may name. */
  splitReport(station: Reached, names: readonly ReportedName[]): Promise<readonly (readonly ReportedName[])[]>
  /** What a message with that many items may hold; the station is asked where that matters and is not known. */
  limitsFor(station: Reached, message: LimitedMessage, count: number): Promise<MessageLimits>
  /** Keeps what a station said. */
  observe(identity: string, source: VariableSource, observed: readonly ObservedVariable[], at?: string): Promise<void>
  page(identity: string, query: VariableQuery): Promise<Page<Variable>>
  /** Names as they are kept, by the version that the station speaks or spoke last. */
  canonical(identity: string, names: readonly VariableName[]): Promise<readonly VariableName[]>
}

/** Reads and writes variables, never more in one message than the station takes (B05.FR.11, B06.FR.05, B08.FR.06), and keeps what it hears. */
export function createVariables(core: Core, { adapterOf }: Pick<ProvisioningReach, 'adapterOf'>): Variables {
  const { store, sessions, clock, events } = core
  /** Limits that connections were asked for, so that one without them is asked once. */
  const asked = new WeakMap<AnyConnection, Map<string, Promise<void>>>()

  const observe: Variables['observe'] = async (identity, source, observed, at = nowIso(clock)) => {
    await change(identity, observedAs(source, observed, at))
  }

  /** Tells of what has come to differ from what is wanted. */
  const change = async (identity: string, changes: readonly VariableChange[]): Promise<void> => {
    const station = sessions.keyOf(identity)
    await store.variables.change(station, changes)
    const heard = new Map(changes.flatMap((one) => (one.kind === 'observed' ? [[variableKey(one.name), one.at]] : [])))
    if (heard.size === 0) return
    for (const variable of await store.variables.desired(station)) {
      const hasBegun = variable.driftSince !== undefined && variable.driftSince === heard.get(variableKey(variable))
      if (hasBegun) events.emit('variable.drifted', { station: core.station(identity), variable })
    }
  }

  const keepRead = async ({ identity, adapter }: Reached, results: readonly GetVariableResult[]): Promise<void> => {
    const read = results.filter(({ status }) => status === 'Accepted')
    const observed = read.map(({ status, reason, ...one }) => ({ ...one, ...adapter.canonical(nameOf(one)) }))
    await observe(identity, 'get', observed)
  }

  const knownLimits = async ({ identity, adapter }: Reached, message: LimitedMessage) => {
    const { items, bytes, isSingle } = adapter.limits[message] ?? {}
    const names = [items, bytes].filter((name) => name !== undefined)
    const found = names.length === 0 ? [] : await store.variables.find(sessions.keyOf(identity), names)
    const known = new Map(names.map((name, at) => [name, limitOf(found[at]?.value)]))
    return { items: isSingle === true ? 1 : items && known.get(items), bytes: bytes && known.get(bytes) } as const
  }

  /** Asks for a limit by itself, which no limit forbids (N04.FR.09, N06.FR.04), and once on a connection. */
  const askFor = (station: Reached, name: VariableName): Promise<void> => {
    const { connection, adapter } = station
    const before = asked.get(connection) ?? new Map<string, Promise<void>>()
    asked.set(connection, before)
    const key = variableKey(name)
    const known = before.get(key)
    if (known !== undefined) return known
    const asking = adapter.getVariables(connection, [name]).then((results) => keepRead(station, results))
    before.set(key, asking)
    // One that was not told may be told when it is asked again.
    asking.catch(() => before.delete(key))
    return asking
  }

  /**
   * Limits of a message with that many items; what is unknown is asked for where it matters. How many items a station takes has to be known
   * first: one that refuses to say so much is sent one at a time by who asked, one that does not say how many bytes has no such limit.
   */
  const limitsFor = async (station: Reached, message: LimitedMessage, count: number): Promise<MessageLimits> => {
    const names = station.adapter.limits[message] ?? {}
    const known = await knownLimits(station, message)
    if (count <= 1) return { ...known, items: known.items ?? 1 }
    if (known.items === undefined && names.items !== undefined) await askFor(station, names.items)
    const { items = cautiousItems } = await knownLimits(station, message)
    if (items > 1 && known.bytes === undefined && names.bytes !== undefined) {
      await askFor(station, names.bytes).catch((error: unknown) => {
        if (!isOcppError(error)) throw error
      })
    }
    return { items, bytes: (await knownLimits(station, message)).bytes }
  }

  const setBatch = async ({ connection, adapter }: Reached, batch: readonly VariableValue[], isTolerant: boolean) => {
    try {
      return await adapter.setVariables(connection, batch)
    } catch (error) {
      if (!isTolerant || !isOcppError(error)) throw error
      if (batch.length > 1) return undefined
      return batch.map((one): SetVariableResult => ({ ...nameOf(one), status: 'Rejected', reason: `${error.code}: ${error.description}` }))
    }
  }

  return {
    observe,
    limitsFor,

    get: async (station, names) => {
      const { connection, adapter } = station
      const distinct = [...new Map(names.map((name) => [variableKey(name), name])).values()]
      const countOf = (name: VariableName): number => (adapter.isAsked?.(name) === false ? 0 : 1)
      const limits = await limitsFor(station, 'getVariables', distinct.filter(countOf).length)
      const results = new Map<string, GetVariableResult>()
      for (const batch of split(distinct, { limits, bytesOf: adapter.itemBytes, keyOf: variableKey, countOf })) {
        const answered = await adapter.getVariables(connection, batch)
        await keepRead(station, answered)
        for (const one of answered) results.set(variableKey(one), one)
      }
      return names.map((name) => ({
        ...results.get(variableKey(name)),
        ...name,
        status: results.get(variableKey(name))?.status ?? 'Rejected',
      }))
    },

    set: async (station, values, { alsoKeep = () => [], isTolerant = false } = {}) => {
      const { identity, adapter } = station
      const limits = await limitsFor(station, 'setVariables', values.length)
      const results = new Map<VariableValue, SetVariableResult>()
      const keep = async (batch: readonly VariableValue[], answered: readonly SetVariableResult[]): Promise<void> => {
        for (const [at, value] of batch.entries()) results.set(value, answered[at] ?? { ...nameOf(value), status: 'Rejected' })
        const at = nowIso(clock)
        const taken = batch.filter((_, index) => answered[index]?.status === 'Accepted')
        const observed = taken.map((one) => ({ ...adapter.canonical(nameOf(one)), value: one.value }))
        await change(identity, [...observedAs('set', observed, at), ...alsoKeep(answered, at)])
      }
      const small = values.filter((value) => !isTooLarge(limits, adapter.itemBytes(value)))
      const large = values.filter((value) => !small.includes(value))
      const tooLarge = (value: VariableValue): SetVariableResult => ({
        ...nameOf(value),
        status: 'Rejected',
        reason: `not sent: the value does not fit a message of ${limits.bytes} bytes, which is all that the station takes`,
      })
      if (large.length > 0) await keep(large, large.map(tooLarge))
      const batches = [...split(small, { limits, bytesOf: adapter.itemBytes, keyOf: variableKey })]
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const answered = await setBatch(station, batch, isTolerant)
        if (answered === undefined) batches.unshift(...batch.map((one) => [one]))
        else await keep(batch, answered)
      }
      return values.map((value) => results.get(value) ?? { ...nameOf(value), status: 'Rejected' })
    },

    splitReport: async (station, names) => {
      const limits = await limitsFor(station, 'getReport', names.length)
      return split(names, {
        limits,
        bytesOf: station.adapter.itemBytes,
        keyOf: (name) => variableKey({ ...name, variable: name.variable ?? '' }),
      })
    },

    page: async (identity, query) => {
      const [name] = await canonical(identity, query.component === undefined ? [] : [named(query.component, query.variable)])
      const renamed = name === undefined || query.variable === undefined ? {} : { component: name.component, variable: name.variable }
      return store.variables.page(sessions.keyOf(identity), { ...query, ...renamed })
    },

    canonical,
  }

  async function canonical(identity: string, names: readonly VariableName[]): Promise<readonly VariableName[]> {
    const version = sessions.find(identity)?.connection?.version ?? (await store.provisioning.find(sessions.keyOf(identity)))?.version
    const adapter = adapterOf(version)
    return adapter === undefined ? names : names.map((name) => adapter.canonical(name))
  }
}

const named = (component: string, variable = ''): VariableName => ({ component, variable })

/** The name alone, of what has one. */
export function nameOf(one: VariableName): VariableName {
  const { component, componentInstance, evseId, connectorId, variable, instance, attribute } = one
  return {
    component,
    variable,
    ...(componentInstance !== undefined && { componentInstance }),
    ...(evseId !== undefined && { evseId }),
    ...(connectorId !== undefined && { connectorId }),
    ...(instance !== undefined && { instance }),
    ...(attribute !== undefined && { attribute }),
  }
}

function observedAs(source: VariableSource, observed: readonly ObservedVariable[], at: string): readonly VariableChange[] {
  return observed.map((one) => {
    const { value, mutability, isPersistent, isConstant, characteristics } = one
    return { kind: 'observed', name: nameOf(one), at, source, observed: { value, mutability, isPersistent, isConstant, characteristics } }
  })
}
