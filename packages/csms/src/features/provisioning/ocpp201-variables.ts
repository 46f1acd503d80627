import type { NotifyEventRequest, ReportDataType, StatusInfoType } from '@ocpp-kit/ocpp201'
import type { NotifiedVariable } from './adapter.js'
import type { VariableName } from './commands.js'
import type { LimitedMessage, LimitNames } from './limits.js'
import type { ReportedName } from './report.js'
import type { ObservedVariable } from './variable.js'
import { members } from './variable-value.js'

/** A controller tells of each message by an instance of its own (2.x Part 2, referenced components and variables). */
const limitsOf = (instance: string, component = 'DeviceDataCtrlr'): LimitNames => ({
  items: { component, variable: 'ItemsPerMessage', instance },
  bytes: { component, variable: 'BytesPerMessage', instance },
})

export const limits: Readonly<Record<LimitedMessage, LimitNames>> = {
  getVariables: limitsOf('GetVariables'),
  setVariables: limitsOf('SetVariables'),
  getReport: limitsOf('GetReport'),
  setVariableMonitoring: limitsOf('SetVariableMonitoring', 'MonitoringCtrlr'),
  clearVariableMonitoring: limitsOf('ClearVariableMonitoring', 'MonitoringCtrlr'),
}

function componentToWire({ component, componentInstance, evseId, connectorId }: Omit<ReportedName, 'variable' | 'instance'>) {
  return {
    name: component,
    ...(componentInstance !== undefined && { instance: componentInstance }),
    ...(evseId !== undefined && { evse: { id: evseId, ...(connectorId !== undefined && { connectorId }) } }),
  }
}

export const nameToWire = (name: VariableName) => ({
  component: componentToWire(name),
  variable: { name: name.variable, ...(name.instance !== undefined && { instance: name.instance }) },
  ...(name.attribute !== undefined && { attributeType: name.attribute }),
})

export const reportedNameToWire = (name: ReportedName) => ({
  component: componentToWire(name),
  ...(name.variable !== undefined && {
    variable: { name: name.variable, ...(name.instance !== undefined && { instance: name.instance }) },
  }),
})

interface Named {
  readonly attributeType?: VariableName['attribute']
  readonly component: {
    readonly name: string
    readonly instance?: string | undefined
    readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
  }
  readonly variable: { readonly name: string; readonly instance?: string | undefined }
}

export function nameFromWire({ component, variable, attributeType }: Named): VariableName {
  return {
    component: component.name,
    variable: variable.name,
    ...(isGiven(component.instance) && { componentInstance: component.instance }),
    ...(component.evse !== undefined && { evseId: component.evse.id }),
    ...(component.evse?.connectorId !== undefined && { connectorId: component.evse.connectorId }),
    ...(isGiven(variable.instance) && { instance: variable.instance }),
    ...(attributeType !== undefined && { attribute: attributeType }),
  }
}

/** An empty instance is none (B06.FR.15). */
const isGiven = (instance: string | undefined): boolean => instance !== undefined && instance !== ''

/** A variable for each of its attributes. */
export const observedOf = (reported: readonly ReportDataType[] = []): readonly ObservedVariable[] =>
  reported.flatMap(({ component, variable, variableAttribute, variableCharacteristics: about }) =>
    variableAttribute.map(({ type = 'Actual', value, mutability = 'ReadWrite', persistent, constant }) => ({
      ...nameFromWire({ component, variable, attributeType: type }),
      value,
      mutability,
      isPersistent: persistent,
      isConstant: constant,
      characteristics: about && {
        dataType: about.dataType,
        unit: about.unit,
        minLimit: about.minLimit,
        maxLimit: about.maxLimit,
        maxElements: (about as { readonly maxElements?: number }).maxElements,
        valuesList: about.valuesList === undefined ? undefined : members(about.valuesList),
        supportsMonitoring: about.supportsMonitoring,
      },
    })),
  )

/** Values in NotifyEvent; what tells of a trigger without a value of its own is none. */
export const notifiedOf = (action: string, request: object): readonly NotifiedVariable[] =>
  action === 'NotifyEvent'
    ? (request as NotifyEventRequest).eventData.map(({ component, variable, actualValue, timestamp }) => ({
        observed: { ...nameFromWire({ component, variable }), value: actualValue },
        timestamp,
      }))
    : []

export const reasonOf = (info: StatusInfoType | undefined): string | undefined =>
  info === undefined ? undefined : [info.reasonCode, info.additionalInfo].filter((part) => part !== undefined).join(': ')
