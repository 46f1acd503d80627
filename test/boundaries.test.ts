import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import config from '../.dependency-cruiser.mjs'

const packages = ['ocpp16', 'ocpp201', 'ocpp21', 'rpc', 'csms', 'charge-point', 'sender', 'mock-server', 'codegen', 'testkit']

/** A workspace in small, as the arrows want it: every file here is allowed. */
const allowed: Record<string, string> = {
  'packages/ocpp16/src/index.ts': `export * from './protocol.ts'`,
  'packages/ocpp16/src/protocol.ts': 'export const ocpp16 = 1',
  'packages/ocpp16/test/protocol.test.ts': `import '@ocpp-kit/rpc'; import '@ocpp-kit/testkit'; import '../src/index.ts'`,
  'packages/rpc/src/index.ts': `export * from './peer.ts'`,
  'packages/rpc/src/peer.ts': 'export const peer = 1',
  'packages/rpc/src/ws/index.ts': `import 'ws'; import '../peer.ts'`,
  'packages/csms/src/index.ts': `export * from './csms.ts'`,
  'packages/csms/src/csms.ts': `import { peer } from '@ocpp-kit/rpc'\nexport const csms = peer`,
  'packages/csms/src/features/boot/ocpp16.ts': `import '@ocpp-kit/ocpp16'; import '../../csms.ts'`,
  'packages/csms/src/cli.ts': `import '@ocpp-kit/ocpp16'; import './index.ts'`,
  'packages/csms/test/csms.test.ts': `import '@ocpp-kit/ocpp16'; import '@ocpp-kit/charge-point'; import '../src/index.ts'`,
  'apps/demo/src/cli.ts': `import '@ocpp-kit/csms'; import '@ocpp-kit/charge-point'; import '@ocpp-kit/ocpp16'`,
}

/** One file each that a rule must catch. */
const planted: { rule: string; file: string; text: string }[] = [
  { rule: 'versions-depend-on-nothing', file: 'packages/ocpp16/src/uses-rpc.ts', text: `import '@ocpp-kit/rpc'` },
  { rule: 'versions-depend-on-nothing', file: 'packages/ocpp201/src/uses-node.ts', text: `import 'node:fs'` },
  { rule: 'versions-depend-on-nothing', file: 'packages/ocpp21/src/uses-ocpp201.ts', text: `import '@ocpp-kit/ocpp201'` },
  { rule: 'rpc-knows-no-version-and-no-product', file: 'packages/rpc/src/knows-version.ts', text: `import '@ocpp-kit/ocpp16'` },
  { rule: 'rpc-uses-ws-from-src-ws-only', file: 'packages/rpc/src/opens-socket.ts', text: `import 'ws'` },
  { rule: 'rpc-uses-ws-from-src-ws-only', file: 'packages/rpc/src/uses-listen.ts', text: `import './ws/index.ts'` },
  { rule: 'rpc-depends-on-ws-alone', file: 'packages/rpc/src/ws/uses-pg.ts', text: `import 'pg'` },
  { rule: 'products-are-siblings', file: 'packages/csms/src/uses-station.ts', text: `import '@ocpp-kit/charge-point'` },
  { rule: 'products-are-siblings', file: 'packages/sender/src/uses-mock.ts', text: `import type {} from '@ocpp-kit/mock-server'` },
  { rule: 'versions-only-from-version-files', file: 'packages/csms/src/features/boot/boot.ts', text: `import '@ocpp-kit/ocpp16'` },
  {
    rule: 'versions-only-from-version-files',
    file: 'packages/charge-point/src/options.ts',
    text: `import type {} from '@ocpp-kit/ocpp21'`,
  },
  { rule: 'private-packages-stay-at-home', file: 'packages/mock-server/src/uses-testkit.ts', text: `import '@ocpp-kit/testkit'` },
  { rule: 'packages-know-no-app', file: 'packages/csms/src/uses-demo.ts', text: `import '../../../apps/demo/src/cli.ts'` },
  { rule: 'published-entries-only', file: 'apps/demo/src/reaches-inside.ts', text: `import '../../../packages/csms/src/csms.ts'` },
  { rule: 'published-entries-only', file: 'packages/csms/src/reaches-inside.ts', text: `import '../../rpc/src/peer.ts'` },
  { rule: 'apps-are-siblings', file: 'apps/bench/src/uses-demo.ts', text: `import '../../demo/src/cli.ts'` },
  { rule: 'sources-do-not-use-tests', file: 'packages/csms/src/uses-test.ts', text: `import '../test/csms.test.ts'` },
  { rule: 'sources-do-not-use-dev-dependencies', file: 'packages/csms/src/uses-dev.ts', text: `import 'only-for-tests'` },
  { rule: 'no-cycles', file: 'packages/csms/src/cycle.ts', text: `import type {} from './cycle.ts'` },
  { rule: 'no-orphans', file: 'packages/csms/src/orphan.ts', text: 'export const orphan = 1' },
  { rule: 'nothing-unresolved', file: 'packages/csms/src/undeclared.ts', text: `import 'not-installed'` },
]

let directory: string
let violations: { rule: string; file: string }[]

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'boundaries-'))
  for (const name of packages) {
    write(`packages/${name}/package.json`, manifest(name))
    write(`packages/${name}/${name === 'testkit' ? 'src/index.ts' : 'dist/index.js'}`, 'export const peer = 1')
    link(join('packages', name), `node_modules/@ocpp-kit/${name}`)
  }
  for (const name of ['ws', 'pg', 'only-for-tests']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  for (const [file, text] of Object.entries(allowed)) write(file, text)
  const clean = await violated()
  for (const { file, text } of planted) write(file, text)
  violations = await violated()
  expect(clean, 'the tree without planted files').toEqual([])
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe('a forbidden import is caught', () => {
  for (const { rule, file } of planted) {
    test(`${rule}: ${file}`, () => {
      expect(violations).toContainEqual({ rule, file })
    })
  }
})

test('no rule catches an allowed file', () => {
  expect(violations.filter(({ file }) => file in allowed)).toEqual([])
})

test('every rule is tried', () => {
  expect(new Set(planted.map(({ rule }) => rule))).toEqual(new Set(config.forbidden?.map(({ name }) => name)))
})

async function violated(): Promise<{ rule: string; file: string }[]> {
  const { tsConfig: _, ...options } = config.options ?? {}
  const { output } = await cruise(['packages', 'apps'], { ...options, ruleSet: config, validate: true, baseDir: directory })
  return (output as ICruiseResult).summary.violations.map(({ rule, from }) => ({ rule: rule.name, file: from }))
}

function manifest(name: string): string {
  const dependencies = { ws: '*', pg: '*', ...Object.fromEntries(packages.map((other) => [`@ocpp-kit/${other}`, '*'])) }
  return JSON.stringify({
    name: `@ocpp-kit/${name}`,
    exports: name === 'testkit' ? './src/index.ts' : './dist/index.js',
    dependencies,
    devDependencies: { 'only-for-tests': '*' },
  })
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true })
  writeFileSync(join(directory, file), `${text}\n`)
}

function link(target: string, at: string): void {
  mkdirSync(dirname(join(directory, at)), { recursive: true })
  symlinkSync(join(directory, target), join(directory, at), 'dir')
}
