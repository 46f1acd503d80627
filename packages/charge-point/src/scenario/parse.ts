import { type TObject, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { LineCounter, parseDocument } from 'yaml'
import { deeds } from '../control/deeds.js'
import { StationSpec } from '../control/station-spec.js'
import { parseDuration } from '../duration.js'
import { type ChargePointEvents, eventNames } from '../events.js'
import { offsetOf, type Path } from '../yaml-place.js'
import type { PlacedStep, Scenario, Step } from './steps.js'

/** What is wrong with a scenario file, and where. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'

  constructor(
    readonly file: string,
    readonly line: number,
    what: string,
  ) {
    super(`${file}:${line}: ${what}`)
  }
}

type Fail = (path: Path, what: string) => never

const strict = { additionalProperties: false }
const anything = Type.Object({}, { additionalProperties: true })
const common = { name: Type.Optional(Type.String()), station: Type.Optional(Type.String()) }
const saved = Type.Optional(Type.Record(Type.String(), Type.String()))
const duration = Type.Union([Type.String(), Type.Number()])

const fileSchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    station: Type.Optional(Type.Partial(StationSpec)),
    stations: Type.Optional(Type.Record(Type.String(), Type.Partial(StationSpec))),
    steps: Type.Array(anything, { minItems: 1 }),
  },
  strict,
)

const waitForSchema = Type.Object(
  {
    event: Type.Optional(Type.Unsafe<keyof ChargePointEvents>({ type: 'string', enum: [...eventNames] })),
    message: Type.Optional(Type.String()),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
    kind: Type.Optional(Type.Union([Type.Literal('request'), Type.Literal('response'), Type.Literal('error')])),
    match: Type.Optional(anything),
    within: Type.Optional(duration),
  },
  strict,
)

/** The steps that are no deeds, by the key that names them. */
const others: Readonly<Record<string, TObject>> = {
  wait: Type.Object({ ...common, wait: duration }, strict),
  waitFor: Type.Object({ ...common, waitFor: waitForSchema, save: saved }, strict),
  expectState: Type.Object({ ...common, expectState: anything, within: Type.Optional(duration) }, strict),
}

const defaultWithinMs = 30_000

/**
 * Reads a scenario from YAML or JSON.
 * @param file what errors call it
 * @throws ScenarioError naming the file, the line and the key
 */
export function parseScenario(text: string, file = 'scenario'): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [broken] = document.errors
  if (broken !== undefined) throw new ScenarioError(file, lines.linePos(broken.pos[0]).line, broken.message.split('\n')[0] ?? 'no YAML')
  const lineAt = (path: Path): number => lines.linePos(offsetOf(document, path)).line
  const fail: Fail = (path, what) => {
    throw new ScenarioError(file, lineAt(path), what)
  }
  const data = document.toJS() as { name?: string; station?: object; stations?: Record<string, object>; steps: Record<string, unknown>[] }
  for (const station of [data?.station, ...Object.values(data?.stations ?? {})]) nameVersion(station)
  check(fileSchema, data, [], fail)
  if (data.station !== undefined && data.stations !== undefined) fail(['stations'], 'there is station or stations, not both')
  const stations = data.stations ?? { station: data.station ?? {} }
  const steps = data.steps.map((step, index): PlacedStep => {
    const path = ['steps', index]
    const parsed = parseStep(step, path, fail)
    if (parsed.station !== undefined && !Object.hasOwn(stations, parsed.station)) {
      fail([...path, 'station'], `there is no station ${JSON.stringify(parsed.station)}; there are ${Object.keys(stations).join(', ')}`)
    }
    return { ...parsed, line: lineAt(path) }
  })
  return { name: data.name ?? file, file, stations, steps }
}

/** In YAML 1.6 is a number, and 2.0.1 is not. */
function nameVersion(station: unknown): void {
  if (typeof station !== 'object' || station === null || !('version' in station)) return
  if (typeof station.version === 'number') station.version = String(station.version)
}

