import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { exitCodes } from '../src/cli/run.js'
import { chargePointErrorCodes, quirkNames } from '../src/index.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

readmeSnippets(new URL('../README.md', import.meta.url))

describe('the README', () => {
  it('lists every error code', () => {
    for (const code of chargePointErrorCodes) expect(readme).toContain(`\`${code}\``)
  })

  it('lists every quirk', () => {
    for (const name of quirkNames) expect(readme).toContain(`\`${name}\``)
  })

  it('lists every exit code', () => {
    for (const code of Object.values(exitCodes)) expect(readme).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
  })
})
