import { expect, test } from 'vitest'
import { isSecret } from './secret.js'
import { changeVariable, type Variable, type VariableChange, variableKey } from './variable.js'

const name = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval' }
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

const observed = (value: string | undefined, second: number, more: object = {}): VariableChange => ({
  kind: 'observed',
  name,
  at: at(second),
  source: 'get',
  observed: { value, ...more },
})
const desired = (value: string | undefined, second: number): VariableChange => ({ kind: 'desired', name, at: at(second), value })

const after = (...changes: readonly VariableChange[]): Variable | undefined =>
  changes.reduce<Variable | undefined>((before, change) => changeVariable(before, change), undefined)

test('names are one whatever their case, and Actual is the attribute of those that name none (B06.FR.11)', () => {
  const key = variableKey({ ...name, attribute: 'Actual' })
  expect(variableKey({ component: 'ocppCOMMctrlr', variable: 'heartbeatinterval' })).toBe(key)
  expect(variableKey({ ...name, attribute: 'Target' })).not.toBe(key)
  expect(variableKey({ ...name, evseId: 1 })).not.toBe(variableKey({ ...name, connectorId: 1 }))
  expect(variableKey({ ...name, evseId: 2 }) < variableKey({ ...name, evseId: 10 })).toBe(true)
})

test('a variable drifts from when it is wanted otherwise until it is as wanted', () => {
  expect(after(observed('300', 1), desired('60', 2))).toMatchObject({ value: '300', driftSince: at(2) })
  expect(after(observed('300', 1), desired('60', 2), observed('200', 5))).toMatchObject({ value: '200', driftSince: at(2) })
  expect(after(observed('300', 1), desired('60', 2), observed('060', 5, { characteristics: { dataType: 'integer' } }))).not.toHaveProperty(
    'driftSince',
  )
  expect(after(observed('60', 1), desired('60', 2), observed('61', 9))).toMatchObject({ driftSince: at(9) })
  expect(after(desired('60', 2))).toMatchObject({ driftSince: at(2) })
})

test('another wish starts its own drift, and none leaves what is known', () => {
  expect(after(observed('300', 1), desired('60', 2), desired('30', 3))).toMatchObject({ driftSince: at(3), desired: { value: '30' } })
  expect(after(observed('300', 1), desired('60', 2), desired('60', 3))).toMatchObject({ desired: { value: '60', since: at(2) } })
  const free = after(observed('300', 1), desired('60', 2), desired(undefined, 3))
  expect(free).toEqual({ ...name, attribute: 'Actual', value: '300', observedAt: at(1), source: 'get' })
  expect(after(desired('60', 2), desired(undefined, 3))).toBeUndefined()
})

test('what was observed earlier does not undo what was observed later', () => {
  expect(after(observed('2', 5), observed('1', 4))).toMatchObject({ value: '2', observedAt: at(5) })
})

test('what a report says of the kind of a variable stays when its value is read', () => {
  const told = { mutability: 'ReadWrite', characteristics: { dataType: 'integer', unit: 's' } }
  expect(after(observed('1', 1, told), observed('2', 2))).toMatchObject({ ...told, value: '2' })
})

test('a secret is kept without its value, whatever the station reports of it (G18)', () => {
  const password = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword' }
  const told = changeVariable(undefined, { ...observed('hunter2hunter2', 1), name: password } as VariableChange)
  expect(told).toMatchObject({ ...password, observedAt: at(1) })
  expect(JSON.stringify(told)).not.toContain('hunter2')
  expect(JSON.stringify(after(observed('seen', 1), observed('later', 2, { mutability: 'WriteOnly' })))).not.toMatch(/seen|later/)
})

test.each([
  ['BasicAuthPassword', true],
  ['AuthorizationKey', true],
  ['VpnKey', true],
  ['SimPin', true],
  ['HeartbeatInterval', false],
  ['WebSocketPingInterval', false],
])('%s is a secret: %s', (variable, is) => {
  expect(isSecret({ variable })).toBe(is)
})
