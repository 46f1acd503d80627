/** A message as a row of the README's tables names it. */
export interface MessageRow {
  readonly action: string
  /** Those that the row says it is for; undefined: it does not say. */
  readonly versions: readonly string[] | undefined
}

const versionsOf: Readonly<Record<string, readonly string[]>> = {
  '1.6': ['1.6'],
  '2.0.1': ['2.0.1'],
  '2.1': ['2.1'],
  '2.x': ['2.0.1', '2.1'],
}

/**
 * The messages in the first column of all tables headed `| message | behaviour |`. Versions in brackets are those of the names
 * before them, as in `GetLog, GetReport (2.x), SetDERControl (2.1)`.
 * @param actions what counts as a message
 */
export function messageTable(readme: string, actions: readonly string[]): readonly MessageRow[] {
  const lines = readme.split('\n')
  const cells = lines.flatMap((line, index) => {
    if (!/^\| message \|/.test(line)) return []
    const end = lines.findIndex((other, at) => at > index && !other.startsWith('|'))
    return lines.slice(index + 2, end < 0 ? undefined : end).map((row) => row.split('|')[1] ?? '')
  })
  return cells.flatMap((cell) => rowsOf(cell, actions))
}

function rowsOf(cell: string, actions: readonly string[]): readonly MessageRow[] {
  return [...cell.matchAll(/([^(]*)(?:\(([^)]*)\))?/g)].flatMap(([, names = '', version]) =>
    (names.match(/\w+/g) ?? [])
      .filter((word) => actions.includes(word))
      .map((action) => ({ action, versions: version === undefined ? undefined : versionsOf[version] })),
  )
}
