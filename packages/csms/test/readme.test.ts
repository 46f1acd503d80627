import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { exitCodes } from '../src/cli/exit-codes.js'
import { csmsErrorCodes } from '../src/index.js'

const readme = new URL('../README.md', import.meta.url)

readmeSnippets(readme)

it('the README lists every error code and every exit code', () => {
  const text = readFileSync(readme, 'utf8')
  for (const code of csmsErrorCodes) expect(text).toMatch(new RegExp(`^\\| \`${code}\` +\\|`, 'm'))
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
})
