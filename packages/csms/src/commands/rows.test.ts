import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import { describe, expect, test } from 'vitest'
import { commands as of16 } from './ocpp16.js'
import { commands as of21 } from './ocpp21.js'
import { commands as of201 } from './ocpp201.js'
import { type AnyCommandTable, type CommandRow, outcomeOf, type StatusRule } from './rows.js'

interface Schema {
  readonly $ref?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
}

const versions = [
  { protocol: ocpp16, table: of16 as AnyCommandTable },
  { protocol: ocpp201, table: of201 as AnyCommandTable },
  { protocol: ocpp21, table: of21 as AnyCommandTable },
]

describe.each(versions)('OCPP $protocol.version', ({ protocol, table }) => {
  const actions = Object.entries(protocol.actions)
    .filter(([, { sentBy }]) => sentBy !== 'station')
    .map(([action]) => action)

  test('has a class for every action that a csms sends, and for no other', () => {
    expect(actions.length).toBeGreaterThan(25)
    expect(Object.keys(table).toSorted()).toEqual(actions.toSorted())
    for (const action of actions) expect(['read', 'converging', 'oneShot', 'vendor']).toContain(table[action]?.class)
  })

  test('knows what each status means that a station may answer', async () => {
    const definitions = (await protocol.schema()).definitions as Readonly<Record<string, Schema>>
    const resolve = (schema: Schema | undefined): Schema =>
      schema?.$ref === undefined ? (schema ?? {}) : resolve(definitions[schema.$ref.replace('#/definitions/', '')])
    const literals = (action: string, place: StatusRule['in']): readonly string[] => {
      const response = resolve(definitions[`${action}Response`])
      if (place === undefined) return resolve(response.properties?.['status']).enum ?? []
      const item = resolve(resolve(response.properties?.[place[0]]).items)
      return resolve(item.properties?.[place[1]]).enum ?? []
    }
    for (const action of actions) {
      const { status } = table[action] as CommandRow
      const known = status && [...status.done, ...(status.already ?? []), ...Object.keys(status.later ?? {}), ...status.rejected]
      // In one list, and in one alone.
      expect([action, (known ?? []).toSorted()]).toEqual([action, literals(action, status?.in).toSorted()])
      const repeats = [...(status?.alreadyOnRepeat ?? []), ...(status?.checkOnRepeat ?? [])]
      expect(repeats.filter((one) => status?.rejected.includes(one) !== true)).toEqual([])
    }
  })

  test('asks anew under another requestId only for what has one', async () => {
    const definitions = (await protocol.schema()).definitions as Readonly<Record<string, { readonly required?: readonly string[] }>>
    for (const action of actions) {
      if (table[action]?.isReport === true)
        expect([action, definitions[`${action}Request`]?.required]).toEqual([action, expect.arrayContaining(['requestId'])])
    }
  })

  test('keeps order by subject and knows the target of what converges', () => {
    for (const action of actions) {
      const row = table[action] as CommandRow
      if (row.class !== 'converging') continue
      expect([action, row.subject, typeof row.target]).toEqual([action, expect.any(String), 'function'])
    }
  })
})

const outcome = (action: keyof typeof of201, response: object, attempt = 1) => outcomeOf(of201[action] as CommandRow, response, attempt)

describe('an answer', () => {
  test('means done where what was to go is gone already', () => {
    expect(outcome('ClearChargingProfile', { status: 'Unknown' })).toEqual({ state: 'done', reason: 'alreadySo' })
    expect(outcome('DeleteCertificate', { status: 'NotFound' })).toEqual({ state: 'done', reason: 'alreadySo' })
    expect(outcome('ClearChargingProfile', { status: 'Accepted' })).toEqual({ state: 'done' })
  })

  test('tells what is still to come', () => {
    expect(outcome('ChangeAvailability', { status: 'Scheduled' })).toEqual({ state: 'done', reason: 'scheduled' })
    expect(outcome('Reset', { status: 'Scheduled' })).toEqual({ state: 'done', reason: 'scheduled' })
    const results = (...all: string[]) => ({ setVariableResult: all.map((attributeStatus) => ({ attributeStatus })) })
    expect(outcome('SetVariables', results('Accepted', 'RebootRequired'))).toEqual({ state: 'done', reason: 'rebootRequired' })
    expect(outcome('SetVariables', results('Accepted', 'Rejected'))).toEqual({ state: 'rejected', reason: 'partly' })
    expect(outcome('SetVariables', results('Rejected', 'UnknownVariable'))).toEqual({ state: 'rejected' })
  })

  test('to a repetition is read as such: what the first sending did is no refusal', () => {
    expect(outcome('CancelReservation', { status: 'Rejected' })).toEqual({ state: 'rejected' })
    expect(outcome('CancelReservation', { status: 'Rejected' }, 2)).toEqual({ state: 'done', reason: 'alreadySo' })
    expect(outcome('SendLocalList', { status: 'VersionMismatch' })).toEqual({ state: 'rejected' })
    expect(outcome('SendLocalList', { status: 'VersionMismatch' }, 2)).toEqual({ state: 'check' })
    expect(outcomeOf(of21.SetDefaultTariff as CommandRow, { status: 'DuplicateTariffId' }, 2)).toEqual({
      state: 'done',
      reason: 'alreadySo',
    })
  })

  test('of a kind that the version does not have is a refusal', () => {
    expect(outcome('ClearCache', { status: 'toString' })).toEqual({ state: 'rejected' })
    expect(outcome('ChangeAvailability', { status: 'toString' })).toEqual({ state: 'rejected' })
  })
})

describe('a newer command', () => {
  test('takes the place of one about the same thing, and of no other', () => {
    const key = (payload: object) => (of201.SetVariables as CommandRow).target?.(payload)?.key
    const set = (name: string, value: string, attributeType?: string) => ({
      component: { name: 'OCPPCommCtrlr' },
      variable: { name },
      attributeValue: value,
      ...(attributeType !== undefined && { attributeType }),
    })
    const one = { setVariableData: [set('HeartbeatInterval', '1'), set('WebSocketPingInterval', '2')] }
    expect(key({ setVariableData: [set('websocketpinginterval', '9'), set('HeartbeatInterval', '8', 'Actual')] })).toBe(key(one))
    expect(key({ setVariableData: [set('HeartbeatInterval', '1')] })).not.toBe(key(one))
    expect(key({ setVariableData: [set('HeartbeatInterval', '1', 'Target')] })).not.toBe(
      key({ setVariableData: [set('HeartbeatInterval', '1')] }),
    )
  })

  test('that changes a local list goes behind the list (D01.FR.11)', () => {
    const target = (updateType: string) => (of201.SendLocalList as CommandRow).target?.({ versionNumber: 1, updateType })
    expect(target('Full')).toEqual({ key: 'SendLocalList', isAddition: false })
    expect(target('Differential')).toEqual({ key: 'SendLocalList', isAddition: true })
  })
})

test('a password is not read back (A01)', () => {
  const row = of201.SetVariables as CommandRow
  const set = (name: string) => ({
    setVariableData: [{ component: { name: 'SecurityCtrlr' }, variable: { name }, attributeValue: 'x' }],
  })
  expect(row.readBack?.(set('basicauthpassword'))).toBeUndefined()
  expect(row.readBack?.(set('OrganizationName'))?.action).toBe('GetVariables')
  expect((of16.ChangeConfiguration as CommandRow).readBack?.({ key: 'AuthorizationKey', value: 'x' })).toBeUndefined()
})
