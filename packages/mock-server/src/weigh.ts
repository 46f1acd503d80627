/** What a list, an object and each of its members take beside their contents, about. */
const overheadBytes = 16

/** About how many bytes of memory a value made of JSON takes. Goes as deep as a peer may nest, so it may not call itself. */
export function weigh(value: unknown): number {
  const open: unknown[] = [value]
  let bytes = 0
  while (open.length > 0) {
    const one = open.pop()
    bytes += overheadBytes
    if (typeof one === 'string') bytes += 2 * one.length
    else if (typeof one === 'object' && one !== null) for (const part of Object.values(one)) open.push(part)
  }
  return bytes
}
