import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const scripts = resolve(import.meta.dirname, '../scripts')
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'run-'))
  for (const file of ['run.mjs', 'summary.mjs']) cpSync(join(scripts, file), join(root, 'scripts', file))
  for (const folder of ['packages/rpc', 'apps', 'bin']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'packages/rpc/package.json'), '{}')
  manifest({})
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('an older Node is told which one is needed', async () => {
  manifest({ engines: { node: '>=99.1' } })
  const { code, stderr } = await run('start')
  expect(code).toBe(1)
  expect(stderr).toBe(`ocpp-kit needs Node 99.1 or newer; this is Node ${process.versions.node}. See https://nodejs.org\n`)
})

test('an unknown command explains the known ones', async () => {
  const { code, stderr } = await run('strat')
  expect(code).toBe(1)
  expect(stderr).toContain('start | test | check')
})

test('start installs with the pinned pnpm, builds, and passes arguments and exit code', async () => {
  fakeNpx()
  const { code, stdout } = await run('start', '--port', '9001')
  expect(stdout.split('\n').filter((line) => /^(npx|demo)/.test(line))).toEqual([
    expect.stringMatching(/^npx --yes pnpm@1\.2\.3 install --frozen-lockfile/),
    expect.stringMatching(/^npx --yes pnpm@1\.2\.3 exec turbo run build .*--filter=\.\/apps\/demo/),
    'demo --port 9001',
  ])
  expect(code).toBe(7)
})

test('a second start does neither, until something changed', async () => {
  fakeNpx()
  await run('start')
  expect(calls(await run('start'))).toEqual([])
  writeFileSync(join(root, 'packages/rpc/changed.ts'), '')
  expect(calls(await run('start'))).toEqual(['exec turbo run build'])
  writeFileSync(join(root, 'pnpm-lock.yaml'), 'changed: true\n')
  expect(calls(await run('start'))).toEqual(['install --frozen-lockfile', 'exec turbo run build'])
})

test('a failed install is not taken for a done one', async () => {
  fakeNpx('exit 3')
  expect(await run('start')).toMatchObject({ code: 3, stderr: expect.stringContaining('install --frozen-lockfile failed (exit code 3)') })
  fakeNpx()
  expect(calls(await run('start'))).toEqual(['install --frozen-lockfile', 'exec turbo run build'])
})

test('check takes every task of the pipeline from turbo, lint among them', async () => {
  fakeNpx()
  const tasks = calls(await run('check', '--without-tests'))
  expect(tasks).toEqual([
    'install --frozen-lockfile',
    'exec turbo run lint',
    'exec turbo run build',
    'exec turbo run typecheck',
    'exec turbo run check',
  ])
})

test('test compiles the type tests too, and runs every suite though they fail', async () => {
  fakeNpx('case "$*" in *typecheck*) exit 2;; esac')
  const outcome = await run('test')
  expect(calls(outcome)).toEqual(['install --frozen-lockfile', 'exec turbo run build', 'exec turbo run typecheck', 'exec turbo run test'])
  expect(outcome).toMatchObject({ code: 1, stdout: expect.stringContaining('── typecheck: FAILED') })
})

function manifest(overrides: object): void {
  writeFileSync(join(root, 'package.json'), JSON.stringify({ packageManager: 'pnpm@1.2.3', engines: { node: '>=20.19' }, ...overrides }))
}

/** Stands in for npx: says how it was called, and "builds" a demo that says its arguments and exits with 7. */
function fakeNpx(then = ''): void {
  const demo = join(root, 'apps/demo/dist')
  const script = `#!/bin/sh
echo "npx $*"
${then}
mkdir -p ${demo}
[ -e ${demo}/cli.js ] || echo 'console.log(["demo", ...process.argv.slice(2)].join(" ")); process.exitCode = 7' > ${demo}/cli.js
`
  writeFileSync(join(root, 'bin/npx'), script, { mode: 0o755 })
}

const calls = ({ stdout }: { stdout: string }) =>
  [...stdout.matchAll(/^npx --yes pnpm@1\.2\.3 (install --frozen-lockfile|exec turbo run \w+)/gm)].map(([, call]) => call)

function run(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']}` }
  return new Promise((done) => {
    execFile(process.execPath, [join(root, 'scripts/run.mjs'), ...parameters], { cwd: root, env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}
