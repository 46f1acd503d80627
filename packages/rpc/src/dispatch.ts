import { isOcppError, OcppError, toOcppError, violationError } from './errors.js'
import type { IncomingRequest } from './incoming.js'
import { isPromise } from './promises.js'
import type { Violation } from './protocol.js'

/** What a request comes to: a response, an error to answer with, or `undefined`: say nothing. */
export type Outcome = object | OcppError | undefined

/*
 * The steps of a request, each of which hands on to the next:
 * admit → validate request → handler → validate response.
 * They run synchronously as long as nothing they call is asynchronous, so that a simple message costs no promise.
 */

export function dispatch(message: IncomingRequest): Outcome | Promise<Outcome> {
  const { admit } = message.peer.endpoint.options
  if (admit === undefined) return validateRequest(message)
  try {
    const admission = admit(message)
    if (isPromise(admission)) return admission.then((late) => admitted(message, late)).catch((thrown: unknown) => refused(message, thrown))
    return admitted(message, admission)
  } catch (thrown) {
    return refused(message, thrown)
  }
}

const admitted = (message: IncomingRequest, admission: 'admit' | 'ignore'): Outcome | Promise<Outcome> =>
  admission === 'ignore' ? undefined : validateRequest(message)

function validateRequest(message: IncomingRequest): Outcome | Promise<Outcome> {
  const { gate, peer } = message
  const { normalise } = peer.endpoint.options
  if (normalise !== undefined) {
    try {
      message.request = normalise(gate.action, 'request', message.request)
    } catch (thrown) {
      return failed(message, thrown)
    }
  }
  if (gate.incoming !== 'off' && !gate.checkRequest(message.request)) return describeRequest(message)
  message.trace()
  return handle(message)
}

function describeRequest(message: IncomingRequest): Outcome | Promise<Outcome> {
  const { gate, peer } = message
  const found = peer.describe({ direction: 'in', gate, kind: 'request', mode: gate.incoming, payload: message.request })
  if (gate.incoming !== 'report') return isPromise(found) ? found.then((late) => invalid(message, late)) : invalid(message, found)
  // What is only reported must not come later than what follows it.
  if (isPromise(found)) message.traceOnceKnown(found)
  else message.trace({ kind: 'violation', violations: found })
  return handle(message)
}

function invalid(message: IncomingRequest, violations: readonly Violation[]): OcppError {
  const { gate, peer, messageId } = message
  message.trace({ kind: 'violation', violations })
  return violationError(violations, { identity: peer.identity, action: gate.action, messageId })
}

function handle(message: IncomingRequest): Outcome | Promise<Outcome> {
  const { gate, peer } = message
  const handler = peer.endpoint.handlers.get(gate.action) ?? peer.endpoint.options.fallback
  // Known, but not supported by the receiver (1.6 §4.2.3, 2.x Part 4 §4.3).
  if (handler === undefined) return new OcppError('NotSupported', `${gate.action} is not supported here`)
  try {
    const result = (handler as (request: object, message: IncomingRequest) => unknown)(message.request, message)
    return isPromise(result) ? settle(message, result) : validateResponse(message, result)
  } catch (thrown) {
    return failed(message, thrown)
  }
}

async function settle(message: IncomingRequest, pending: Promise<unknown>): Promise<Outcome> {
  try {
    return await validateResponse(message, await pending)
  } catch (thrown) {
    return failed(message, thrown)
  }
}

const nothing = Object.freeze({})

function validateResponse(message: IncomingRequest, result: unknown): Outcome | Promise<Outcome> {
  if (!message.isCall) return undefined
  const { gate } = message
  const response = result ?? nothing
  if (gate.outgoing === 'off' || gate.checkResponse(response)) return response
  return describeResponse(message, response)
}

/** An own answer that breaks its schema is our fault: the peer gets InternalError, we get the pointers. */
async function describeResponse(message: IncomingRequest, response: object): Promise<Outcome> {
  const { gate, peer, messageId } = message
  const violations = await peer.describe({ direction: 'out', gate, kind: 'response', mode: gate.outgoing, payload: response })
  if (gate.outgoing === 'report') return response
  const own = violationError(violations, { identity: peer.identity, action: gate.action, messageId })
  return failed(message, new OwnAnswerInvalid(own, violations))
}

/** The local half of {@link describeResponse}. */
class OwnAnswerInvalid extends Error {
  override readonly name = 'OwnAnswerInvalid'
  constructor(
    cause: OcppError,
    readonly violations: readonly Violation[],
  ) {
    super(`the handler's answer breaks its schema: ${cause.message}`, { cause })
  }
}

/** A handler chooses the answer by throwing an OcppError; whatever else it throws is a fault of ours. */
function failed(message: IncomingRequest, thrown: unknown): OcppError {
  if (!isOcppError(thrown) || thrown.origin === 'peer') message.peer.failed(message, thrown)
  // A CALLERROR that another call of the handler got is not this request's answer.
  if (isOcppError(thrown) && thrown.origin === 'peer') return toOcppError(new Error('a call of the handler failed', { cause: thrown }))
  return toOcppError(thrown)
}

function refused(message: IncomingRequest, thrown: unknown): OcppError {
  if (!isOcppError(thrown)) message.peer.failed(message, thrown)
  return toOcppError(thrown)
}