function parseStep(step: Record<string, unknown>, path: Path, fail: Fail): Step {
  const kinds = Object.keys(step).filter((key) => Object.hasOwn(others, key) || Object.hasOwn(deeds, key))
  const [kind] = kinds
  if (kind === undefined) return fail(path, `a step needs one of ${[...Object.keys(others), ...Object.keys(deeds)].join(', ')}`)
  if (kinds.length > 1) fail([...path, kinds[1] ?? ''], `a step does one thing, not ${kinds.join(' and ')}`)
  const { name, station } = step as { name?: string; station?: string }
  const schema = others[kind]
  if (schema === undefined) return parseDeed(kind, step, path, fail)
  check(schema, step, path, fail)
  const of = { name, station }
  const within = (value: unknown, key: Path): number =>
    value === undefined ? defaultWithinMs : milliseconds(value, [...path, ...key], fail)
  if (kind === 'wait') return { ...of, waitMs: milliseconds(step['wait'], [...path, 'wait'], fail) }
  if (kind === 'expectState') {
    return { ...of, expectState: step['expectState'], withinMs: step['within'] === undefined ? 0 : within(step['within'], ['within']) }
  }
  const { within: given, ...what } = step['waitFor'] as { within?: unknown; event?: string; message?: string }
  if ((what.event === undefined) === (what.message === undefined)) fail([...path, 'waitFor'], 'waitFor needs event or message, one of them')
  const event = what.event as keyof ChargePointEvents | undefined
  return { ...of, waitFor: { ...what, event, withinMs: within(given, ['waitFor', 'within']) }, save: savedOf(step) }
}

const savedOf = (step: Record<string, unknown>): Readonly<Record<string, string>> | undefined =>
  step['save'] as Readonly<Record<string, string>> | undefined

function parseDeed(kind: string, step: Record<string, unknown>, path: Path, fail: Fail): Step {
  const deed = deeds[kind]
  if (deed === undefined) return fail(path, `${kind} is not known`)
  const schema = Type.Object(
    { ...common, [kind]: Type.Any(), expect: Type.Optional(Type.Any()), expectError: Type.Optional(Type.String()), save: saved },
    strict,
  )
  check(schema, step, path, fail)
  const body = (step[kind] ?? {}) as object
  // What ${…} stands for is known when the step is run; until then it may be anything.
  if (!JSON.stringify(body).includes('${')) check(deed.body, body, [...path, kind], fail)
  const { name, station, expect, expectError } = step as { name?: string; station?: string; expect?: unknown; expectError?: string }
  return { name, station, deed: kind, body, expect, expectError, save: savedOf(step) }
}

function milliseconds(value: unknown, path: Path, fail: Fail): number {
  try {
    return parseDuration(String(value))
  } catch (error) {
    return fail(path, `${String(path.at(-1))} ${(error as RangeError).message}`)
  }
}

/** Tells the first thing that is wrong, in words that name the key. */
function check(schema: TObject | ReturnType<typeof Type.Partial>, value: unknown, path: Path, fail: Fail): void {
  const compiled = Compile(schema as TObject)
  if (compiled.Check(value)) return
  const [first] = compiled.Errors(value)
  if (first === undefined) return
  const { keyword, instancePath, message, params } = first as {
    keyword: string
    instancePath: string
    message: string
    params: Readonly<Record<string, unknown>>
  }
  const inside = instancePath.split('/').slice(1).map(unescapePointer)
  const unknown = keyword === 'additionalProperties' ? (params['additionalProperties'] as readonly string[]) : []
  const missing = keyword === 'required' ? (params['requiredProperties'] as readonly string[]) : []
  if (keyword === 'boolean') fail([...path, ...inside], `${inside.at(-1) ?? ''} is not known here`)
  if (unknown[0] !== undefined) fail([...path, ...inside, unknown[0]], `${unknown[0]} is not known here`)
  if (missing[0] !== undefined) fail([...path, ...inside], `${missing[0]} is missing`)
  fail([...path, ...inside], `${inside.at(-1) ?? String(path.at(-1) ?? 'the file')} ${message}`)
}

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')
