import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { RuleCheck } from '../rules/rule-check.js'
import { RuleError, type RulePath } from '../rules/rule-error.js'
import { checkContent, type Script } from './script.js'
import { ScriptError } from './script-error.js'

export interface RuleFile {
  readonly file: string
  readonly text: string
  readonly check: RuleCheck
  /** What a bare list is one of. Default: rules. */
  readonly listOf?: 'rules' | 'faults'
}

/**
 * Reads rules as YAML, of which JSON is a part.
 * @throws ScriptError naming file, line and key
 */
export function readRuleFile({ file, text, check, listOf }: RuleFile): Script {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (path: RulePath): number => lines.linePos(offsetOf(document, path)).line
  const [broken] = document.errors
  if (broken !== undefined) throw new ScriptError(file, lines.linePos(broken.pos[0]).line, `is no proper YAML: ${broken.message}`)
  try {
    return checkContent(contentOf(document), check, listOf)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    const { path, message } = error
    throw new ScriptError(file, lineOf(isSeq(document.contents) ? path.slice(1) : path), message, error)
  }
}

function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new RuleError([], `is no proper YAML: ${(error as Error).message}`)
  }
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
