import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/*
 * A README's ```ts fences are programs: each is type-checked, run by plain Node against the built package, and held to what it
 * says it prints: `console.log(x) // Accepted` must print a line with "Accepted". A fence marked ```ts typecheck is not run.
 */

interface Snippet {
  readonly line: number
  readonly code: string
  readonly isRun: boolean
}

const fence = /^```ts( typecheck)?\n([\s\S]*?)^```$/gm

export function snippetsOf(markdown: string): Snippet[] {
  return [...markdown.matchAll(fence)].map(({ index, 1: mark, 2: code }) => ({
    line: markdown.slice(0, index).split('\n').length + 1,
    code: code ?? '',
    isRun: mark === undefined,
  }))
}

/** What the comments behind `console.log(…)` promise, in order. */
const promised = (code: string): string[] => [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text ?? '')

/**
 * Tests for every snippet of a README, e.g. `new URL('../README.md', import.meta.url)`. They run in a folder of the package at `home`,
 * by default the README's own, and so find what that package depends on.
 */
export function readmeSnippets(readme: URL, home: URL = new URL('./', readme)): void {
  const path = fileURLToPath(readme)
  const folder = join(fileURLToPath(home), 'reports', 'snippets')
  const snippets = snippetsOf(readFileSync(path, 'utf8'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = snippets.map(({ code, line }) => {
    const file = join(folder, `line-${line}.mts`)
    writeFileSync(file, code)
    return file
  })

  describe('README', () => {
    it('has snippets, and all of them type-check', { timeout: 60_000 }, () => {
      expect(files.length).toBeGreaterThan(0)
      expect(problemsOf(files)).toEqual([])
    })

    for (const [index, { line, code, isRun }] of snippets.entries()) {
      if (!isRun) continue
      it(`the snippet at line ${line} runs and prints what it says`, { timeout: 30_000 }, async () => {
        const printed = await run(files[index] as string, code)
        for (const text of promised(code)) expect(printed).toContain(text)
      })
    }
  })
}

function problemsOf(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const at = file === undefined || start === undefined ? '' : `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1} `
    return `${at}${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

async function run(file: string, code: string): Promise<string> {
  const script = file.replace(/\.mts$/, '.mjs')
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
  writeFileSync(script, outputText)
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 20_000, cwd: dirname(script) })
  return stdout
}
