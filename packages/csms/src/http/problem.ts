import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type CsmsErrorCode, isCsmsError } from '../errors.js'
import { isStoreError } from '../store/store-error.js'
import { findingsOf } from './findings.js'

/** An error of the API, as RFC 9457 has it; `code` and what stands below it are its extensions. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** For programs; that of the error behind it, where it has one. */
  readonly code?: string | undefined
  /** What was wrong, one by one, with JSON pointers. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined
  /** The stations that a name stands for, where it has to be one. */
  readonly stations?: readonly string[] | undefined
  /** When to ask again; also the header Retry-After. */
  readonly retryAfterSeconds?: number | undefined
}

/** By kind, the status and the title of a problem. */
export const problemKinds = {
  'invalid-request': [400, 'The request is not understood'],
  unauthenticated: [401, 'It is not known who asks'],
  forbidden: [403, 'The caller may not do this'],
  'not-found': [404, 'There is nothing here'],
  'wrong-method': [405, 'The path does not take this method'],
  'wrong-state': [409, 'This cannot be done now'],
  ambiguous: [409, 'The name stands for more than one'],
  conflict: [409, 'It contradicts what is there'],
  'body-too-large': [413, 'The body is too long'],
  'path-too-long': [414, 'An id in the path is too long'],
  'unsupported-type': [415, 'The body is of a type that is not read'],
  'key-reused': [422, 'The key belongs to another request'],
  'password-change': [422, 'Passwords of stations are not changed this way'],
  'unknown-action': [422, 'No version has this action'],
  'invalid-payload': [422, 'The payload breaks the schema of the version'],
  'rate-limited': [429, 'Too many requests'],
  'internal-error': [500, 'Something went wrong'],
  'call-error': [502, 'The station answered with an error'],
  unavailable: [503, 'The store cannot be used now'],
  'no-answer': [504, 'The station did not answer'],
} as const

export type ProblemKind = keyof typeof problemKinds

type Extensions = Pick<Problem, 'code' | 'errors' | 'stations' | 'retryAfterSeconds'>

function problem(kind: ProblemKind, detail: string, extensions: Extensions = {}): Problem {
  const [status, title] = problemKinds[kind]
  return { type: `urn:ocpp-kit:problem:${kind}`, title, status, detail, ...extensions }
}

/** Thrown by a route that does not do what it was asked; it is answered with the problem. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }
}

/** `throw refuse('not-found', 'there is no token …')` */
export const refuse = (kind: ProblemKind, detail: string, extensions?: Extensions): Refusal =>
  new Refusal(problem(kind, detail, extensions))

/** Where the state of a station or of the csms is not what decides. */
const kindOfCode: Partial<Record<CsmsErrorCode, ProblemKind>> = {
  PORT_TAKEN: 'internal-error',
  FOREIGN_SPOOL: 'internal-error',
  UNKNOWN_STATION: 'not-found',
  CONFLICT: 'key-reused',
  OVERLOADED: 'rate-limited',
  UNKNOWN_ACTION: 'unknown-action',
  PASSWORD_CHANGE: 'password-change',
}

const retryAfterSeconds = 5

/** Whatever was thrown, as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (isCsmsError(error)) return problem(kindOfCode[error.code] ?? 'wrong-state', error.message, { code: error.code })
  if (isConnectionError(error)) return problem('no-answer', error.message, { code: error.code })
  if (isOcppError(error)) {
    const { code, description, violations, origin } = error
    if (origin === 'peer') return problem('call-error', description || code, { code })
    return problem('invalid-payload', description, {
      code,
      errors: violations.map(({ pointer, message }) => ({ pointer, detail: message })),
    })
  }
  if (isStoreError(error)) {
    const { code, message, isRetryable } = error
    if (code === 'BAD_QUERY') return problem('invalid-request', message, { code })
    if (code === 'INVALID') return problem('invalid-request', 'a value of the request cannot be kept', { code })
    if (isRetryable || code === 'CLOSED')
      return problem('unavailable', 'what was asked is not done; ask again', { code, retryAfterSeconds })
    return problem('internal-error', 'see the log of the csms', { code })
  }
  return problemOfFastify(error as FastifyError)
}

/** What Fastify refuses by a status of its own; where it has no more to say than the name of that, with words. */
const kindOfStatus: Readonly<Record<number, readonly [kind: ProblemKind, detail?: string]>> = {
  413: ['body-too-large'],
  414: ['path-too-long'],
  415: ['unsupported-type', 'the body must be JSON, and say so: Content-Type: application/json'],
}

/** What Fastify refuses by itself: bodies that are no JSON or too large, what breaks a schema, URLs that nobody can decode. */
function problemOfFastify({ validation, validationContext, statusCode, message }: FastifyError): Problem {
  if (validation !== undefined) {
    const errors = findingsOf(validation)
    const found = errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim())
    return problem('invalid-request', `the ${validationContext ?? 'request'}: ${found.join('; ')}`, { errors })
  }
  if (statusCode !== undefined && statusCode < 500) {
    const [kind, detail = message] = kindOfStatus[statusCode] ?? ['invalid-request']
    return { ...problem(kind, detail), status: statusCode }
  }
  return problem('internal-error', 'see the log of the csms')
}

const sent = new WeakMap<FastifyReply, Problem>()

/** The problem that is answered with; `undefined` for what is none. */
export const problemIn = (reply: FastifyReply): Problem | undefined => sent.get(reply)

/** As bytes: to text Fastify would add a charset, which this type does not have (RFC 9457 §3). */
export function sendProblem(reply: FastifyReply, found: Problem): FastifyReply {
  sent.set(reply, found)
  if (found.retryAfterSeconds !== undefined) reply.header('retry-after', String(found.retryAfterSeconds))
  if (found.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(found.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(found)))
}

/** The query is left out: it may hold what does not belong into an answer. */
export const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? ''
