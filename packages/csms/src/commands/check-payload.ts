import { fromWireCode, OcppError, type Protocol } from '@ocpp-kit/rpc'

/**
 * What is wrong with the payload of a request; `undefined`: nothing.
 * The error has the code that a station would answer, and a JSON pointer for each violation; nothing of the payload is quoted.
 */
export async function payloadError(protocol: Protocol, action: string, payload: object, identity: string): Promise<OcppError | undefined> {
  const { requests } = await protocol.validators()
  if (requests[action]?.(payload) === true) return undefined
  const { validate } = await protocol.describe()
  const { violations } = validate(action, 'request', payload)
  const [first, ...others] = violations
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new OcppError(fromWireCode(first.code), `${first.pointer || 'payload'}: ${first.message}${more}`, {
    identity,
    action,
    violations,
    details: { violations: violations.slice(0, 20).map(({ pointer, keyword }) => ({ pointer, keyword })) },
  })
}
