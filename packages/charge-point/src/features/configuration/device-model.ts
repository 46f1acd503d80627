import type { Station } from '../../station.js'
import type { ComponentPlace, Variable } from './configuration.js'

/** A component as a request names it. */
export interface ComponentName {
  readonly name: string
  readonly instance?: string | undefined
  readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
}

/** Variables by name; one with an instance is written `Name[Instance]`. */
export type Variables = Readonly<Record<string, Variable>>

/** A component of 2.x with what can be asked of it. One for all stations. */
export interface Component {
  readonly name: string
  readonly instance?: string | undefined
  /** What has it: the station once, or each of its EVSEs or connectors. */
  readonly of: 'station' | 'evse' | 'connector'
  readonly variables: Variables
}

/** Finds components by name; names compare without regard to case, as identifiers do. */
export class DeviceModel {
  private readonly byName: ReadonlyMap<string, { readonly component: Component; readonly variables: ReadonlyMap<string, Variable> }>

  constructor(readonly components: readonly Component[]) {
    this.byName = new Map(components.map((component) => [keyOf(component), { component, variables: folded(component.variables) }]))
  }

  /** The variables of a component, if this station has it there. */
  find({ body }: Station, { name, instance, evse }: ComponentName): ReadonlyMap<string, Variable> | undefined {
    const of = evse === undefined ? 'station' : evse.connectorId === undefined ? 'evse' : 'connector'
    const found = this.byName.get(keyOf({ name, instance, of }))
    if (found === undefined || evse === undefined) return found?.variables
    const place = body.state.evses.find(({ evseId }) => evseId === evse.id)
    const isThere = of === 'evse' ? place !== undefined : place?.connectors.some(({ connectorId }) => connectorId === evse.connectorId)
    return isThere === true ? found.variables : undefined
  }
}

export const placeOf = ({ evse }: ComponentName): ComponentPlace => ({ evseId: evse?.id, connectorId: evse?.connectorId })

const keyOf = ({ name, instance = '', of }: Pick<Component, 'name' | 'instance' | 'of'>): string =>
  `${of} ${name} ${instance}`.toLowerCase()

const folded = (variables: Variables): ReadonlyMap<string, Variable> =>
  new Map(Object.entries(variables).map(([name, variable]) => [name.toLowerCase(), variable]))
