/** The names that are most like a text, best first. */
export function nearest(text: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = text.toLowerCase()
  const rated = names.map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
  return rated
    .sort((one, other) => one.distance - other.distance)
    .slice(0, count)
    .map(({ name }) => name)
}

/** Characters to add, drop or change until one text is the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
