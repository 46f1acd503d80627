import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { ProtocolWithSchema } from '../generate/generate.js'
import { SequenceError } from './error.js'
import { kindNames, kindOf, problemAt } from './step-kinds.js'
import type { Sequence, Step } from './steps.js'
import { namesIn } from './values.js'

type Fail = (node: unknown, what: string) => never

/** What is known of a file while it is read from top to bottom. */
interface Reading {
  readonly document: Document
  readonly protocol: ProtocolWithSchema
  readonly fail: Fail
  /** Names of the values that a step may use. */
  readonly known: Set<string>
}

/**
 * Reads a sequence.
 * @throws SequenceError naming the file, the line and the key
 */
export function parseSequence(text: string, protocol: ProtocolWithSchema, file = 'sequence'): Sequence {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const lineOf = (node: unknown): number => counter.linePos((node as Node | null)?.range?.[0] ?? 0).line
  const fail: Fail = (node, what) => {
    throw new SequenceError(file, lineOf(node), what)
  }
  const [broken] = document.errors
  if (broken !== undefined)
    throw new SequenceError(file, counter.linePos(broken.pos[0]).line, broken.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? '')

  const root = document.contents
  const stepsNode = isSeq(root) ? root : isMap(root) ? root.get('steps', true) : fail(root, 'the file must hold a list of steps')
  const known = isMap(root) ? readValues(root, document, fail) : new Set<string>()
  if (!isSeq(stepsNode) || stepsNode.items.length === 0) return fail(stepsNode ?? root, 'steps must be a list with at least one step')
  for (const node of stepsNode.items) checkStep(node, { document, protocol, fail, known })
  const data = document.toJS() as Sequence | Step[]
  const source = { file, lines: stepsNode.items.map(lineOf) }
  return Array.isArray(data) ? { steps: data, source } : { ...data, source }
}

/** The names that the file starts with. */
function readValues(root: YAMLMap, document: Document, fail: Fail): Set<string> {
  for (const { key } of root.items) {
    if (!['steps', 'values'].includes(String(key))) fail(key, `"${String(key)}" is not known here; steps and values are`)
  }
  const node = root.get('values', true) as Node | undefined
  if (node === undefined) return new Set()
  if (!isMap(node)) return fail(node, 'values must be an object, such as { tag: CARD-1 }')
  return new Set(Object.keys(node.toJS(document) as object))
}

function checkStep(node: unknown, reading: Reading): void {
  const { document, protocol, fail, known } = reading
  if (!isMap(node)) return fail(node, `a step is an object with one of ${kindNames.join(', ')}`)
  const kind = kindOf((name) => node.has(name))
  if (kind === undefined) return fail(node, `a step needs one of ${kindNames.join(', ')}`)
  for (const { key, value } of node.items as Pair[]) {
    const name = isScalar(key) ? String(key.value) : String(key)
    const data: unknown = (value as Node | null)?.toJS(document) ?? null
    const problem = problemAt(kind, name, data, { protocol, has: (other) => node.has(other) })
    if (problem !== undefined) fail(problem.isOfKey ? key : (value ?? key), problem.text)
    // A name that is saved may hold what looks like a template.
    const strange = name === 'save' ? undefined : namesIn(data).find((one) => !known.has(one))
    if (strange !== undefined) fail(value, `${name}: \${${strange}} is not known: neither values nor a step before has it`)
  }
  learn(node.toJS(document) as { readonly save?: object; readonly wait?: unknown }, known)
}

/** What the steps that follow may use: what this one saves, and the id of a transaction, which any answer or request may bring. */
function learn({ save = {}, wait }: { readonly save?: object; readonly wait?: unknown }, known: Set<string>): void {
  for (const name of Object.keys(save)) known.add(name)
  if (wait === undefined) known.add('transactionId')
}
