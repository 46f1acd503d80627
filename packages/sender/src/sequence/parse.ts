import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { readMessageName } from '../catalogue.js'
import { readDuration } from '../duration.js'
import type { ProtocolWithSchema } from '../generate/generate.js'
import type { Sequence, Step } from './steps.js'

/** What is wrong with a sequence file, and where. */
export class SequenceError extends Error {
  override readonly name = 'SequenceError'
  constructor(
    readonly file: string,
    readonly line: number,
    what: string,
  ) {
    super(`${file}:${line}: ${what}`)
  }
}

type Fail = (node: unknown, what: string) => never
type Check = (value: unknown, fail: (what: string) => never, protocol: ProtocolWithSchema) => void

const anObject: Check = (value, fail) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('must be an object')
}
const aMessage: Check = (value, fail, protocol) => {
  if (typeof value !== 'string') return fail('must be the name of a message')
  try {
    if (readMessageName(protocol, value).kind === 'response') fail('must be a request')
  } catch (error) {
    fail((error as Error).message)
  }
}
const aDuration: Check = (value, fail) => {
  try {
    readDuration(value as string, 'ms')
  } catch (error) {
    fail((error as Error).message)
  }
}
const aTruthValue: Check = (value, fail) => {
  if (typeof value !== 'boolean') fail('must be true or false')
}
const paths: Check = (value, fail, protocol) => {
  anObject(value, fail, protocol)
  for (const [name, path] of Object.entries(value as object)) if (typeof path !== 'string') fail(`: ${name} must be a dotted path`)
}

/** The keys of each kind of step; the first names the kind. */
const kinds: readonly Readonly<Record<string, Check>>[] = [
  { send: aMessage, payload: anObject, set: anObject, optional: aTruthValue, expect: anObject, save: paths },
  { wait: aDuration },
  { receive: aMessage, within: aDuration, expect: anObject, save: paths },
]
const kindNames = kinds.map((kind) => Object.keys(kind)[0] as string)

/**
 * Reads a sequence.
 * @throws SequenceError naming the file, the line and the key
 */
export function parseSequence(text: string, protocol: ProtocolWithSchema, file = 'sequence'): Sequence {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fail: Fail = (node, what) => {
    const offset = (node as Node | null)?.range?.[0] ?? 0
    throw new SequenceError(file, lines.linePos(offset).line, what)
  }
  const [broken] = document.errors
  if (broken !== undefined) throw new SequenceError(file, lines.linePos(broken.pos[0]).line, broken.message.split('\n')[0] as string)

  const root = document.contents
  const stepsNode = isSeq(root) ? root : isMap(root) ? root.get('steps', true) : fail(root, 'the file must hold a list of steps')
  if (isMap(root)) {
    for (const { key } of root.items) {
      if (!['steps', 'values'].includes(String(key))) fail(key, `"${String(key)}" is not known here; steps and values are`)
    }
  }
  if (!isSeq(stepsNode) || stepsNode.items.length === 0) return fail(stepsNode ?? root, 'steps must be a list with at least one step')
  for (const node of stepsNode.items) checkStep(node, document, fail, protocol)
  const data = document.toJS() as Sequence | Step[]
  return Array.isArray(data) ? { steps: data } : data
}

function checkStep(node: unknown, document: Document, fail: Fail, protocol: ProtocolWithSchema): void {
  if (!isMap(node)) return fail(node, `a step is an object with one of ${kindNames.join(', ')}`)
  const kind = kinds.find((candidate) => node.has(Object.keys(candidate)[0] as string))
  if (kind === undefined) return fail(node, `a step needs one of ${kindNames.join(', ')}`)
  for (const { key, value } of node.items as Pair[]) {
    const name = isScalar(key) ? String(key.value) : String(key)
    const check = Object.hasOwn(kind, name) ? kind[name] : undefined
    if (check === undefined)
      return fail(key, `"${name}" is not known in a "${Object.keys(kind)[0]}" step; ${Object.keys(kind).join(', ')} are`)
    check((value as Node | null)?.toJS(document) ?? null, (what) => fail(value ?? key, `${name} ${what}`), protocol)
  }
}
