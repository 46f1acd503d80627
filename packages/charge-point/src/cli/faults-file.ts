import { checkFaultRules, type FaultRule } from '@ocpp-kit/rpc'
import { LineCounter, parseDocument } from 'yaml'
import { offsetOf, type Path } from '../yaml-place.js'
import { readOptionFile } from './read-file.js'

/**
 * Reads fault rules from YAML or JSON: a list of them, or `faults:` with a list.
 * @throws TypeError naming file, line and key
 * @throws Error the file cannot be read
 */
export function readFaults(file: string): readonly FaultRule[] {
  const lines = new LineCounter()
  const document = parseDocument(readOptionFile('--faults', file), { lineCounter: lines, prettyErrors: false })
  const wrong = (offset: number, what: string): TypeError => new TypeError(`${file}:${lines.linePos(offset).line}: ${what}`)
  const [broken] = document.errors
  if (broken !== undefined) throw wrong(broken.pos[0], broken.message)
  const content: unknown = document.toJS()
  const isList = Array.isArray(content)
  const rules: unknown = isList ? content : (content as { faults?: unknown } | null)?.faults
  try {
    return checkFaultRules(rules, 'faults')
  } catch (error) {
    const { message } = error as TypeError
    const path = placeIn(message)
    throw wrong(offsetOf(document, isList ? path.slice(1) : path), message)
  }
}

/** rpc begins its messages with the place, such as `faults[2].when.nth`. */
function placeIn(message: string): Path {
  const [place = ''] = /^\w+(?:\[\d+\]|\.\w+)*/.exec(message) ?? []
  return [...place.matchAll(/\[(\d+)\]|\w+/g)].map(([name, index]) => (index === undefined ? name : Number(index)))
}
