import type { Protocol, Validation } from '@ocpp-kit/rpc'
import { OptionError } from '../errors.js'
import { guess } from '../guess.js'
import type { CommandPlan, MockServerSettings } from '../options.js'
import type { MockVersion } from '../version.js'

/** @throws OptionError none of the versions has such a command, or its payload is valid in none that has it */
export async function checkCommands(
  plans: readonly CommandPlan[],
  versions: readonly MockVersion[],
  validation: MockServerSettings['validation'],
): Promise<void> {
  for (const [at, { action, payload }] of plans.entries()) {
    const having = versions.filter(({ commands }) => Object.hasOwn(commands, action))
    if (having.length === 0) throw new OptionError(`commands[${at}].action: ${unknownCommand(action, versions)}`)
    if (payload === undefined || !isEnforced(validation, action)) continue
    const problems = await Promise.all(having.map(({ protocol }) => payloadProblem(protocol, action, payload)))
    if (problems.includes(undefined)) continue
    throw new OptionError(`commands[${at}].payload is no payload of ${action}: ${problems.join('; ')}`)
  }
}

function unknownCommand(action: string, versions: readonly MockVersion[]): string {
  const spoken = versions.map(({ protocol }) => protocol.version).join(', ')
  const names = [...new Set(versions.flatMap(({ commands }) => Object.keys(commands)))]
  return `OCPP ${spoken} has no command ${JSON.stringify(action)}${guess(action, names)}`
}

/** Whether such a payload would not be sent; where only the connection can tell, it is let pass. */
function isEnforced(validation: MockServerSettings['validation'], action: string): boolean {
  if (validation === undefined) return true
  if (typeof validation !== 'object' || validation === null) return false
  const { outgoing, actions } = validation
  const own = actions?.[action]
  return ((typeof own === 'string' ? own : own?.outgoing) ?? outgoing ?? 'enforce') === 'enforce'
}

async function payloadProblem(protocol: Protocol, action: string, payload: object): Promise<string | undefined> {
  const { valid, violations }: Validation = (await protocol.describe()).validate(action, 'request', payload)
  if (valid) return undefined
  return `in OCPP ${protocol.version} ${violations.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join(', ')}`
}
