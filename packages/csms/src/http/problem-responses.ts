import { Problem } from './described.js'
import { type ProblemKind, refuse } from './problem.js'

/* The problems that operations are documented to answer with. */

type ExampleOf = readonly [name: string, kind: ProblemKind, detail: string, extensions?: Parameters<typeof refuse>[2]]

/** By status: the name of the answer, and an example of it. */
const examples: Readonly<Record<string, ExampleOf>> = {
  400: [
    'InvalidRequest',
    'invalid-request',
    'the querystring: /limit must be <= 200',
    { errors: [{ pointer: '/limit', detail: 'must be <= 200' }] },
  ],
  401: [
    'Unauthenticated',
    'unauthenticated',
    'the request needs the header Authorization: Bearer, with a token that is known and not expired',
  ],
  403: ['Forbidden', 'forbidden', 'this needs the scope stations:write'],
  404: ['NotFound', 'not-found', 'there is no station DEPOT-09', { code: 'UNKNOWN_STATION' }],
  409: ['Conflict', 'wrong-state', 'DEPOT-01 is not connected', { code: 'NOT_CONNECTED' }],
  422: ['Unprocessable', 'key-reused', 'this Idempotency-Key came with another request before', { code: 'IDEMPOTENCY_KEY_REUSED' }],
  429: ['RateLimited', 'rate-limited', 'too many requests from this address', { retryAfterSeconds: 5 }],
  503: ['Unavailable', 'unavailable', 'what was asked is not done; ask again', { code: 'UNAVAILABLE', retryAfterSeconds: 5 }],
}

const ofChanges: readonly string[] = ['409', '422']

/** The answers that an operation refers to, by status. */
export function problemsOf({
  changes,
  hasName,
}: {
  readonly changes: boolean
  readonly hasName: boolean
}): Readonly<Record<string, object>> {
  const statuses = Object.keys(examples).filter((status) => (changes || !ofChanges.includes(status)) && (hasName || status !== '404'))
  const named = [...statuses.map((status) => [status, examples[status]?.[0]]), ['default', 'Problem']]
  return Object.fromEntries(named.map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]))
}

/** What they refer to, by name. */
export const problemResponses: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    Object.values(examples).map(([name, ...example]) => {
      const { problem } = refuse(...example)
      return [name, answer(problem.title, problem)]
    }),
  ),
  Problem: answer(
    'Any other problem: 502 and 504 where a station answers with an error, or not at all',
    refuse('no-answer', 'Reset to DEPOT-01: no answer within 30000 ms', { code: 'CALL_TIMEOUT' }).problem,
  ),
}

function answer(description: string, example: unknown): object {
  return { description, content: { 'application/problem+json': { schema: Problem, example } } }
}
