/**
 * The names that somebody may have meant by a word: at most three, nearest first, and only those that are near, whatever their case.
 * Near is a name with few letters wrong; where none is, one that contains the word.
 */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase()
  const nearby = names
    .map((name) => ({ name, steps: stepsBetween(name.toLowerCase(), wanted) }))
    .filter(({ name, steps }) => steps <= Math.max(1, Math.floor(name.length / 3)))
    .sort((one, other) => one.steps - other.steps)
    .map(({ name }) => name)
  const found = nearby.length > 0 ? nearby : names.filter((name) => wanted.length >= 3 && name.toLowerCase().includes(wanted))
  return found.slice(0, 3)
}

/** How many letters must be put in, left out, changed, or swapped with the next one (optimal string alignment). */
function stepsBetween(from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let at = 1; at <= from.length; at += 1) {
    const next = [at]
    for (let column = 1; column <= to.length; column += 1) {
      const changed = (row[column - 1] as number) + (from[at - 1] === to[column - 1] ? 0 : 1)
      const isSwap = from[at - 1] === to[column - 2] && from[at - 2] === to[column - 1]
      const swapped = isSwap && at > 1 && column > 1 ? (before[column - 2] as number) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(changed, swapped, (row[column] as number) + 1, (next[column - 1] as number) + 1))
    }
    before = row
    row = next
  }
  return row[to.length] as number
}
