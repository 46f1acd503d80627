import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { messageOf } from '../errors.js'
import type { Token } from '../version.js'

/**
 * Reads id tokens from a list in YAML or JSON: `CARD-1,status=Blocked`, or `{ idToken: CARD-1, status: Blocked, group, expires }`.
 * @throws InvalidArgumentError naming file and line
 */
export function readTokens(path: string, readToken: (text: string) => Token): Token[] {
  const lines = new LineCounter()
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false })
  const fail = (offset: number, problem: string): never => {
    throw new InvalidArgumentError(`${path}:${lines.linePos(offset).line}: ${problem}`)
  }
  const [broken] = document.errors
  if (broken !== undefined) fail(broken.pos[0], `is no proper YAML: ${broken.message}`)
  const { contents } = document
  if (!isSeq(contents)) return fail(0, 'must be a list of id tokens')
  return contents.items.map((item) => {
    const offset = (item as { readonly range?: readonly number[] }).range?.[0] ?? 0
    try {
      return readToken(textOf(item))
    } catch (error) {
      return fail(offset, messageOf(error))
    }
  })
}

/** An entry as it is written on the command line. */
function textOf(item: unknown): string {
  if (isScalar(item)) return String(item.source ?? item.value)
  if (!isMap(item)) throw new TypeError('It must be an id token, or { idToken, status, group, expires }.')
  const { idToken = '', ...parts } = Object.fromEntries(
    item.items.map(({ key, value }) => [String(key), isScalar(value) ? String(value.source ?? value.value) : '']),
  )
  return [idToken, ...Object.entries(parts).map(([name, value]) => `${name}=${value}`)].join(',')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${messageOf(error)}.`)
  }
}
