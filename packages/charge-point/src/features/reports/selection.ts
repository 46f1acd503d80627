import type { Station } from '../../station.js'
import { accessOf } from '../configuration/configuration.js'
import type { ComponentName, DeviceModel, Found, VariableName } from '../configuration/device-model.js'

export type ReportBase = 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory'

export type Criterion = 'Active' | 'Available' | 'Enabled' | 'Problem'

/** Components and variables that a request names; what is missing stands for all (B08.FR.20–25, N02.FR.16–21). */
export interface Pattern {
  readonly component: ComponentName
  readonly variable?: VariableName | undefined
}

/** The variables of a base report (B07.FR.07–09). */
export function baseReport(station: Station, model: DeviceModel, base: ReportBase): readonly Found[] {
  const all = [...model.all(station)]
  if (base === 'FullInventory') return all
  if (base === 'ConfigurationInventory') return all.filter((found) => isSettable(station, found))
  const broken = new Set(all.filter((found) => isTrue(station, found, 'Problem')).map(placeOf))
  return all.filter((found) => isSummary(station, model, found) || (broken.has(placeOf(found)) && conditions.has(found.name.name)))
}

/** The variables that fit at least one criterion and at least one pattern, where there are any (B08.FR.05, B08.FR.13). */
export function customReport(
  station: Station,
  model: DeviceModel,
  criteria: readonly Criterion[] | undefined,
  patterns: readonly Pattern[] | undefined,
): readonly Found[] {
  const all = [...model.all(station)]
  const fitting = criteria && new Set(criteria.flatMap((criterion) => placesThatAre(station, all, criterion)))
  return all.filter((found) => (fitting?.has(placeOf(found)) ?? true) && (patterns?.some((pattern) => matches(found, pattern)) ?? true))
}

/** Whether a variable is one of those that a pattern stands for. */
export function matches(
  { component, name }: { readonly component: ComponentName; readonly name: VariableName },
  pattern: Pattern,
): boolean {
  const { component: wanted, variable } = pattern
  return (
    isSame(component.name, wanted.name) &&
    isOpenOrSame(wanted.instance, component.instance) &&
    (wanted.evse === undefined || wanted.evse.id === component.evse?.id) &&
    (wanted.evse?.connectorId === undefined || wanted.evse.connectorId === component.evse?.connectorId) &&
    (variable === undefined || (isSame(name.name, variable.name) && isOpenOrSame(variable.instance, name.instance)))
  )
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const isOpenOrSame = (wanted: string | undefined, actual: string | undefined): boolean =>
  wanted === undefined || wanted === '' || isSame(wanted, actual ?? '')

/** What is told of components in an abnormal state (B07.FR.09). */
const conditions: ReadonlySet<string> = new Set(['Active', 'Fallback', 'Overload', 'Problem', 'Tripped'])

const isSettable = (station: Station, { variable }: Found): boolean =>
  [variable, ...Object.values(variable.others ?? {})].some((attribute) => accessOf(attribute, station) !== 'R')

/** The states of the station, its EVSEs, and those connectors whose state is not their EVSE's. */
function isSummary(station: Station, model: DeviceModel, { component, name, variable, at }: Found): boolean {
  if (name.name !== 'AvailabilityState') return false
  if (at.evseId === undefined || at.connectorId === undefined) return true
  const evse = model.find(station, { name: 'EVSE', evse: { id: at.evseId } }, name)
  return component.name !== 'Connector' || typeof evse === 'string' || evse.variable.read(station, evse.at) !== variable.read(station, at)
}

/** A component at its place, as a key. */
const placeOf = ({ component: { name, instance = '', evse } }: Found): string =>
  `${name} ${instance} ${evse?.id ?? ''} ${evse?.connectorId ?? ''}`

const isTrue = (station: Station, { name, variable, at }: Found, wanted: string): boolean =>
  name.name === wanted && name.instance === undefined && variable.access !== 'W' && variable.read(station, at).toLowerCase() === 'true'

/** Components where the variable is true; where they have none they count as such, but not as broken (B08.FR.07–10). */
function placesThatAre(station: Station, all: readonly Found[], criterion: Criterion): readonly string[] {
  const yes = all.filter((found) => isTrue(station, found, criterion)).map(placeOf)
  if (criterion === 'Problem') return yes
  const asked = new Set(all.filter(({ name }) => name.name === criterion && name.instance === undefined).map(placeOf))
  return [...yes, ...all.map(placeOf).filter((place) => !asked.has(place))]
}
