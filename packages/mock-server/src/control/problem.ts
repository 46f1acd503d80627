import { isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isMockServerError, messageOf, OptionError } from '../errors.js'
import { formatPath, RuleError } from '../rules/rule-error.js'

type Violation = NonNullable<FastifyError['validation']>[number]

/** An error of the control, as RFC 9457 has it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** What was wrong, one by one, with JSON pointers. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  /** The code of the CALLERROR that a station answered, or of an error around the wire. */
  readonly code?: string
  readonly details?: unknown
}

const titles = {
  'invalid-request': [400, 'The request is not understood'],
  'foreign-origin': [403, 'The request comes from another site'],
  'not-found': [404, 'There is nothing here'],
  'no-such-rule': [404, 'There is no rule of this name'],
  'no-such-answer': [404, 'No such answer was put'],
  'not-connected': [404, 'The station is not connected'],
  'invalid-payload': [422, 'The payload breaks the schema of the version'],
  'no-such-command': [422, 'The version of the station lacks the command'],
  'call-error': [502, 'The station answered with an error'],
  'no-answer': [504, 'The station did not answer'],
  'internal-error': [500, 'Something went wrong'],
} as const

export type ProblemName = keyof typeof titles

export function problem(name: ProblemName, detail: string, more: Pick<Problem, 'errors' | 'code' | 'details'> = {}): Problem {
  const [status, title] = titles[name]
  return { type: `urn:ocpp-kit:problem:${name}`, title, status, detail, ...more }
}

/** Whatever was thrown, as a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RuleError)
    return problem('invalid-request', error.message, {
      errors: [{ pointer: pointerOf(error.path.slice(1)), detail: `${formatPath(error.path)} ${error.problem}` }],
    })
  if (error instanceof OptionError) return problem('invalid-request', error.message)
  if (isMockServerError(error))
    return problem(error.code === 'NO_SUCH_COMMAND' ? 'no-such-command' : 'not-connected', error.message, { code: error.code })
  if (isConnectionError(error)) return problem('no-answer', error.message, { code: error.code })
  if (isOcppError(error)) {
    const { code, description, details, violations, origin } = error
    if (origin === 'peer') return problem('call-error', description || code, { code, details })
    return problem('invalid-payload', description, {
      code,
      errors: violations.map(({ pointer, message }) => ({ pointer, detail: message })),
    })
  }
  const { validation, validationContext, statusCode } = error as Partial<FastifyError>
  if (validation !== undefined) {
    const errors = validation.map(violationOf)
    return problem(
      'invalid-request',
      `the ${validationContext} ${errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join(', ')}`,
      { errors },
    )
  }
  if (statusCode !== undefined && statusCode < 500) return { ...problem('invalid-request', messageOf(error)), status: statusCode }
  return problem('internal-error', 'see the log of the server')
}

/** What breaks a schema, in words that name the member. */
function violationOf({ instancePath, keyword, params, message = '' }: Violation): { pointer: string; detail: string } {
  const { additionalProperty, missingProperty, allowedValues } = params as Record<string, unknown>
  const member = additionalProperty ?? missingProperty
  const pointer = `${instancePath}${member === undefined ? '' : pointerOf([String(member)])}`
  if (keyword === 'additionalProperties') return { pointer, detail: 'is not known here' }
  if (keyword === 'required') return { pointer, detail: 'is missing' }
  if (keyword === 'enum') return { pointer, detail: `must be one of ${(allowedValues as readonly string[]).join(', ')}` }
  return { pointer, detail: message }
}

const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** As bytes: to text Fastify would add a charset, which this type does not have (RFC 9457 §3). */
export const sendProblem = (reply: FastifyReply, found: Problem): FastifyReply =>
  reply
    .code(found.status)
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(found)))

export const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, problem('not-found', `there is no ${request.method} ${request.url}`))
