import { readFileSync } from 'node:fs'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { exitCodes } from '../src/cli/exit-codes.js'
import { parseSequence } from '../src/index.js'

const readme = new URL('../README.md', import.meta.url)
const text = readFileSync(readme, 'utf8')

readmeSnippets(readme)

it('the README lists every exit code', () => {
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
})

it('the sequence of the README is one', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? []
  expect(parseSequence(yaml, ocpp16).steps).toHaveLength(6)
})
