import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkFaultRules, type FaultRule } from '@ocpp-kit/rpc'
import { messageOf } from '../errors.js'
import type { MockServer } from '../mock-server.js'
import type { Rule } from '../rules/rule.js'
import { checkRules } from '../rules/rule-check.js'
import type { Script } from './script.js'
import { ScriptError } from './script-error.js'

/**
 * Loads a script that is a module.
 * @throws ScriptError naming the file and what is wrong with it
 */
export async function readModule(path: string): Promise<Script> {
  const { default: exported } = await load(path)
  try {
    if (typeof exported === 'function') return { setup: (server) => setUp(exported as SetUp, server, path) }
    if (Array.isArray(exported)) return { rules: checkRules(exported) }
    if (typeof exported === 'object' && exported !== null) return readParts(exported)
  } catch (error) {
    throw new ScriptError(path, undefined, messageOf(error), error)
  }
  throw new ScriptError(path, undefined, 'must export a function, a list of rules or { rules, faults } as its default')
}

type SetUp = (server: MockServer) => unknown

function readParts({ rules, faults }: { readonly rules?: unknown; readonly faults?: unknown }): Script {
  return {
    ...(rules !== undefined && { rules: checkRules(rules) as readonly Rule[] }),
    ...(faults !== undefined && { faults: checkFaultRules(faults, 'faults') as readonly FaultRule[] }),
  }
}

async function setUp(run: SetUp, server: MockServer, path: string): Promise<void> {
  try {
    const returned = await run(server)
    if (returned !== undefined) for (const rule of checkRules(returned)) server.putRule(rule)
  } catch (error) {
    throw new ScriptError(path, undefined, messageOf(error), error)
  }
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      const ways = 'use Node 22.18 or later, compile it to .mjs, or load it with tsx: NODE_OPTIONS="--import tsx"'
      throw new ScriptError(path, undefined, `Node ${process.version} cannot load TypeScript by itself; ${ways}`, error)
    }
    throw new ScriptError(path, lineOf(error, path), `cannot be loaded: ${messageOf(error)}`, error)
  }
}

/** The line of the script that is to blame: what it threw has it in its stack, a syntax error tells only `node --check`. */
function lineOf(error: unknown, path: string): number | undefined {
  const file = resolve(path)
  const { stack = '' } = error as { readonly stack?: string }
  const text = error instanceof SyntaxError ? spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr : stack
  for (const name of [pathToFileURL(file).href, file]) {
    const [, line] = text.split(name)[1]?.match(/^:(\d+)/) ?? []
    if (line !== undefined) return Number(line)
  }
  return undefined
}
