import type { EvseState } from '../../body/index.js'
import type { Station } from '../../station.js'
import type { ComponentPlace, Variable } from './configuration.js'

/** A component as a request names it. */
export interface ComponentName {
  readonly name: string
  readonly instance?: string | undefined
  readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
}

/** A variable as a request names it. */
export interface VariableName {
  readonly name: string
  readonly instance?: string | undefined
}

/** Variables by name; one with an instance is written `Name[Instance]`. */
export type Variables = Readonly<Record<string, Variable>>

/** A component of 2.x with what can be asked of it. One for all stations. */
export interface Component {
  readonly name: string
  readonly instance?: string | undefined
  /** What has it: the station once, or each of its EVSEs or connectors. */
  readonly of: 'station' | 'evse' | 'connector'
  /** Only EVSEs of this kind have it, and what belongs to them. Default: all. */
  readonly kind?: EvseState['kind'] | undefined
  /** Whether a station has its variables, where not all do. Asked of the table that the variable comes from. */
  isThere?(station: Station): boolean
  readonly variables: Variables
}

/** One variable of one component at one place of a station. */
export interface Found {
  readonly component: ComponentName
  readonly name: VariableName
  readonly variable: Variable
  readonly at: ComponentPlace
}

interface NamedVariable {
  readonly name: VariableName
  readonly variable: Variable
  readonly isThere: Component['isThere']
}

interface Entry {
  readonly name: string
  readonly instance: string | undefined
  readonly of: Component['of']
  readonly kind: Component['kind']
  /** By folded name, the instance included. */
  readonly variables: Map<string, NamedVariable>
}

/**
 * All components of a version, the same for all its stations. Names compare without regard to case, as identifiers do.
 *
 * Each block brings a table of its own, `features/<block>/components.ts`, and the version joins them:
 * `new DeviceModel([...coreComponents, ...reservationComponents])`. A component may stand in several tables; its variables are
 * merged. Where two tables have the same variable the later one counts, so that a block can replace what stood in for it,
 * and 2.1 what 2.0.1 has.
 */
export class DeviceModel {
  private readonly entries = new Map<string, Entry>()

  constructor(components: readonly Component[]) {
    for (const { name, instance, of, kind, isThere: isItsOwn, variables } of components) {
      const key = keyOf({ name, instance, of })
      const entry = this.entries.get(key) ?? { name, instance, of, kind, variables: new Map() }
      this.entries.set(key, entry)
      for (const [text, variable] of Object.entries(variables)) {
        entry.variables.set(text.toLowerCase(), { name: parseName(text), variable, isThere: isItsOwn })
      }
    }
  }

  /** One variable by name, or which part of the name this station does not know: the component comes first (B05.FR.04–05, B06.FR.06–07). */
  find(station: Station, component: ComponentName, name: VariableName): Found | 'UnknownComponent' | 'UnknownVariable' {
    const { evse, instance } = component
    const of = evse === undefined ? 'station' : evse.connectorId === undefined ? 'evse' : 'connector'
    const entry = this.entries.get(keyOf({ name: component.name, instance, of }))
    const at = { evseId: evse?.id, connectorId: evse?.connectorId }
    if (entry === undefined || !isThere(station, entry, at) || !hasAny(entry, station)) return 'UnknownComponent'
    const found = entry.variables.get(textOf(name).toLowerCase())
    if (found === undefined || found.isThere?.(station) === false) return 'UnknownVariable'
    return { component: componentName(entry, at), at, name: found.name, variable: found.variable }
  }

  /** Everything this station has, component by component; those of EVSEs and connectors at each place. */
  *all(station: Station): Generator<Found> {
    for (const entry of this.entries.values()) {
      for (const at of placesOf(station, entry)) {
        const component = componentName(entry, at)
        for (const { name, variable, isThere: isItsOwn } of entry.variables.values()) {
          if (isItsOwn?.(station) !== false) yield { component, at, name, variable }
        }
      }
    }
  }
}

/** A component of which a station has no variable at all is none of it. */
const hasAny = ({ variables }: Entry, station: Station): boolean => {
  for (const { isThere: isItsOwn } of variables.values()) if (isItsOwn?.(station) !== false) return true
  return false
}

/** The key under which a variable stands in its component: empty instances are none (B06.FR.15). */
const textOf = ({ name, instance = '' }: VariableName): string => (instance === '' ? name : `${name}[${instance}]`)

function parseName(text: string): VariableName {
  const [, name = text, instance] = /^([^[]+)\[(.*)\]$/.exec(text) ?? []
  return instance === undefined ? { name } : { name, instance }
}

const keyOf = ({ name, instance = '', of }: Pick<Component, 'name' | 'instance' | 'of'>): string =>
  `${of} ${name} ${instance}`.toLowerCase()

function componentName({ name, instance }: Entry, { evseId, connectorId }: ComponentPlace): ComponentName {
  return {
    name,
    ...(instance === undefined ? {} : { instance }),
    ...(evseId === undefined ? {} : { evse: connectorId === undefined ? { id: evseId } : { id: evseId, connectorId } }),
  }
}

function isThere({ body }: Station, { of, kind }: Entry, { evseId, connectorId }: ComponentPlace): boolean {
  if (of === 'station') return true
  const evse = body.state.evses.find((one) => one.evseId === evseId && (kind === undefined || one.kind === kind))
  return of === 'evse' ? evse !== undefined : evse?.connectors.some((one) => one.connectorId === connectorId) === true
}

const everywhere: readonly ComponentPlace[] = [{}]

function placesOf({ body }: Station, { of, kind }: Entry): readonly ComponentPlace[] {
  if (of === 'station') return everywhere
  const evses = kind === undefined ? body.state.evses : body.state.evses.filter((evse) => evse.kind === kind)
  return evses.flatMap(({ evseId, connectors }) =>
    of === 'evse' ? [{ evseId }] : connectors.map(({ connectorId }) => ({ evseId, connectorId })),
  )
}
