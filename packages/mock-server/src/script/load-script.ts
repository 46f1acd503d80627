import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { FaultRule } from '@ocpp-kit/rpc'
import { readModule } from './module.js'
import { readRuleFile } from './rule-file.js'
import type { Script } from './script.js'
import { ScriptError } from './script-error.js'

const moduleEndings = ['.ts', '.mts', '.js', '.mjs']
const ruleEndings = ['.yaml', '.yml', '.json']

/**
 * Reads a script: rules in `.yaml`, `.yml` or `.json`, or a module (`.mjs`, `.js`, and `.ts` where this Node can load it) whose
 * default export is a list of rules, `{ rules, faults }`, or a function of the server that may return rules.
 * @throws ScriptError naming file, line and key
 */
export async function loadScript(path: string): Promise<Script> {
  const ending = extname(path)
  if (moduleEndings.includes(ending)) return readModule(path)
  if (ruleEndings.includes(ending)) return readRuleFile(path, await read(path))
  throw new ScriptError(path, undefined, `ends in none of ${[...ruleEndings, ...moduleEndings].join(', ')}`)
}

/**
 * Reads fault rules from a YAML or JSON file: a list of them, or `faults:` with a list.
 * @throws ScriptError naming file, line and key
 */
export async function loadFaults(path: string): Promise<readonly FaultRule[]> {
  return readRuleFile(path, await read(path), 'faults').faults ?? []
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ScriptError(path, undefined, `cannot be read: ${(error as Error).message}`, error)
  }
}
