import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { exitCodes } from '../src/cli/run.js'
import { mockServerErrorCodes } from '../src/errors.js'
import { loadFaults, loadScript } from '../src/script/load-script.js'
import { runIn } from './support/run-cli.js'

const readme = new URL('../README.md', import.meta.url)
const text = readFileSync(readme, 'utf8')

readmeSnippets(readme)

it('the README lists every error code and every exit code', () => {
  for (const code of mockServerErrorCodes) expect(text).toMatch(new RegExp(`^\\| \`${code}\` +\\|`, 'm'))
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
})

const folder = mkdtempSync(join(tmpdir(), 'mock-server-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const [, name = '', content = ''] of text.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gm)) writeFileSync(join(folder, name), content)

/** The words of a line of shell; quotes are single ones. */
const wordsOf = (line: string): string[] => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([word, quoted]) => quoted ?? word)

const fences = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, fence]) => fence ?? '')
const lines = fences
  .flatMap((fence) => fence.split('\n'))
  .filter((line) => line.startsWith('ocpp-mock-server'))
  .map((line) => line.replace(/ +# .*$/, ''))

describe('README', () => {
  it('has rules and faults that are rules and faults', async () => {
    expect((await loadScript(join(folder, 'rules.yaml'))).rules).toHaveLength(5)
    expect(await loadFaults(join(folder, 'faults.yaml'))).toHaveLength(2)
  })

  it.each(lines)('%s', async (line) => {
    const [, ...args] = wordsOf(line)
    const server = runIn(folder, ...args, '--port', '0')
    await Promise.race([server.says(/listening on /), server.done])
    server.child.kill('SIGINT')
    expect(await server.done).toMatchObject({ code: 0, err: '' })
  })
})
