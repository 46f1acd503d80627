import { type Document, isMap, isNode, isSeq } from 'yaml'

/** The way to a value. */
export type Path = readonly (string | number)[]

/** Where a path begins in the text; of what is not there, where the nearest thing around it does. */
export function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length))
    if (offset !== undefined) return offset
  }
  return 0
}

/** The key itself where there is one: its value may begin a line further down. */
function keyOffset(document: Document, path: Path): number | undefined {
  const around: unknown = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (last === undefined) return isNode(document.contents) ? document.contents.range?.[0] : undefined
  if (isMap(around)) {
    const pair = around.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(last))
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined
  }
  if (!isSeq(around)) return undefined
  const element = around.items[Number(last)]
  return isNode(element) ? element.range?.[0] : undefined
}
