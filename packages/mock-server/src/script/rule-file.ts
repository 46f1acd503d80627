import { checkFaultRules } from '@ocpp-kit/rpc'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { checkRules, RuleError, type RulePath } from '../rules/rule-check.js'
import type { Script } from './script.js'
import { ScriptError } from './script-error.js'

const parts = ['rules', 'faults'] as const
type Part = (typeof parts)[number]

/**
 * Reads rules as YAML, of which JSON is a part. A bare list is one of rules, or of whatever `listOf` says.
 * @throws ScriptError naming file, line and key
 */
export function readRuleFile(file: string, text: string, listOf: Part = 'rules'): Pick<Script, Part> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (path: RulePath): number => lines.linePos(offsetOf(document, path)).line
  const [broken] = document.errors
  if (broken !== undefined) throw new ScriptError(file, lines.linePos(broken.pos[0]).line, `is no proper YAML: ${broken.message}`)

  const isList = isSeq(document.contents)
  const content = contentOf(document, isList ? listOf : undefined, (path, problem) => {
    throw new ScriptError(file, lineOf(path), problem)
  })
  try {
    return {
      ...(content.rules !== undefined && { rules: checkRules(content.rules) }),
      ...(content.faults !== undefined && { faults: checkFaultRules(content.faults, 'faults') }),
    }
  } catch (error) {
    const { path, message } = placed(error)
    throw new ScriptError(file, lineOf(isList ? path.slice(1) : path), message, error)
  }
}

function contentOf(
  document: Document.Parsed,
  listOf: Part | undefined,
  fail: (path: RulePath, problem: string) => never,
): Partial<Record<Part, unknown>> {
  let content: unknown
  try {
    content = document.toJS()
  } catch (error) {
    fail([], `is no proper YAML: ${(error as Error).message}`)
  }
  if (listOf !== undefined) return { [listOf]: content }
  if (typeof content !== 'object' || content === null) fail([], `must be a list, or have ${parts.join(' or ')}`)
  for (const name of Object.keys(content)) {
    if (!(parts as readonly string[]).includes(name)) fail([name], `${name} is not known here; there are ${parts.join(', ')}`)
  }
  return content
}

/** Where an error says something is wrong: rpc names the place in its message. */
function placed(error: unknown): { readonly path: RulePath; readonly message: string } {
  if (error instanceof RuleError) return { path: error.path, message: error.message }
  const { message } = error as Error
  const [place = ''] = /^\w+(?:\[\d+\]|\.\w+)*/.exec(message) ?? []
  const path = [...place.matchAll(/\[(\d+)\]|\w+/g)].map(([name, index]) => (index === undefined ? name : Number(index)))
  return { path, message }
}

/** Where a path leads to in the text, or as far as it leads. */
function offsetOf(document: Document.Parsed, path: RulePath): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      if (pair === undefined) break
      offset = startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = startOf(node) ?? offset
    }
  }
  return offset
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]
