// biome-ignore-all lint/suspicious/noTemplateCurlyInString: saved values look like this
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Protocol } from '@ocpp-kit/rpc'
import { type Listener, listen } from '@ocpp-kit/rpc/ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StationHost } from '../src/control/index.js'
import { junitReport, parseScenario, runScenario, type ScenarioResult } from '../src/scenario/index.js'
import { allVersions, ocpp16, ocpp21, ocpp201 } from './support/versions.js'

const folder = join(import.meta.dirname, '../scenarios')

let csms: Listener<Protocol>
let transactions = 0

beforeEach(async () => {
  csms = await listen({
    versions: [ocpp16, ocpp201, ocpp21] as readonly Protocol[],
    port: 0,
    fallback: (_, { action, version }) => {
      const accepted = { status: 'Accepted' }
      const currentTime = new Date().toISOString()
      if (action === 'BootNotification') return { ...accepted, currentTime, interval: 300 }
      if (action === 'Heartbeat') return { currentTime }
      if (action === 'Authorize') return version === '1.6' ? { idTagInfo: accepted } : { idTokenInfo: accepted }
      if (action === 'DataTransfer') return accepted
      if (action !== 'StartTransaction') return {}
      transactions += 1
      return { transactionId: transactions, idTagInfo: accepted }
    },
  })
})
afterEach(() => csms.close())

async function run(text: string, version = '2.0.1'): Promise<{ result: ScenarioResult; host: StationHost }> {
  const host = new StationHost({ versions: [ocpp16, ocpp201, ocpp21] })
  const defaults = { identity: 'SCENE', version, csmsUrl: csms.url }
  return { result: await runScenario(parseScenario(text, 'f.yaml'), { defaults, host }), host }
}

const accepted = 'steps:\n  - start:\n  - waitFor: { event: accepted, within: 10s }\n'

describe.each(allVersions)('at a csms of %s', (version) => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.yaml')))('the scenario %s passes', { timeout: 30_000 }, async (file) => {
    const { result } = await run(readFileSync(join(folder, file), 'utf8'), version)
    expect(result.steps.filter(({ problem }) => problem !== undefined)).toEqual([])
    expect(result.isPassed).toBe(true)
  })
})

describe('a scenario', () => {
  it('ends with the first step that fails, and its stations are gone', async () => {
    const { result, host } = await run(`${accepted}  - expectState: { isConnected: false }\n  - plugIn:\n`)
    expect(result.isPassed).toBe(false)
    expect(result.steps).toHaveLength(3)
    expect(result.steps[2]).toMatchObject({ line: 4, problem: 'isConnected is true, not false' })
    expect(host.stations).toEqual([])
  })

  it.each([
    ['  - unplug:', 'unplugged: no car is plugged in (EVSE 1, connector 1)'],
    ['  - unplug:\n    expectError: ALREADY_PLUGGED_IN', 'it failed with NOT_PLUGGED_IN, not ALREADY_PLUGGED_IN'],
    ['  - plugIn:\n    expectError: NOT_PLUGGED_IN', 'it did not fail with NOT_PLUGGED_IN'],
    ['  - presentCard: { idToken: A }\n    expect: { outcome: refused }', 'outcome is "started", not "refused"'],
    ['  - send: { action: Heartbeat }\n    save: { a: nothing.here }', 'there is no nothing.here to save as a'],
    ['  - send: { action: "${unknown}" }', '${unknown}: no step before has saved it'],
    ['  - plugIn: { evseId: "${unknown}" }', '${unknown}: no step before has saved it'],
    ['  - waitFor: { event: transaction.started, within: 10ms }', 'no transaction.started came within 10 ms'],
    [
      '  - plugIn:\n  - waitFor: { event: connector.status, match: { status: Faulted }, within: 10ms }',
      'no connector.status came within 10 ms; of the last that did, status is "Preparing", not "Faulted"',
    ],
  ])('tells why a step failed: %j', async (steps, problem) => {
    const { result } = await run(`${accepted}${steps}\n`)
    expect(result.steps.at(-1)?.problem).toBe(problem)
  })

  it('carries values from one step to a later one, numbers as numbers', async () => {
    const steps = [
      '  - startCharging: { idToken: A }',
      '    save: { evse: evseId, id: transactionId }',
      '  - stopCharging: { evseId: "${evse}" }',
      '    expect: { transactionId: "${id}" }',
    ]
    expect((await run(accepted + steps.join('\n'))).result.isPassed).toBe(true)
  })
})

describe('a JUnit report', () => {
  it('has a suite for each scenario and a case for each step, with what XML cannot hold left out', async () => {
    const { result } = await run(`name: A <b> & "c"\n${accepted}  - unplug:\n    name: "un\\u0007plug"\n`)
    const report = junitReport([result])
    expect(report).toContain('<testsuite name="A &lt;b&gt; &amp; &quot;c&quot;" file="f.yaml" tests="3" failures="1"')
    expect(report).toMatch(
      /<testcase classname="[^"]+" name="5: unplug" time="\d+\.\d{3}"><failure message="unplugged: no car is plugged in/,
    )
  })
})
