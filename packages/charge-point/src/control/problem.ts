import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ChargePointErrorCode, isChargePointError } from '../errors.js'

/** An error of the control, as RFC 9457 has it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code?: string | undefined
  /** What was wrong, one by one, with JSON pointers. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined
}

const kinds = {
  'invalid-request': [400, 'The request is not understood'],
  'foreign-origin': [403, 'The request comes from another site'],
  'not-found': [404, 'There is nothing here'],
  'wrong-state': [409, 'The station is not in a state for this'],
  'invalid-payload': [422, 'The payload breaks the schema of the version'],
  'internal-error': [500, 'Something went wrong'],
  'call-error': [502, 'The csms answered with an error'],
  'no-answer': [504, 'The csms did not answer'],
} as const

export function problem(kind: keyof typeof kinds, detail: string, more: Pick<Problem, 'code' | 'errors'> = {}): Problem {
  const [status, title] = kinds[kind]
  return { type: `urn:ocpp-kit:problem:${kind}`, title, status, detail, ...more }
}

const unknownPlaces: readonly ChargePointErrorCode[] = ['UNKNOWN_STATION', 'UNKNOWN_EVSE', 'UNKNOWN_CONNECTOR']

/** Whatever was thrown, as a problem. */
export function problemOf(error: unknown): Problem {
  if (isChargePointError(error)) {
    return problem(unknownPlaces.includes(error.code) ? 'not-found' : 'wrong-state', error.message, { code: error.code })
  }
  if (isConnectionError(error)) return problem('no-answer', error.message, { code: error.code })
  if (isOcppError(error)) {
    const { code, description, violations, origin } = error
    if (origin === 'peer') return problem('call-error', description || code, { code })
    const errors = violations.map(({ pointer, message }) => ({ pointer, detail: message }))
    return problem('invalid-payload', description, { code, errors })
  }
  if (error instanceof TypeError) return problem('invalid-request', error.message)
  const { validation, validationContext = 'request', statusCode, message } = error as FastifyError
  if (validation !== undefined) {
    const errors = describe(validation)
    const details = errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim())
    return problem('invalid-request', `the ${validationContext}: ${details.join('; ')}`, { errors })
  }
  if (statusCode !== undefined && statusCode < 500) return { ...problem('invalid-request', message), status: statusCode }
  return problem('internal-error', 'see the log of the program')
}

type Finding = NonNullable<FastifyError['validation']>[number]

/** One finding for each place; a member that is missing or not known is named by a pointer of its own. */
function describe(findings: readonly Finding[]): readonly { readonly pointer: string; readonly detail: string }[] {
  const byPointer = new Map<string, string>()
  for (const { keyword, instancePath, message = '', params } of findings) {
    const [list, words] = memberFindings[keyword] ?? []
    const members = list === undefined ? [] : asList(params[list])
    for (const member of members) byPointer.set(`${instancePath}/${String(member)}`, words ?? message)
    if (members.length === 0 && !byPointer.has(instancePath)) byPointer.set(instancePath, message)
  }
  return [...byPointer].map(([pointer, detail]) => ({ pointer, detail }))
}

/** Where a finding is about members of an object: where their names stand, and what to say of them. */
const memberFindings: Readonly<Record<string, readonly [string, string]>> = {
  additionalProperties: ['additionalProperties', 'is not known here'],
  required: ['requiredProperties', 'is missing'],
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** As bytes: to text Fastify would add a charset, which this type does not have (RFC 9457 §3). */
export const sendProblem = (reply: FastifyReply, found: Problem): FastifyReply =>
  reply
    .code(found.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(found)))

export const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, problem('not-found', `there is no ${request.method} ${request.url}`))
