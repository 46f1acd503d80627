import { UsageError } from './input.js'
import type { CliOptions } from './options.js'

/** What the command can be asked for. */
export type TaskName = 'list' | 'generate' | 'request' | 'raw' | 'sequence'

type Name = keyof CliOptions

const whole: readonly Name[] = ['option', 'optional', 'required']
const connecting: readonly Name[] = [
  ...(['url', 'id', 'seed', 'validate', 'boot', 'user', 'password', 'ca', 'cert', 'key', 'insecure'] as const),
  ...(['timeout', 'answer', 'record', 'recordRaw'] as const),
]

/** Which options a task takes, beside the one that names it. What it would not heed is refused, lest somebody relies on it. */
const takes: Readonly<Record<TaskName, readonly Name[]>> = {
  list: [],
  generate: ['seed', ...whole],
  request: [...connecting, ...whole, 'param', 'expect', 'repeat', 'interval', 'concurrency'],
  raw: [...connecting, 'expect'],
  sequence: connecting,
}
const always: readonly Name[] = ['version', 'json']

/** Options that say nothing without another. */
const needs: readonly (readonly [Name, Name])[] = [
  ['interval', 'repeat'],
  ['concurrency', 'repeat'],
  ['user', 'password'],
  ['cert', 'key'],
  ['key', 'cert'],
  ['recordRaw', 'record'],
]

/** Which task the options ask for. @throws UsageError none, or more than one */
export function taskOf({ list, request, raw, sequence }: CliOptions): Exclude<TaskName, 'generate'> {
  const ways = { list: list ? true : undefined, request, raw, sequence }
  const chosen = (Object.keys(ways) as (keyof typeof ways)[]).filter((name) => ways[name] !== undefined)
  const [only, ...others] = chosen
  if (only !== undefined && others.length === 0) return only
  const names = Object.keys(ways).map((name) => `--${name}`)
  throw new UsageError(`one of ${names.join(', ')} must be given${others.length > 0 ? ', not several' : ''}`)
}

/**
 * Holds the options that were given, by name with their spelling, to what the task takes.
 * @throws UsageError naming one that does not go with the task or with another
 */
export function checkFlags(task: TaskName, given: ReadonlyMap<string, string>, { option, optional, required }: CliOptions): void {
  const flag = (name: Name): string => given.get(name) ?? `--${name}`
  const strange = [...given.keys()].find((name) => ![task, ...always, ...takes[task]].includes(name as Name))
  if (strange !== undefined)
    throw new UsageError(`${flag(strange as Name)} does not go with ${task === 'generate' ? '"generate"' : `--${task}`}`)
  for (const [name, needed] of needs) if (given.has(name) && !given.has(needed)) throw new UsageError(`${flag(name)} needs --${needed}`)
  const wishes = new Set([option, optional, required === undefined ? undefined : !required].filter((wish) => wish !== undefined))
  if (wishes.size > 1) throw new UsageError('--option, --optional and --required contradict each other')
  const generating = whole.find((name) => given.has(name))
  if (given.has('param') && generating !== undefined && !given.has('boot'))
    throw new UsageError(`${flag(generating)} is for payloads that are generated; --param gives one`)
}
