import { oddities } from '../checks.js'

/** A variable of a component, as requests and results name it. */
export interface VariableName {
  readonly component: {
    readonly name: string
    readonly instance?: string | undefined
    readonly evse?: { readonly id: number; readonly connectorId?: number | undefined } | undefined
  }
  readonly variable: { readonly name: string; readonly instance?: string | undefined }
  readonly attributeType?: string | undefined
}

/** One result, and how the station judged it. */
export interface VariableResult extends VariableName {
  readonly status: string
}

/** The result of reading or writing an attribute. */
export interface AttributeResult extends VariableName {
  readonly attributeStatus: string
  readonly attributeValue?: string | undefined
}

/** Every attribute that was asked for is answered, with a status that is fine; nothing else is. */
export const checkAttributes = (asked: readonly VariableName[], results: readonly AttributeResult[], fine: readonly string[]) =>
  checkVariables(
    asked,
    results.map((result) => ({ ...result, status: result.attributeStatus })),
    fine,
  )

/** What could be read has a value, if only an empty one (B06.FR.10, B06.FR.13). */
export const checkValue = (result: AttributeResult): string | undefined =>
  result.attributeStatus === 'Accepted' && result.attributeValue === undefined ? `${labelOf(result)} has no value` : undefined

/** Every variable that was asked for is answered, with a status that is fine; nothing else is. */
export function checkVariables(
  asked: readonly VariableName[],
  results: readonly VariableResult[],
  fine: readonly string[],
): string | undefined {
  const isAmong = (names: readonly VariableName[]) => {
    const keys = new Set(names.map(keyOf))
    return (name: VariableName) => keys.has(keyOf(name))
  }
  const isTold = isAmong(results)
  const isAsked = isAmong(asked)
  return oddities([
    ...asked.filter((name) => !isTold(name)).map((name) => `nothing is said of ${labelOf(name)}`),
    ...results.map((result) => (isAsked(result) ? undefined : `${labelOf(result)} was not asked for`)),
    ...results.map((result) => (fine.includes(result.status) ? undefined : `${labelOf(result)} is ${result.status}`)),
  ])
}

const labelOf = ({ component, variable }: VariableName): string => `${component.name}.${variable.name}`

/** Names are compared without regard to case; without a type, the attribute is the actual value (B06.FR.11). */
const keyOf = ({ component: { name, instance, evse }, variable, attributeType = 'Actual' }: VariableName): string =>
  JSON.stringify([name, instance, evse?.id, evse?.connectorId, variable.name, variable.instance, attributeType]).toLowerCase()
