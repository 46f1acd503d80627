import type { FaultRule } from '@ocpp-kit/rpc'
import type { MockServer } from '../mock-server.js'
import { checkFaults } from '../rules/fault-check.js'
import type { Rule } from '../rules/rule.js'
import type { RuleCheck } from '../rules/rule-check.js'
import { RuleError } from '../rules/rule-error.js'

/** What a script asks for; may be spread into the options of a server. */
export interface Script {
  readonly rules?: readonly Rule[]
  readonly faults?: readonly FaultRule[]
  /** Called with the server at the start and after each reset. */
  readonly setup?: (server: MockServer) => unknown
}

const parts: readonly string[] = ['rules', 'faults']

/**
 * Takes what a script holds beside functions. A bare list is one of rules, or of whatever `listOf` says.
 * @throws RuleError naming what is wrong by its path
 */
export function checkContent(content: unknown, check: RuleCheck, listOf: 'rules' | 'faults' = 'rules'): Script {
  const given: unknown = Array.isArray(content) ? { [listOf]: content } : content
  if (typeof given !== 'object' || given === null) throw new RuleError([], `must be a list, or have ${parts.join(' or ')}`)
  for (const name of Object.keys(given)) {
    if (!parts.includes(name)) throw new RuleError([name], `is not known here; there are ${parts.join(', ')}`)
  }
  const { rules, faults } = given as { readonly rules?: unknown; readonly faults?: unknown }
  return {
    ...(rules !== undefined && { rules: check.all(rules) }),
    ...(faults !== undefined && { faults: checkFaults(faults) }),
  }
}
