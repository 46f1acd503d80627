import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Core, nowIso } from '../core.js'
import type { CsmsErrorCode } from '../errors.js'
import { knownActorOf } from './actor.js'
import type { IdempotencyRecord, IdempotentRequest, KeptAnswer } from './idempotency-store.js'
import { bodyTextOf } from './json-body.js'
import { problemIn, refuse } from './problem.js'
import { isMutating, routeOf } from './request.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds a secret that is shown once: it is not kept, and not repeated. */
    readonly isAnswerSecret?: boolean
    /** The route remembers keys by itself, together with what it makes. */
    readonly keepsIdempotencyKeys?: boolean
  }
}

export interface IdempotencyHooks {
  /** Answers a repetition; otherwise remembers that the request is under way. */
  begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>
  finish(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void>
}

const keptHeaders = ['content-type', 'location'] as const
/** Nothing was done, or it may be done again. */
const freeing: readonly number[] = [429, 503]
/** Nothing went to the station, and it may be there, or be accepted, the next time. */
const freeingCodes: readonly (string | undefined)[] = ['UNKNOWN_STATION', 'NOT_CONNECTED', 'NOT_ACCEPTED'] satisfies CsmsErrorCode[]

/**
 * The header Idempotency-Key: the same request under the same key is done once and answered as it was first, over restarts, as long as
 * retention keeps it. Keys of different callers and routes have nothing to do with each other.
 */
export function createIdempotency({ tenantId, store: { idempotency }, clock, failed }: Core): IdempotencyHooks {
  const underWay = new WeakMap<FastifyRequest, IdempotentRequest>()

  return {
    begin: async (request, reply) => {
      const key = request.headers['idempotency-key']
      const actor = knownActorOf(request)
      if (key === undefined || actor === undefined || !isMutating(request)) return undefined
      if (request.routeOptions.config.keepsIdempotencyKeys === true) return undefined
      const wanted: IdempotentRequest = {
        actorId: actor.id,
        route: routeOf(request),
        key: checkKey(key),
        requestHash: hashOf(request),
        receivedAt: nowIso(clock),
      }
      const known = await idempotency.begin(tenantId, wanted)
      if (known !== undefined) return repeat(reply, known, wanted)
      underWay.set(request, wanted)
      return undefined
    },

    finish: async (request, reply, payload) => {
      const begun = underWay.get(request)
      if (begun === undefined) return
      try {
        if (freeing.includes(reply.statusCode) || freeingCodes.includes(problemIn(reply)?.code)) await idempotency.release(tenantId, begun)
        else await idempotency.finish(tenantId, { ...begun, answer: answerOf(request, reply, payload) })
      } catch (error) {
        // A repetition is then told that nobody knows what came of it.
        failed(error, 'idempotency key')
      }
    },
  }
}

function checkKey(key: string | string[]): string {
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw refuse('invalid-request', 'Idempotency-Key must have 1 to 255 characters of ASCII, without spaces')
}

/** Of the text of the body where it is what counts. */
function hashOf(request: FastifyRequest): string {
  try {
    return createHash('sha256')
      .update(JSON.stringify([request.url, bodyTextOf(request) ?? request.body ?? null]))
      .digest('hex')
  } catch {
    // What is nested deeper than the stack is read, but not written.
    throw refuse('invalid-request', 'the body is nested too deep')
  }
}

function repeat(reply: FastifyReply, { requestHash, answer }: IdempotencyRecord, wanted: IdempotentRequest): FastifyReply {
  if (requestHash !== wanted.requestHash) {
    throw refuse('key-reused', 'this Idempotency-Key came with another request before', { code: 'IDEMPOTENCY_KEY_REUSED' })
  }
  if (answer === undefined) {
    const detail = 'the request with this Idempotency-Key is under way, or was cut off by a restart: look for what came of it'
    throw refuse('conflict', detail, { code: 'IDEMPOTENCY_KEY_IN_USE', retryAfterSeconds: 1 })
  }
  if (answer.body === undefined) {
    const detail = 'the request with this Idempotency-Key was done, and its answer is shown once'
    throw refuse('conflict', detail, { code: 'IDEMPOTENCY_ANSWER_GONE' })
  }
  reply.code(answer.status).headers(answer.headers).header('idempotency-replayed', 'true')
  return answer.body === '' ? reply.send() : reply.send(Buffer.from(answer.body))
}

function answerOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): KeptAnswer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)] as const]
  })
  const isHidden = request.routeOptions.config.isAnswerSecret === true && reply.statusCode < 400
  const body = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString() : ''
  return { status: reply.statusCode, headers: Object.fromEntries(headers), ...(!isHidden && { body }) }
}
