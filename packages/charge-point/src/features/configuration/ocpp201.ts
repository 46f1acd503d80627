import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf, ResponseOf } from '@ocpp-kit/rpc'
import type { Station } from '../../station.js'
import type { Variable, WriteStatus } from './configuration.js'
import { type DeviceModel, placeOf } from './device-model.js'

type GetResult = ResponseOf<Ocpp201, 'GetVariables'>['getVariableResult'][number]
type SetResult = ResponseOf<Ocpp201, 'SetVariables'>['setVariableResult'][number]
type GetData = RequestOf<Ocpp201, 'GetVariables'>['getVariableData'][number]
type SetData = RequestOf<Ocpp201, 'SetVariables'>['setVariableData'][number]

/** One list in, one list of the same length out: the schema asks for at least one element, and so does the request's. */
const mapAll = <T, R>(items: readonly T[], map: (item: T) => R): [R, ...R[]] => items.map(map) as [R, ...R[]]

export const configuration = (station: Station, model: DeviceModel): HandlerMap<Ocpp201, 'station'> => ({
  GetVariables: ({ getVariableData }) => ({ getVariableResult: mapAll(getVariableData, (data) => get(station, model, data)) }),
  SetVariables: ({ setVariableData }) => ({ setVariableResult: mapAll(setVariableData, (data) => set(station, model, data)) }),
})

type Found = { readonly status: 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType' } | { readonly variable: Variable }

/** Unknown component comes before unknown variable, and both before the attribute (B05.FR.04–06, B06.FR.06–08). */
function find(station: Station, model: DeviceModel, { component, variable, attributeType = 'Actual' }: GetData | SetData): Found {
  const variables = model.find(station, component)
  if (variables === undefined) return { status: 'UnknownComponent' }
  const found = variable.instance === undefined ? variables.get(variable.name.toLowerCase()) : variables.get(instanceName(variable))
  if (found === undefined) return { status: 'UnknownVariable' }
  return attributeType === 'Actual' ? { variable: found } : { status: 'NotSupportedAttributeType' }
}

const instanceName = ({ name, instance = '' }: GetData['variable']): string => `${name}[${instance}]`.toLowerCase()

function get(station: Station, model: DeviceModel, data: GetData): GetResult {
  const { component, variable, attributeType } = data
  const found = find(station, model, data)
  const named = { component, variable, ...(attributeType === undefined ? {} : { attributeType }) }
  if ('status' in found) return { ...named, attributeStatus: found.status }
  return { ...named, attributeStatus: 'Accepted', attributeValue: found.variable.read(station, placeOf(component)) }
}

function set(station: Station, model: DeviceModel, data: SetData): SetResult {
  const { component, variable, attributeType, attributeValue } = data
  const found = find(station, model, data)
  const named = { component, variable, ...(attributeType === undefined ? {} : { attributeType }) }
  if ('status' in found) return { ...named, attributeStatus: found.status }
  const status: WriteStatus = found.variable.write?.(station, attributeValue, placeOf(component)) ?? 'Rejected'
  return { ...named, attributeStatus: status }
}
