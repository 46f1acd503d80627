import { readFile } from 'node:fs/promises'
import { messageOf } from '../errors.js'
import { guess } from '../guess.js'
import type { CommandPlan } from '../options.js'
import type { CliOptions, NamedCommand } from './options.js'
import { UsageError } from './usage-error.js'

/**
 * Brings `--command`, `--period` and `--param` together.
 * @throws UsageError saying what does not fit
 */
export async function commandPlans({ command, period, param }: Pick<CliOptions, 'command' | 'period' | 'param'>): Promise<CommandPlan[]> {
  if (period !== undefined && command.length === 0) throw new UsageError('--period needs a --command')
  const payloads = new Map<string, object>()
  for (const text of param) {
    const { action, value } = splitParam(text, command)
    if (payloads.has(action)) throw new UsageError(`--param is given twice for ${action}`)
    payloads.set(action, await readPayload(action, value))
  }
  return command.map(({ action, periodSeconds = period }) => ({
    action,
    ...(periodSeconds !== undefined && { periodSeconds }),
    ...(payloads.has(action) && { payload: payloads.get(action) }),
  }))
}

/** `GetVariables={…}`, or `{…}` where it is clear whose it is. */
function splitParam(text: string, commands: readonly NamedCommand[]): { readonly action: string; readonly value: string } {
  const names = [...new Set(commands.map(({ action }) => action))]
  const [, name, named] = /^(\w+)=(.*)$/s.exec(text) ?? []
  if (name === undefined) {
    const [only, ...others] = names
    if (only !== undefined && others.length === 0) return { action: only, value: text }
    throw new UsageError(
      `--param without a name needs exactly one --command, and there are ${names.length}; write --param 'GetVariables=…'`,
    )
  }
  if (names.includes(name)) return { action: name, value: named ?? '' }
  throw new UsageError(`--param is for ${name}, which is no --command${guess(name, names)}`)
}

async function readPayload(action: string, value: string): Promise<object> {
  const text = value.startsWith('@') ? await readText(action, value.slice(1)) : value
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--param of ${action} is no JSON: ${messageOf(error)}`)
  }
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload
  throw new UsageError(`--param of ${action} must be a JSON object, not ${JSON.stringify(payload).slice(0, 60)}`)
}

async function readText(action: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`--param of ${action} cannot be read: ${messageOf(error)}`)
  }
}
