import { checkFaultRules, type FaultRule } from '@ocpp-kit/rpc'
import { RuleError, type RulePath } from './rule-error.js'

/**
 * Takes fault rules as they come from outside.
 * @throws RuleError naming what is wrong by its path, such as `faults[2].do`
 */
export function checkFaults(value: unknown): readonly FaultRule[] {
  try {
    return checkFaultRules(value, 'faults')
  } catch (error) {
    throw placed(error as Error)
  }
}

/** rpc names the place in its message. */
function placed({ message }: Error): RuleError {
  const [place = 'faults'] = /^\w+(?:\[\d+\]|\.\w+)*/.exec(message) ?? []
  const path: RulePath = [...place.matchAll(/\[(\d+)\]|\w+/g)].map(([name, index]) => (index === undefined ? name : Number(index)))
  return new RuleError(path, message.slice(place.length).trim())
}
