import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { FaultRule } from '@ocpp-kit/rpc'
import { createRuleCheck, type RuleCheck } from '../rules/rule-check.js'
import { readModule } from './module.js'
import { readRuleFile } from './rule-file.js'
import type { Script } from './script.js'
import { ScriptError } from './script-error.js'

const moduleEndings = ['.ts', '.mts', '.js', '.mjs']
const ruleEndings = ['.yaml', '.yml', '.json']

/**
 * Reads a script: rules in `.yaml`, `.yml` or `.json`, or a module (`.ts`, `.mts`, `.js`, `.mjs`) whose default export is a list of
 * rules, `{ rules, faults }`, or a function of the server that may return rules. Whether their actions exist is for the server to say.
 * @throws ScriptError naming file, line and key
 */
export const loadScript = (path: string): Promise<Script> => readScript(path, createRuleCheck())

/** The same for rules of which more is known. @throws ScriptError naming file, line and key */
export async function readScript(path: string, check: RuleCheck): Promise<Script> {
  const ending = extname(path)
  if (moduleEndings.includes(ending)) return readModule(path, check)
  if (ruleEndings.includes(ending)) return readRuleFile({ file: path, text: await read(path), check })
  throw new ScriptError(path, undefined, `ends in none of ${[...ruleEndings, ...moduleEndings].join(', ')}`)
}

/**
 * Reads fault rules from a YAML or JSON file: a list of them, or `faults:` with a list.
 * @throws ScriptError naming file, line and key
 */
export async function loadFaults(path: string): Promise<readonly FaultRule[]> {
  return readRuleFile({ file: path, text: await read(path), check: createRuleCheck(), listOf: 'faults' }).faults ?? []
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ScriptError(path, undefined, `cannot be read: ${(error as Error).message}`, error)
  }
}
