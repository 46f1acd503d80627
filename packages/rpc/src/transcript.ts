import type { FrameRecord, Verdict } from './connection.js'
import type { Role } from './protocol.js'
import { createRedactor, type Redactor } from './redact.js'

/** One line of a transcript. The names are part of the format: they stay. */
export interface TranscriptEntry {
  /** When it was seen: ISO 8601 in UTC, with milliseconds. */
  readonly at: string
  /** The end that wrote the transcript. */
  readonly recordedBy: Role
  /** As that end saw it: `in` from the peer, `out` to it. */
  readonly direction: 'in' | 'out'
  /** The station's identity, on whichever end. */
  readonly station: string
  /** The version as the specification writes it, e.g. `2.0.1`. */
  readonly version: string
  /** The whole message; as it was on the wire, or redacted. */
  readonly frame: string
  /** What the recording end made of it. */
  readonly verdict: Verdict
}

/** Anything that tells of its frames: a connection, or the events of an end with all its connections. */
export interface FrameSource {
  on(name: 'frame', listener: (record: FrameRecord) => void): () => void
}

export interface TranscriptOptions {
  /** The end that records; a replay needs it to tell the sides apart. */
  readonly recordedBy: Role
  /** Takes one line of JSON, without a newline. It must not throw; a file sink is in `@ocpp-kit/rpc/node`. */
  readonly write: (line: string) => void
  /** What takes secrets and id tokens out of the frames; `false` records them raw. Default: a redactor with a key of its own. */
  readonly redact?: Redactor | false | undefined
}

export interface Transcript {
  /** Records every frame of a source from now on; the returned function ends it. */
  attach(source: FrameSource): () => void
  /** Records one frame. */
  record(record: FrameRecord): void
}

/**
 * Writes every frame as one line of JSON (JSON Lines), in the order in which the frames were looked at.
 * @throws TypeError naming the option that is wrong
 */
export function createTranscript({ recordedBy, write, redact = createRedactor() }: TranscriptOptions): Transcript {
  if (!isRole(recordedBy)) throw new TypeError(`recordedBy must be 'station' or 'csms', not ${JSON.stringify(recordedBy)}`)
  if (typeof write !== 'function') throw new TypeError(`write must be a function that takes a line, not ${typeof write}`)
  const record = ({ at, direction, identity, version, text, verdict }: FrameRecord): void => {
    const frame = redact === false ? text : redact.frame(text)
    write(formatEntry({ at: new Date(at).toISOString(), recordedBy, direction, station: identity, version, frame, verdict }))
  }
  return { record, attach: (source) => source.on('frame', record) }
}

/** The line of an entry, its fields always in the same order. */
export const formatEntry = ({ at, recordedBy, direction, station, version, frame, verdict }: TranscriptEntry): string =>
  JSON.stringify({ at, recordedBy, direction, station, version, frame, verdict })

/** A line that is no entry of a transcript. */
export class TranscriptError extends Error {
  override readonly name = 'TranscriptError'
  constructor(
    /** Number of the line, the first being 1. */
    readonly line: number,
    problem: string,
  ) {
    super(`transcript line ${line}: ${problem}`)
  }
}

/**
 * Reads a whole transcript; empty lines are skipped.
 * @throws TranscriptError naming the first line that is wrong, and what is wrong with it
 */
export function parseTranscript(text: string): TranscriptEntry[] {
  const entries: TranscriptEntry[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() !== '') entries.push(parseEntry(line, at + 1))
  }
  return entries
}

/**
 * Reads one line; `number` is what an error calls it. Members that are not known are left out.
 * @throws TranscriptError
 */
export function parseEntry(line: string, number = 1): TranscriptEntry {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    throw new TranscriptError(number, 'is not JSON; a transcript has one JSON object a line')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new TranscriptError(number, 'is not a JSON object')
  const entry = parsed as Record<string, unknown>
  for (const [name, { is, expected }] of fields) {
    const value = Object.hasOwn(entry, name) ? entry[name] : undefined
    if (!is(value)) throw new TranscriptError(number, `"${name}" must be ${expected}, not ${quote(value)}`)
  }
  const { at, recordedBy, direction, station, version, frame, verdict } = parsed as TranscriptEntry
  return { at, recordedBy, direction, station, version, frame, verdict }
}

/** The start of a value, for an error. */
const quote = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'missing'

const isRole = (value: unknown): boolean => value === 'station' || value === 'csms'
const isText = (value: unknown): boolean => typeof value === 'string'
const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))

const verdictFields: Readonly<Record<Verdict['kind'], (verdict: Record<string, unknown>) => boolean>> = {
  ok: () => true,
  unmatched: () => true,
  fault: (verdict) => isText(verdict['fault']) && isText(verdict['reason']),
  violation: (verdict) => Array.isArray(verdict['violations']),
}

function isVerdict(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const verdict = value as Record<string, unknown>
  const { kind } = verdict as { kind?: unknown }
  return typeof kind === 'string' && Object.hasOwn(verdictFields, kind) && verdictFields[kind as Verdict['kind']](verdict)
}

const fields: readonly (readonly [keyof TranscriptEntry, { readonly is: (value: unknown) => boolean; readonly expected: string }])[] = [
  ['at', { is: isTime, expected: 'a time in ISO 8601' }],
  ['recordedBy', { is: isRole, expected: '"station" or "csms"' }],
  ['direction', { is: (value) => value === 'in' || value === 'out', expected: '"in" or "out"' }],
  ['station', { is: isText, expected: 'a text' }],
  ['version', { is: isText, expected: 'a text such as "2.0.1"' }],
  ['frame', { is: isText, expected: 'the message as text' }],
  ['verdict', { is: isVerdict, expected: `an object whose kind is ${Object.keys(verdictFields).join(', ')}` }],
]
