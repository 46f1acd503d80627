import type { Protocol, ValidationMode, ValidationModes, ValidationPolicy } from '@ocpp-kit/rpc'
import { checkObject, checkOneOf } from '../checks.js'

export const validationModes: readonly ValidationMode[] = ['enforce', 'report', 'off']

function checkModes(path: string, { incoming, outgoing }: ValidationModes): void {
  checkOneOf(`${path}.incoming`, incoming, validationModes, undefined)
  checkOneOf(`${path}.outgoing`, outgoing, validationModes, undefined)
}

/** @throws TypeError naming what is wrong by its path, such as `validation.actions.Heartbeat.incoming` */
export function checkPolicy(policy: ValidationPolicy, { actions, version }: Protocol): ValidationPolicy {
  checkModes('validation', checkObject('validation', policy))
  for (const [action, own] of Object.entries(policy.actions ?? {})) {
    const path = `validation.actions.${action}`
    if (!Object.hasOwn(actions, action)) throw new TypeError(`${path}: no such action in OCPP ${version}`)
    if (typeof own === 'string') checkOneOf(path, own, validationModes, undefined)
    else checkModes(path, checkObject(path, own))
  }
  return policy
}

const soft = (mode: ValidationMode | undefined): ValidationMode => (mode === undefined || mode === 'enforce' ? 'report' : mode)

/** The policy of a station that spoils its own payloads: they go out all the same, and are told of. */
export const letOut = ({ incoming, outgoing, actions = {} }: ValidationPolicy): ValidationPolicy => ({
  incoming,
  outgoing: soft(outgoing),
  actions: Object.fromEntries(
    Object.entries(actions).map(([action, own]) => {
      const modes: ValidationModes = typeof own === 'string' ? { incoming: own, outgoing: own } : own
      return [action, { incoming: modes.incoming, outgoing: modes.outgoing === undefined ? undefined : soft(modes.outgoing) }]
    }),
  ),
})
