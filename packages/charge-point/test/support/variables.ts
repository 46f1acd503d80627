import type { Payload, TestCsms } from './csms.js'

/** Where a component is; missing: the station itself. */
type Evse = { readonly id: number; readonly connectorId?: number }

/** `Component.Variable` as messages name it. */
function named(path: string, evse: Evse | undefined): object {
  const [component, variable] = path.split('.')
  return { component: { name: component, ...(evse && { evse }) }, variable: { name: variable } }
}

/** The actual value of `Component.Variable`, as the csms reads it. */
export async function getVariable(csms: TestCsms, path: string, evse?: Evse): Promise<unknown> {
  const { getVariableResult } = await csms.call('GetVariables', { getVariableData: [named(path, evse)] })
  return (getVariableResult as Payload[])[0]?.['attributeValue']
}

/** Lets the csms set `Component.Variable`. @returns what becomes of it, e.g. `Accepted` */
export async function setVariable(csms: TestCsms, path: string, attributeValue: string, evse?: Evse): Promise<unknown> {
  const { setVariableResult } = await csms.call('SetVariables', { setVariableData: [{ ...named(path, evse), attributeValue }] })
  return (setVariableResult as Payload[])[0]?.['attributeStatus']
}
