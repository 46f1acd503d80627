import { describe, expect, it } from 'vitest'
import { definitions } from '../src/generated/definitions.js'
import { actions, ocpp21 } from '../src/index.js'

const rows = Object.entries(actions)
const count = (sentBy: string, kind?: string): number =>
  rows.filter(([, facts]) => facts.sentBy === sentBy && (kind === undefined || facts.kind === kind)).length

describe('the action table of OCPP 2.1', () => {
  it('has all 91 actions, each with its direction', () => {
    expect(rows).toHaveLength(91)
    expect([count('station'), count('csms'), count('both')]).toEqual([36, 54, 1])
    expect(rows.filter(([, { kind }]) => (kind as string) === 'send')).toHaveLength(1)
  })

  it('has a schema for every message, and a row for every schema of a message', () => {
    const names = rows.flatMap(([action, { kind }]) => ((kind as string) === 'send' ? [action] : [`${action}Request`, `${action}Response`]))
    for (const name of names) expect(definitions, name).toHaveProperty([name])
    const messages = Object.keys(definitions).filter((name) => /(Request|Response)$/.test(name) || name === 'NotifyPeriodicEventStream')
    expect(messages.sort()).toEqual(names.sort())
  })

  it('has a compiled check for every message', async () => {
    const { requests, responses } = await ocpp21.validators()
    expect(Object.keys(requests).sort()).toEqual(Object.keys(actions).sort())
    expect(Object.keys(responses)).toHaveLength(90)
  })
})
