import { readMessageName } from '../catalogue.js'
import { readDuration } from '../duration.js'
import type { ProtocolWithSchema } from '../generate/generate.js'

/* Which keys a step has, and what may stand behind each. */

interface Context {
  readonly protocol: ProtocolWithSchema
  /** Whether the step has another key. */
  readonly has: (key: string) => boolean
}

/** Says what is wrong with a value; `undefined` when nothing is. */
type Check = (value: unknown, context: Context) => string | undefined
export type StepKind = Readonly<Record<string, Check>>

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

const anObject: Check = (value) => (isObject(value) ? undefined : 'must be an object')
const aTruthValue: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false')

/** Beside a whole payload there is nothing to generate. */
const withoutPayload =
  (check: Check): Check =>
  (value, context) =>
    context.has('payload') ? 'goes with a generated payload; this step gives its own' : check(value, context)

const said = (attempt: () => unknown): string | undefined => {
  try {
    attempt()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const aDuration: Check = (value) => said(() => readDuration(value as string, 'ms'))

const aRequest: Check = (value, { protocol }) => {
  if (typeof value !== 'string') return 'must be the name of a message'
  return (
    said(() => readMessageName(protocol, value)) ?? (readMessageName(protocol, value).kind === 'response' ? 'must be a request' : undefined)
  )
}

const aRequestOfTheServer: Check = (value, context) => {
  const problem = aRequest(value, context)
  if (problem !== undefined) return problem
  const { action } = readMessageName(context.protocol, value as string)
  return context.protocol.actions[action]?.sentBy === 'station' ? `no server sends ${action}; stations do` : undefined
}

const paths: Check = (value) => {
  if (!isObject(value)) return 'must be an object'
  const wrong = Object.entries(value).find(([, path]) => typeof path !== 'string')
  return wrong === undefined ? undefined : `${wrong[0]} must be a dotted path`
}

/** The first key names the kind. */
const kinds: readonly StepKind[] = [
  {
    send: aRequest,
    payload: anObject,
    set: withoutPayload(anObject),
    optional: withoutPayload(aTruthValue),
    expect: anObject,
    save: paths,
  },
  { wait: aDuration },
  { receive: aRequestOfTheServer, within: aDuration, expect: anObject, save: paths },
]

const nameOf = (kind: StepKind): string => Object.keys(kind)[0] as string

export const kindNames = kinds.map(nameOf)

export const kindOf = (has: (key: string) => boolean): StepKind | undefined => kinds.find((kind) => has(nameOf(kind)))

/** What is wrong with one key of a step: with the key itself, or with what it holds. */
export function problemAt(
  kind: StepKind,
  key: string,
  value: unknown,
  context: Context,
): { readonly isOfKey: boolean; readonly text: string } | undefined {
  const check = Object.hasOwn(kind, key) ? kind[key] : undefined
  if (check === undefined)
    return { isOfKey: true, text: `"${key}" is not known in a "${nameOf(kind)}" step; ${Object.keys(kind).join(', ')} are` }
  const problem = check(value, context)
  return problem === undefined ? undefined : { isOfKey: false, text: `${key}: ${problem}` }
}
