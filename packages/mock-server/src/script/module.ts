import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../errors.js'
import type { MockServer } from '../mock-server.js'
import type { RuleCheck } from '../rules/rule-check.js'
import { lineOf } from './module-lines.js'
import { checkContent, type Script } from './script.js'
import { ScriptError } from './script-error.js'

type SetUp = (server: MockServer) => unknown

/**
 * Loads a script that is a module.
 * @throws ScriptError naming the file and what is wrong with it
 */
export async function readModule(path: string, check: RuleCheck): Promise<Script> {
  const { default: exported } = await load(path)
  if (typeof exported === 'function') return { setup: (server) => setUp(exported as SetUp, server, path, check) }
  if (typeof exported !== 'object' || exported === null)
    throw new ScriptError(path, undefined, 'must export a function, a list of rules or { rules, faults } as its default')
  try {
    return checkContent(exported, check)
  } catch (error) {
    throw new ScriptError(path, lineOf(error, path), messageOf(error), error)
  }
}

async function setUp(run: SetUp, server: MockServer, path: string, check: RuleCheck): Promise<void> {
  try {
    const returned = await run(server)
    if (returned !== undefined) for (const rule of check.all(returned)) server.putRule(rule)
  } catch (error) {
    throw new ScriptError(path, lineOf(error, path), messageOf(error), error)
  }
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    const isTypeScript = ['.ts', '.mts'].includes(extname(path))
    return await (isTypeScript ? importTypeScript(resolve(path)) : import(pathToFileURL(resolve(path)).href))
  } catch (error) {
    // The compiler names file and line in its message once more.
    const [problem = ''] = messageOf(error).split('\n')
    throw new ScriptError(path, lineOf(error, path), `cannot be loaded: ${problem.replace(/^ParseError: /, '').trim()}`, error)
  }
}

/** Compiled here on every Node, so that a script means the same on one that strips types (22.18 and later) and on one that does not. */
async function importTypeScript(file: string): Promise<{ readonly default?: unknown }> {
  const { createJiti } = await import('jiti')
  return createJiti(pathToFileURL(file).href, { fsCache: false, moduleCache: false, interopDefault: false }).import(file)
}
