import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/* The page that the measurements are written to, `docs/benchmarks.md`. */

const path = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url))

/** Above it stand the tables of the calls; what stands below is written by a person or by another bench, and stays. */
const notesMark = '<!-- notes -->'

const read = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Writes what stands above the notes. @returns the path of the page */
export function replaceTables(page: (notes: string) => string): string {
  const old = read()
  const at = old.indexOf(notesMark)
  writeFileSync(path, page(at < 0 ? `${notesMark}\n` : old.slice(at)))
  return path
}

/** Writes a section of its own, between marks of its name; at the end where there is none yet. @returns the path of the page */
export function replaceSection(name: string, section: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const old = read()
  const [start, end] = [old.indexOf(from), old.indexOf(to)]
  const text = `${from}\n\n${section}\n${to}`
  writeFileSync(path, start < 0 || end < start ? `${old.trimEnd()}\n\n${text}\n` : old.slice(0, start) + text + old.slice(end + to.length))
  return path
}

/** What a person has written between marks of a name, marks included, so that a new section may keep it; empty marks where there is nothing. */
export function notesOf(name: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const text = read()
  const [start, end] = [text.indexOf(from), text.indexOf(to)]
  return start < 0 || end < start ? `${from}\n${to}` : text.slice(start, end + to.length)
}
