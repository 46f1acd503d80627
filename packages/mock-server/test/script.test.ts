import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadFaults, loadScript } from '../src/script/load-script.js'
import { codeOf, mock, station16 } from './support/bench.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-server-'))
  return () => rm(folder, { recursive: true })
})

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('a script in YAML', () => {
  it('is a list of rules, or rules and faults', async () => {
    const list = await file('list.yaml', '- when: { action: Heartbeat, version: 1.6 }\n  then: { silence: true }\n')
    expect(await loadScript(list)).toEqual({ rules: [{ when: { action: 'Heartbeat', version: '1.6' }, then: { silence: true } }] })
    const both = await file('both.yml', 'rules:\n- then: { delayMs: 5 }\nfaults:\n- { do: drop }\n')
    expect(await loadScript(both)).toEqual({ rules: [{ then: { delayMs: 5 } }], faults: [{ do: 'drop' }] })
  })

  it.each([
    ['- when:\n    action: Heartbeat\n  then:\n    delayMs: soon\n', 4, 'rules[0].then.delayMs must be ms'],
    ['- when: {}\n  then: { silence: true }\n- when: {}\n  than: {}\n', 4, 'rules[1].than is not known here'],
    ['- when: {}\n  then: { silence: true }\n- when: {}\n', 3, 'rules[1].then is missing'],
    ['rules:\n  - then:\n      callError:\n        code: Oops\n', 4, 'rules[0].then.callError.code must be one of'],
    ['rules: []\n\nfaults:\n- do: drop\n- do: delay\n  ms: -1\n', 6, 'faults[1].ms must be ms'],
    ['rules: []\nrulez: []\n', 2, 'rulez is not known here'],
    ['- a: [1\n- b', 2, 'is no proper YAML'],
    ['- name: x\n  then: { silence: true }\n- name: x\n  then: { silence: true }\n', 3, 'rules[1].name is taken'],
    ['just text', 1, 'must be a list'],
    ['', 1, 'must be a list'],
  ])('that is malformed names file, line and key: %j', async (text, line, problem) => {
    const path = await file('bad.yaml', text)
    await expect(loadScript(path)).rejects.toMatchObject({
      name: 'ScriptError',
      line,
      message: expect.stringContaining(`${path}:${line}: ${problem}`),
    })
  })

  it('follows anchors to where they are used', async () => {
    const path = await file('anchor.yaml', '- when: &all\n    nth: 0\n  then: { silence: true }\n')
    await expect(loadScript(path)).rejects.toMatchObject({ line: 2 })
  })
})

describe('a script that is a module', () => {
  it('may export rules, or a function of the server, which is called again after a reset', async () => {
    const list = await file('rules.mjs', "export default [{ then: { callError: { code: 'GenericError' } } }]")
    expect((await loadScript(list)).rules).toHaveLength(1)
    const path = await file(
      'setup.mjs',
      "export default (server) => { server.putRule({ name: 'mine', then: { callError: { code: 'NotSupported' } } }) }",
    )
    const server = await mock(await loadScript(path))
    const station = await station16(server.url)
    expect(await codeOf(station.call('Heartbeat', {}))).toBe('NotSupported')
    server.reset()
    expect(await codeOf(station.call('Heartbeat', {}))).toBe('NotSupported')
  })

  it('may return rules', async () => {
    const path = await file('returns.mjs', "export default async () => [{ then: { callError: { code: 'SecurityError' } } }]")
    const server = await mock(await loadScript(path))
    expect(await codeOf((await station16(server.url)).call('Heartbeat', {}))).toBe('SecurityError')
  })

  it.each([
    ['throws.mjs', 'export default 1', 'must export a function, a list of rules'],
    ['rule.mjs', 'export default [{ then: {} }]', 'rules[0].then says nothing'],
    ['syntax.mjs', 'export default [\n', 'cannot be loaded'],
    ['import.mjs', '\nthrow new Error("not today")', 'cannot be loaded: not today'],
    ['parts.mjs', 'export default { rulez: [] }', 'rulez is not known here; there are rules, faults'],
    ['nothing.txt', '', 'ends in none of .yaml'],
  ])('that is none is refused: %s', async (name, text, problem) => {
    const path = await file(name, text)
    await expect(loadScript(path)).rejects.toMatchObject({ name: 'ScriptError', message: expect.stringContaining(problem) })
  })

  it('may be written in TypeScript, with imports of its own, on every Node', async () => {
    await file('status.ts', "export enum Status { Blocked = 'Blocked' }\nexport interface Named { readonly name: string }\n")
    const text = `import { type Named, Status } from './status.js'
interface Mine extends Named { readonly then: object }
const rule: Mine = { name: 'typed' satisfies string, then: { answer: { idTagInfo: { status: Status.Blocked } } } }
export default [await Promise.resolve(rule)]
`
    for (const name of ['typed.ts', 'typed.mts']) {
      expect(await loadScript(await file(name, text))).toEqual({
        rules: [{ name: 'typed', then: { answer: { idTagInfo: { status: 'Blocked' } } } }],
      })
    }
  })

  it.each([
    ['syntax.ts', 'const one: number = 1\n\nexport default [\n  { then: }\n]\n', 4, 'cannot be loaded: Unexpected token'],
    ['throws.ts', 'interface One {\n  a: string\n}\nthrow new Error("not today")\n', 4, 'cannot be loaded: not today'],
    ['setup.ts', 'interface One {\n  a: string\n}\nexport default () => {\n  throw new Error("no")\n}\n', 5, 'no'],
    ['rule.ts', 'export default [\n  { then: { silence: true } },\n  { when: {},\n    than: {} },\n]\n', 4, 'rules[1].than is not known'],
    ['then.mjs', 'export default [\n  { then: { silence: true } },\n  { then: {} },\n]\n', 3, 'rules[1].then says nothing'],
    ['fault.mjs', 'export default { faults: [\n  { do: "drop" },\n  { do: "delay",\n    "ms": -1 },\n] }\n', 4, 'faults[1].ms must be ms'],
    [
      'put.mjs',
      'export default (server) => {\n  server.putRule({ when: { action: "Heartbeet" }, then: { silence: true } })\n}\n',
      2,
      'rule.when.action',
    ],
  ])('that is malformed names file, line and key: %s', async (name, text, line, problem) => {
    const path = await file(name, text)
    const start = async () => mock(await loadScript(path))
    await expect(start()).rejects.toMatchObject({ line, message: expect.stringContaining(`${path}:${line}: ${problem}`) })
  })

  it('that fails in its function keeps the server from starting', async () => {
    const path = await file('fails.mjs', 'export default () => { throw new Error("no") }')
    const script = await loadScript(path)
    await expect(mock(script)).rejects.toMatchObject({ name: 'ScriptError', line: 1, message: `${path}:1: no` })
  })
})

it('fault rules come from a list, or from faults', async () => {
  expect(await loadFaults(await file('faults.json', '[{ "do": "drop" }]'))).toEqual([{ do: 'drop' }])
  expect(await loadFaults(await file('faults.yaml', 'faults:\n- do: close\n'))).toEqual([{ do: 'close' }])
  const bad = await file('bad-faults.yaml', '- do: drop\n- do: vanish\n')
  await expect(loadFaults(bad)).rejects.toMatchObject({ message: expect.stringContaining(`${bad}:2: faults[1].do must be one of drop`) })
  await expect(loadFaults(join(folder, 'none.yaml'))).rejects.toThrow(/cannot be read: ENOENT/)
})
