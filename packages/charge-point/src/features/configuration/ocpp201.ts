import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { ModelledStation } from '../../modelled-station.js'
import type { Station } from '../../station.js'
import { type Attribute, accessOf, type Variable } from './configuration.js'
import type { DeviceModel, Found } from './device-model.js'
import { checkSize, valueSizes } from './message-limits.js'

type GetResult = ResponseOf<Ocpp201, 'GetVariables'>['getVariableResult'][number]
type SetResult = ResponseOf<Ocpp201, 'SetVariables'>['setVariableResult'][number]
type GetData = RequestOf<Ocpp201, 'GetVariables'>['getVariableData'][number]
type SetData = RequestOf<Ocpp201, 'SetVariables'>['setVariableData'][number]
type AttributeType = NonNullable<GetData['attributeType']>

/** One list in, one list of the same length out: the schema asks for at least one element, and so does the request's. */
const mapAll = <T, R>(items: readonly T[], map: (item: T) => R): [R, ...R[]] => items.map(map) as [R, ...R[]]

export function configuration(station: ModelledStation): HandlerMap<Ocpp201, 'station'> {
  const { model } = station
  if (model === undefined) return {}
  return {
    GetVariables: (request) => {
      checkSize(request, request.getVariableData)
      return { getVariableResult: mapAll(request.getVariableData, (data) => get(station, model, data)) }
    },
    SetVariables: (request, message) => {
      checkSize(request, request.setVariableData)
      message.afterAnswer(() => station.monitoring?.check())
      return { setVariableResult: mapAll(request.setVariableData, (data) => set(station, model, data)) }
    },
  }
}

/** An attribute of a variable; undefined where the variable has none of this type (B05.FR.06, B06.FR.08). */
const attributeOf = (variable: Variable, type: AttributeType): Attribute | undefined =>
  type === 'Actual' ? variable : variable.others?.[type]

type Located =
  | { readonly found: Found; readonly attribute: Attribute }
  | { readonly unknown: 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType' }

/** Unknown component comes before unknown variable, and both before the attribute (B05.FR.04–06, B06.FR.06–08). */
function locate(station: Station, model: DeviceModel, { component, variable, attributeType = 'Actual' }: GetData | SetData): Located {
  const found = model.find(station, component, variable)
  if (typeof found === 'string') return { unknown: found }
  const attribute = attributeOf(found.variable, attributeType)
  return attribute === undefined ? { unknown: 'NotSupportedAttributeType' } : { found, attribute }
}

function get(station: Station, model: DeviceModel, data: GetData): GetResult {
  const { component, variable, attributeType = 'Actual' } = data
  const located = locate(station, model, data)
  // The type is told even where it was left out (B06.FR.11).
  const named = { component, variable, attributeType }
  if ('unknown' in located) return { ...named, attributeStatus: located.unknown }
  const { attribute, found } = located
  if (attribute.access === 'W') return { ...named, attributeStatus: 'Rejected', attributeStatusInfo: { reasonCode: 'WriteOnly' } }
  return { ...named, attributeStatus: 'Accepted', attributeValue: attribute.read(station, found.at).slice(0, valueSizes.told) }
}

function set(station: ModelledStation, model: DeviceModel, data: SetData): SetResult {
  const { component, variable, attributeType = 'Actual', attributeValue } = data
  const located = locate(station, model, data)
  const named = { component, variable, attributeType }
  if ('unknown' in located) return { ...named, attributeStatus: located.unknown }
  const { attribute, found } = located
  if (attribute.write === undefined || accessOf(attribute, station) === 'R')
    return { ...named, attributeStatus: 'Rejected', attributeStatusInfo: { reasonCode: 'ReadOnly' } }
  const isTooLong = attributeValue.length > valueSizes.set
  const status = isTooLong ? 'Rejected' : attribute.write(station, attributeValue, found.at)
  if (status === 'Rejected') {
    return { ...named, attributeStatus: status, attributeStatusInfo: { reasonCode: isTooLong ? 'TooLargeElement' : 'InvalidValue' } }
  }
  station.monitoring?.written(found)
  return { ...named, attributeStatus: status }
}
