/*
 * Parts of JSON as they were written: parsing sorts members that are named like whole numbers, keeps the last of several of one name and makes
 * every number one of 64-bit floating point. All texts here are known to be JSON.
 */

/** The text of a member of an object; of several under one name that of the last, which is the one that parsing gives. */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined
  let at = startOf(json, json.indexOf('{') + 1)
  while (json[at] === '"') {
    const nameEnd = endOf(json, at)
    const start = startOf(json, nameEnd)
    const end = endOf(json, start)
    // A name may be written with escapes.
    if (JSON.parse(json.slice(at, nameEnd)) === name) found = json.slice(start, end)
    at = startOf(json, end)
  }
  return found
}

/** The texts of the elements of an array. */
export function elementTexts(json: string): string[] {
  const found: string[] = []
  let at = startOf(json, json.indexOf('[') + 1)
  while (at < json.length && json[at] !== ']') {
    const end = endOf(json, at)
    found.push(json.slice(at, end))
    at = startOf(json, end)
  }
  return found
}

const between = /[\s,:]*/y
const scalar = /[^\s,:\]}]+/y

const startOf = (json: string, from: number): number => matchEnd(between, json, from)

function matchEnd(pattern: RegExp, json: string, from: number): number {
  pattern.lastIndex = from
  return pattern.test(json) ? pattern.lastIndex : json.length
}

/** Where the value ends that starts there. */
function endOf(json: string, start: number): number {
  const first = json[start]
  if (first === '"') return endOfText(json, start)
  return first === '{' || first === '[' ? endOfNested(json, start) : matchEnd(scalar, json, start)
}

function endOfText(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfNested(json: string, start: number): number {
  let depth = 0
  let at = start
  while (at < json.length) {
    const character = json[at]
    if (character === '"') {
      at = endOfText(json, at)
      continue
    }
    at += 1
    if (character === '{' || character === '[') depth += 1
    else if ((character === '}' || character === ']') && --depth === 0) break
  }
  return at
}
