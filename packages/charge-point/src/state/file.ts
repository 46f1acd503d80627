import { closeSync, fdatasyncSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { StateStore } from './store.js'

export interface FileStateOptions {
  /**
   * Waits for the disk after each change, so that not even a power cut of this machine loses anything. Default true;
   * with false a change survives the end of the process, not that of the machine.
   */
  readonly sync?: boolean | undefined
}

/** A change: section and key, with the value or, where it is removed, without. A line of the file holds one or, for a batch, a list of them. */
type Line = readonly [section: string, key: string, value?: unknown]

/** Rewritten when it has grown to so many bytes and is mostly of the past. */
const smallBytes = 65_536

/**
 * Keeps the state in a file: a line of JSON for each change, read back from the first to the last. A last line that was cut off
 * in the middle of writing counts as not written. The file is rewritten when most of it is of the past.
 * The folder is made where it is missing.
 * @throws Error the file cannot be read or written, or a line other than the last is not one of this kind
 */
export function createFileStateStore(path: string, { sync = true }: FileStateOptions = {}): StateStore {
  const sections = read(path)
  mkdirSync(dirname(path), { recursive: true })
  let file = rewrite(path, sections)

  let batch: Line[] | undefined

  const append = (line: Line): void => {
    if (batch === undefined) {
      write(file, line, sync)
      apply(sections, line)
      return tidyUp()
    }
    batch.push(line)
    apply(sections, line)
  }

  const tidyUp = (): void => {
    if (file.bytes < 2 * file.liveBytes + smallBytes) return
    closeSync(file.descriptor)
    file = rewrite(path, sections)
  }

  const runBatch = (run: () => void): void => {
    if (batch !== undefined) return run()
    const lines: Line[] = []
    batch = lines
    try {
      run()
    } finally {
      batch = undefined
      if (lines.length > 0) write(file, lines, sync)
      tidyUp()
    }
  }

  return {
    load: (section) => new Map(sections.get(section)),
    put: (section, key, value) => append([section, key, value]),
    remove: (section, key) => {
      if (sections.get(section)?.has(key) === true) append([section, key])
    },
    batch: runBatch,
    close: () => closeSync(file.descriptor),
  }
}

type Sections = Map<string, Map<string, unknown>>

function read(path: string): Sections {
  const sections: Sections = new Map()
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return sections
    throw error
  }
  const lines = text.split('\n')
  // Whatever follows the last line end was never finished.
  for (const [index, line] of lines.slice(0, -1).entries()) {
    for (const change of parse(line, path, index + 1)) apply(sections, change)
  }
  return sections
}

function parse(line: string, path: string, number: number): readonly Line[] {
  const value = json(line)
  if (isLine(value)) return [value]
  if (Array.isArray(value) && value.length > 0 && value.every(isLine)) return value
  throw new Error(`${path}, line ${number}: this is not the state of a station; move the file away to begin anew`)
}

const isLine = (value: unknown): value is Line =>
  Array.isArray(value) && value.length >= 2 && value.length <= 3 && typeof value[0] === 'string' && typeof value[1] === 'string'

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function apply(sections: Sections, line: Line): void {
  const [section, key] = line
  const values = sections.get(section) ?? new Map<string, unknown>()
  sections.set(section, values)
  if (line.length === 3) values.set(key, line[2])
  else values.delete(key)
}

interface OpenFile {
  readonly descriptor: number
  bytes: number
  readonly liveBytes: number
}

/** The whole state in a new file, which takes the place of the old one in one step. */
function rewrite(path: string, sections: Sections): OpenFile {
  const draft = `${path}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  let bytes = 0
  for (const [section, values] of sections) {
    for (const [key, value] of values) bytes += writeWhole(descriptor, `${JSON.stringify([section, key, value])}\n`)
  }
  fsyncSync(descriptor)
  renameSync(draft, path)
  syncFolder(dirname(path))
  return { descriptor, bytes, liveBytes: bytes }
}

/** A line as a whole or, where the disk is full or fails, not at all. */
function write(file: OpenFile, line: Line | readonly Line[], sync: boolean): void {
  try {
    const bytes = writeWhole(file.descriptor, `${JSON.stringify(line)}\n`)
    if (sync) fdatasyncSync(file.descriptor)
    file.bytes += bytes
  } catch (error) {
    ftruncateSync(file.descriptor, file.bytes)
    throw error
  }
}

/** A write may stop half way. */
function writeWhole(descriptor: number, text: string): number {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
  return bytes.length
}

/** Only then does the new name outlive a power cut. */
function syncFolder(path: string): void {
  // Windows knows no such thing as opening a folder.
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
