import type { Ocpp201 } from '@ocpp-kit/ocpp201'
import type { HandlerMap, RequestOf } from '@ocpp-kit/rpc'
import type { ModelledStation } from '../../modelled-station.js'
import { type Outgoing, outgoing } from '../../outgoing.js'
import type { Station } from '../../station.js'
import { type Attribute, accessOf, isMonitorable, limitsOf, type Variable } from '../configuration/configuration.js'
import type { Found } from '../configuration/device-model.js'
import { checkSize, valueSizes } from '../configuration/message-limits.js'
import { numbered, split } from './reports.js'
import { baseReport, customReport } from './selection.js'

const message = outgoing<Ocpp201>()

type Report = RequestOf<Ocpp201, 'NotifyReport'>
type ReportData = NonNullable<Report['reportData']>[number]
type AttributeData = ReportData['variableAttribute'][number]
type Characteristics = NonNullable<ReportData['variableCharacteristics']>

const mutabilities = { R: 'ReadOnly', W: 'WriteOnly', RW: 'ReadWrite' } as const

/** What is well-formed, and more than this station can do (B07.FR.02, B08.FR.02, N02.FR.02, N03.FR.02). */
export const notSupported = { status: 'NotSupported', statusInfo: { reasonCode: 'UnsupportedParam' } } as const

export function reports(station: ModelledStation): HandlerMap<Ocpp201, 'station'> {
  const { model, reports: sender } = station
  if (model === undefined) return {}
  return {
    GetBaseReport: ({ reportBase, requestId }, request) => {
      if (!station.settings.values.reportBases.includes(reportBase)) return notSupported
      if (sender.isBusy) return { status: 'Rejected' }
      request.afterAnswer(() => sender.send(messages(station, requestId, baseReport(station, model, reportBase))))
      return { status: 'Accepted' }
    },
    GetReport: (wish, request) => {
      const { requestId, componentCriteria, componentVariable } = wish
      checkSize(wish, componentVariable)
      if (componentCriteria?.every((one) => station.settings.values.reportCriteria.includes(one)) === false) return notSupported
      if (sender.isBusy) return { status: 'Rejected' }
      const found = customReport(station, model, componentCriteria, componentVariable)
      if (found.length === 0) return { status: 'EmptyResultSet' }
      request.afterAnswer(() => sender.send(messages(station, requestId, found)))
      return { status: 'Accepted' }
    },
  }
}

function messages(station: Station, requestId: number, found: readonly Found[]): readonly Outgoing[] {
  const generatedAt = station.time.iso()
  const parts = split(found.map((one) => reportData(station, one)))
  return numbered(parts, (part, { seqNo, tbc }) =>
    message('NotifyReport', { requestId, generatedAt, seqNo, tbc, reportData: part as NonNullable<Report['reportData']> }),
  )
}

function reportData(station: Station, { component, name, variable, at }: Found): ReportData {
  const attribute = (type: AttributeData['type'], one: Attribute): AttributeData => ({
    type,
    // What cannot be read back has no value (B07.FR.03, errata 2.10); what has none yet is empty.
    ...(one.access === 'W' ? {} : { value: one.read(station, at).slice(0, valueSizes.told) }),
    mutability: mutabilities[accessOf(one, station)],
    ...(one.isPersistent === true ? { persistent: true } : {}),
    ...(one.isConstant === true ? { constant: true } : {}),
  })
  // All attributes that the variable has, even without a value (B07.FR.11).
  const others = Object.entries(variable.others ?? {}).map(([type, one]) => attribute(type as AttributeData['type'], one))
  return {
    component: component as ReportData['component'],
    variable: name,
    variableAttribute: [attribute('Actual', variable), ...others] as ReportData['variableAttribute'],
    variableCharacteristics: characteristics(station, { variable, at }),
  }
}

/** What the schema allows; a longer list is left out. */
const maxValuesListLength = 1_000

function characteristics(station: Station, { variable, at }: Pick<Found, 'variable' | 'at'>): Characteristics {
  const { dataType, unit } = variable
  const { min, max } = limitsOf(variable, station, at)
  const valuesList = valuesOf(station, variable)?.join(',')
  return {
    dataType,
    ...(unit === undefined ? {} : { unit }),
    ...(min === undefined ? {} : { minLimit: min }),
    ...(max === undefined ? {} : { maxLimit: max }),
    ...(valuesList === undefined || valuesList.length > maxValuesListLength ? {} : { valuesList }),
    supportsMonitoring: isMonitorable(variable),
  }
}

const valuesOf = (station: Station, { values, dataType }: Variable): readonly string[] | undefined =>
  dataType.endsWith('List') ? (typeof values === 'function' ? values(station) : values) : undefined
