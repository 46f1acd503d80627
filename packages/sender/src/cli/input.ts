import { readFile } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Something the command line names cannot be used; the message says what and why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Turns what an attempt throws into the fault of whoever wrote the command line. */
export function asUsage<T>(attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Standard input, and Ctrl-C, which ends the wait for it and for everything else. */
export interface Input {
  readonly stdin: Readable
  readonly signal: AbortSignal
}

/** Text given as it is, as `@file`, or as `-` for standard input. @throws UsageError */
export async function readInput(option: string, given: string, { stdin, signal }: Input): Promise<string> {
  if (given === '-') return text(addAbortSignal(signal, stdin))
  return given.startsWith('@') ? readNamed(option, given.slice(1)) : given
}

/** @throws UsageError */
export async function readNamed(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${option}: ${path} cannot be read: ${(error as Error).message}`)
  }
}

/** A payload from the command line. @throws UsageError */
export async function readPayload(given: string, input: Input): Promise<object> {
  const json = await readInput('--param', given, input)
  let payload: unknown
  try {
    payload = JSON.parse(json)
  } catch (error) {
    throw new UsageError(`--param is not JSON: ${(error as Error).message}`)
  }
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload
  throw new UsageError(`--param must be a JSON object such as {"status":"Available"}`)
}
