/** A column: its name, and a cell of it. Numbers stay numbers; texts are kept from being read as formulas. */
export interface Column<T> {
  readonly name: string
  readonly cell: (item: T) => Cell
  /** What JSON has in its place, where that can say more. */
  readonly json?: (item: T) => unknown
}

export type Cell = string | number | boolean | null | undefined

/** A line of CSV (RFC 4180), with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = isNumber.test(cell) ? cell : beginsFormula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const isNumber = /^-?\d+(\.\d+)?$/
/** What spreadsheets run (OWASP, CSV injection). */
const beginsFormula = /^[=+\-@\t\r\n]/
