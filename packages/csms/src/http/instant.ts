import { readInstant } from '../instant.js'
import { refuse } from './problem.js'

/** A time of a body as it is kept; nothing for null. @throws Refusal `invalid-request` naming the place */
export function readTime(pointer: string, text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined
  const instant = readInstant(text)
  if (instant !== undefined) return instant
  throw refuse('invalid-request', `${pointer} is no time of ISO 8601`, { errors: [{ pointer, detail: 'must be a time of ISO 8601' }] })
}
