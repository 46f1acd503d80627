import { isOcppError } from '@ocpp-kit/rpc'
import { Compile } from 'typebox/compile'
import type { ChargePoint } from '../charge-point.js'
import { deeds } from '../control/deeds.js'
import type { StationHost, StationSpec } from '../control/host.js'
import { isChargePointError } from '../errors.js'
import { eventNames, type MessageRecord } from '../events.js'
import { type Happening, History } from './history.js'
import { describeMismatch, findMismatch } from './mismatch.js'
import type { DeedStep, ExpectStateStep, PlacedStep, Scenario, WaitForStep } from './steps.js'
import { fillIn, valueAt } from './values.js'

export interface StepResult {
  readonly name: string
  readonly line: number
  readonly tookMs: number
  /** Why it failed; undefined: it did not. */
  readonly problem: string | undefined
}

export interface ScenarioResult {
  readonly name: string
  readonly file: string
  readonly tookMs: number
  readonly isPassed: boolean
  /** Those that were run: none follows one that failed. */
  readonly steps: readonly StepResult[]
}

export interface RunOptions {
  /** What stations are made of where the scenario does not say. */
  readonly defaults: StationSpec
  /** Where stations are made; they are removed at the end. */
  readonly host: StationHost
  /** Told of each step when it is over. */
  readonly onStep?: ((result: StepResult) => void) | undefined
  /** Ends the scenario before its next step. */
  readonly signal?: AbortSignal | undefined
}

/** One station of a scenario. */
interface Actor {
  readonly station: ChargePoint
  readonly history: History
}

/**
 * Runs a scenario to its end or to the first step that fails.
 * @throws TypeError a station of the scenario cannot be made
 */
export async function runScenario(scenario: Scenario, { defaults, host, onStep, signal }: RunOptions): Promise<ScenarioResult> {
  const beganMs = performance.now()
  const actors = makeActors(scenario, defaults, host)
  const values = new Map<string, unknown>()
  const steps: StepResult[] = []
  try {
    for (const step of scenario.steps) {
      if (signal?.aborted === true) break
      const result = await runStep(step, actors, values)
      steps.push(result)
      onStep?.(result)
      if (result.problem !== undefined) break
    }
  } finally {
    for (const { station, history } of actors.values()) {
      history.end()
      await host.remove(station.identity)
    }
  }
  const isPassed = steps.length === scenario.steps.length && steps.every(({ problem }) => problem === undefined)
  return { name: scenario.name, file: scenario.file, tookMs: performance.now() - beganMs, isPassed, steps }
}

function makeActors({ stations }: Scenario, defaults: StationSpec, host: StationHost): ReadonlyMap<string, Actor> {
  const names = Object.keys(stations)
  return new Map(
    names.map((name, index) => {
      const identity = names.length === 1 ? defaults.identity : `${defaults.identity}-${index + 1}`
      const station = host.create({ ...defaults, identity, ...stations[name] } as StationSpec)
      return [name, { station, history: new History(station, eventNames) }]
    }),
  )
}

async function runStep(step: PlacedStep, actors: ReadonlyMap<string, Actor>, values: Map<string, unknown>): Promise<StepResult> {
  const beganMs = performance.now()
  const actor = step.station === undefined ? [...actors.values()][0] : actors.get(step.station)
  const problem = actor === undefined ? 'there is no such station' : await perform(step, actor, values).catch(messageOf)
  return { name: step.name ?? nameOf(step), line: step.line, tookMs: performance.now() - beganMs, problem }
}

/** @returns what went wrong */
async function perform(step: PlacedStep, actor: Actor, values: Map<string, unknown>): Promise<string | undefined> {
  if ('deed' in step) return performDeed(step, actor, values)
  if ('waitFor' in step) return waitFor(step, actor, values)
  if ('expectState' in step) return expectState(step, actor, values)
  await new Promise((resolve) => setTimeout(resolve, step.waitMs))
  return undefined
}

async function performDeed(step: DeedStep, { station }: Actor, values: Map<string, unknown>): Promise<string | undefined> {
  const { deed: name, expectError } = step
  const deed = deeds[name]
  if (deed === undefined) return `${name} is not known`
  const body = fillIn(step.body, values)
  const [wrong] = Compile(deed.body).Errors(body)
  if (wrong !== undefined) return `${name}${wrong.instancePath} ${wrong.message}`
  let result: unknown
  try {
    result = await deed.run(station, body as never)
  } catch (error) {
    if (expectError === undefined) throw error
    return codeOf(error) === expectError ? undefined : `it failed with ${codeOf(error) ?? messageOf(error)}, not ${expectError}`
  }
  if (expectError !== undefined) return `it did not fail with ${expectError}`
  const mismatch = step.expect === undefined ? undefined : findMismatch(fillIn(step.expect, values), result)
  return mismatch === undefined ? saveFrom(result, step.save, values) : describeMismatch(mismatch)
}

async function waitFor(
  { waitFor: wanted, save }: WaitForStep,
  { history }: Actor,
  values: Map<string, unknown>,
): Promise<string | undefined> {
  const { event, message, direction, kind, withinMs } = wanted
  const match = fillIn(wanted.match ?? {}, values)
  let nearest: string | undefined
  const fits = (happening: Happening): boolean => {
    if (!isMeant(happening, event, message, direction, kind)) return false
    const mismatch = findMismatch(match, contentOf(happening))
    if (mismatch !== undefined) nearest = describeMismatch(mismatch)
    return mismatch === undefined
  }
  const found = await history.take(fits, withinMs)
  if (found !== undefined) return saveFrom(contentOf(found), save, values)
  return `no ${message ?? event} came within ${withinMs} ms${nearest === undefined ? '' : `; of the last that did, ${nearest}`}`
}

function isMeant({ name, event }: Happening, wanted: string | undefined, action?: string, direction?: string, kind?: string): boolean {
  if (action === undefined) return name === wanted
  if (name !== 'message') return false
  const record = event as MessageRecord
  return record.action === action && (direction ?? record.direction) === record.direction && (kind ?? 'request') === record.kind
}

const contentOf = ({ name, event }: Happening): unknown => (name === 'message' ? (event as MessageRecord).payload : event)

async function expectState(
  { expectState: wanted, withinMs }: ExpectStateStep,
  { station, history }: Actor,
  values: Map<string, unknown>,
): Promise<string | undefined> {
  const expected = fillIn(wanted, values)
  const mismatch = () => findMismatch(expected, station.state)
  if (await history.until(() => mismatch() === undefined, withinMs)) return undefined
  const found = mismatch()
  return found && describeMismatch(found)
}

/** @returns which part is not there */
function saveFrom(source: unknown, save: Readonly<Record<string, string>> = {}, values: Map<string, unknown>): string | undefined {
  for (const [name, path] of Object.entries(save)) {
    const value = valueAt(source, path)
    if (value === undefined) return `there is no ${path} to save as ${name}`
    values.set(name, value)
  }
  return undefined
}

const codeOf = (error: unknown): string | undefined => (isChargePointError(error) || isOcppError(error) ? error.code : undefined)

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What the report calls a step that has no name of its own. */
function nameOf(step: PlacedStep): string {
  if ('deed' in step) return `${step.deed} ${JSON.stringify(step.body) === '{}' ? '' : JSON.stringify(step.body)}`.trim()
  if ('waitFor' in step) return `wait for ${step.waitFor.message ?? step.waitFor.event}`
  if ('expectState' in step) return `expect state ${JSON.stringify(step.expectState)}`
  return `wait ${step.waitMs} ms`
}
