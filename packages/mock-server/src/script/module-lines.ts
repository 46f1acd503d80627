import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RuleError, type RulePath } from '../rules/rule-error.js'

/** The line of a module that is to blame for what was thrown; undefined where none can be told. */
export function lineOf(error: unknown, path: string): number | undefined {
  const file = resolve(path)
  return lineInStack(error, file) ?? (error instanceof RuleError ? lineOfPath(readFileSync(file, 'utf8'), error.path) : undefined)
}

/** What a module throws has the line in its stack; a syntax error of plain JavaScript is told by `node --check` alone. */
function lineInStack(error: unknown, file: string): number | undefined {
  const { stack = '' } = error as { readonly stack?: string }
  const text = error instanceof SyntaxError ? spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr : stack
  for (const name of [pathToFileURL(file).href, file]) {
    const [, line] = text.split(name)[1]?.match(/^:(\d+)/) ?? []
    if (line !== undefined) return Number(line)
  }
  return undefined
}

/**
 * A rule that is data was not made at any line that could be asked for. So the deepest member of its path whose name stands in the
 * text once says where, or, where each rule has it, the one whose turn it is.
 */
function lineOfPath(source: string, path: RulePath): number | undefined {
  const at = path.find((part) => typeof part === 'number') ?? 0
  for (const part of [...path].reverse()) {
    const lines = typeof part === 'string' ? linesWith(source, part) : []
    if (lines.length === 1) return lines[0]
    const rules = linesWith(source, 'then').length
    if (lines.length === rules && lines[at] !== undefined) return lines[at]
  }
  return undefined
}

const linesWith = (source: string, member: string): number[] =>
  [...source.matchAll(new RegExp(`(?<![\\w$])(['"]?)${member.replace(/[^\w$]/g, '\\$&')}\\1\\s*:`, 'g'))].map(
    ({ index }) => source.slice(0, index).split('\n').length,
  )
