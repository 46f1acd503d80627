import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp21 } from '@ocpp-kit/ocpp21'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import type { Protocol } from '@ocpp-kit/rpc'
import { type Listener, listen } from '@ocpp-kit/rpc/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'
import { exitCodes } from '../src/cli/exit-codes.js'
import { createGenerator, type Generator, type ProtocolWithSchema } from '../src/index.js'
import { run } from './run.js'

const readme = new URL('../README.md', import.meta.url)
const text = readFileSync(readme, 'utf8')

readmeSnippets(readme)

it('the README lists every exit code', () => {
  for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
})

const versions = [ocpp16, ocpp201, ocpp21]

/** A csms of all versions that gives a generated answer, accepts one card, and asks for something after a boot. */
async function serve(): Promise<Listener<Protocol>> {
  const generators = new Map<string, Generator>()
  for (const version of versions) generators.set(version.version, (await createGenerator<ProtocolWithSchema>(version)) as Generator)
  return listen<Protocol>({
    versions,
    port: 0,
    closeTimeoutMs: 200,
    fallback: (_request, message) => {
      const { version, action, station } = message
      if (action === 'BootNotification')
        message.afterAnswer(() => void station.callUntyped('TriggerMessage', { requestedMessage: 'Heartbeat' }).catch(() => {}))
      return generators.get(version)?.(action, 'response', { now: new Date(), optional: true }) as unknown as object
    },
  })
}

let csms: Listener<Protocol>
let folder: string
beforeAll(async () => {
  csms = await serve()
  folder = await mkdtemp(join(tmpdir(), 'ocpp-sender-readme-'))
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? []
  await writeFile(join(folder, 'steps.yaml'), yaml)
})
afterAll(async () => {
  await csms.close()
  await rm(folder, { recursive: true })
})

/** The words of a line of shell; quotes are single ones, and may stand behind an equals sign. */
const wordsOf = (line: string): string[] => [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''))

const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, fence = '']) => fence.split('\n'))
  .filter((line) => line.startsWith('ocpp-sender'))
  .map((line) => line.replace(/ +# .*$/, ''))

describe('README', () => {
  it('shows commands', () => expect(commands).toHaveLength(8))

  it.each(commands)('%s', async (line) => {
    const [, ...args] = wordsOf(line)
    const here = args.map((word) =>
      word
        .replace('ws://127.0.0.1:9000', csms.url)
        .replace('=steps.yaml', `=${join(folder, 'steps.yaml')}`)
        // As many connections, and enough messages for each.
        .replace('--repeat=20000', '--repeat=500'),
    )
    const { code, out, err } = await run(here)
    // The text that is sent as it is names no message, and is answered so.
    expect({ code, err, out }).toEqual({ code: line.includes('--raw') ? 1 : 0, err: '', out: expect.stringMatching(/./) })
  })
})
