/**
 * The repository's commands: `npm start`, `npm test` and `pnpm check`. Everything they need is fetched, installed and
 * built from here, so a machine with git, Node and npm is enough. Uses nothing but Node, since it runs before the install.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printSummary, removeReports } from './summary.mjs'

/** @typedef {{ name: string, run: () => Promise<void> }} Step */

const root = resolve(import.meta.dirname ?? '.', '..')
/** @type {{ packageManager: string, engines: { node: string } }} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const stamps = join(root, 'node_modules/.ocpp-kit')
const demo = join(root, 'apps/demo/dist/cli.js')

const [command = 'help', ...args] = process.argv.slice(2)

class StepFailed extends Error {
  /** @param {string} what @param {number} exitCode */
  constructor(what, exitCode) {
    super(`${what} failed (exit code ${exitCode})`)
    this.exitCode = exitCode
  }
}

checkNode()
// Started by `npx -p <package>`, as with another Node: an npx of ours would look for its command in that package.
delete process.env['npm_config_package']
process.env['TURBO_TELEMETRY_DISABLED'] ??= '1'
process.env['TURBO_NO_UPDATE_NOTIFIER'] ??= '1'

/** @type {Record<string, () => Promise<void>>} */
const commands = {
  start: async () => {
    await install()
    await build()
    await startDemo()
  },
  test: async () => {
    await install()
    await runSteps(testSteps())
  },
  check: async () => {
    await install()
    await runSteps(args.includes('--without-tests') ? gateSteps() : [...gateSteps(), ...testSteps()])
  },
}

try {
  const run = commands[command]
  if (!run) throw new Error(`usage: node scripts/run.mjs ${Object.keys(commands).join(' | ')}`)
  await run()
} catch (error) {
  if (!(error instanceof Error)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = error instanceof StepFailed ? error.exitCode : 1
}

function checkNode() {
  const [needMajor = 0, needMinor = 0] = (/\d+(\.\d+)*/.exec(manifest.engines.node)?.[0] ?? '').split('.').map(Number)
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return
  console.error(`ocpp-kit needs Node ${needMajor}.${needMinor} or newer; this is Node ${process.versions.node}. See https://nodejs.org`)
  process.exit(1)
}

async function install() {
  const inputs = fingerprint([
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...workspaces().map((directory) => join(directory, 'package.json')),
  ])
  if (readStamp('install') === inputs) return
  console.log(`Installing dependencies with ${manifest.packageManager} …`)
  await pnpm('install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn', '--config.confirm-modules-purge=false')
  writeStamp('install', inputs)
}

/** What the demo needs. turbo knows best what is stale; the stamp only saves asking when no file has moved since it last answered. */
async function build() {
  const state = () => fingerprint(['schemas', 'tsconfig.base.json', 'tsup.base.ts', 'turbo.json', 'pnpm-lock.yaml', ...workspaces()])
  if (existsSync(demo) && readStamp('build') === state()) return
  console.log('Building …')
  await turbo('build', '--filter=./apps/demo', '--output-logs=errors-only')
  writeStamp('build', state())
}

/** In this process, so that Ctrl-C and the exit code are the demo's own. */
async function startDemo() {
  process.argv = [process.execPath, demo, ...args]
  await import(pathToFileURL(demo).href)
}

/** @returns {Step[]} */
function testSteps() {
  return [
    { name: 'build', run: () => turbo('build') },
    // The type tests are among what it compiles. turbo remembers: the gate's own step then only asks.
    { name: 'typecheck', run: () => turbo('typecheck') },
    {
      name: 'test',
      run: async () => {
        removeReports(root)
        await inOrder(
          () => turbo('test', '--concurrency=1', '--continue'),
          () => pnpm('exec', 'vitest', 'run'),
          async () => {
            if (!printSummary(root)) throw new StepFailed('the tests', 1)
          },
        )
      },
    },
  ]
}

/** What `pnpm check` does besides the tests. @returns {Step[]} */
function gateSteps() {
  return [
    { name: 'lint', run: () => turbo('lint', ...(process.stdout.isTTY ? [] : ['--', '--colors=off'])) },
    { name: 'build', run: () => turbo('build') },
    {
      name: 'typecheck',
      run: () =>
        inOrder(
          () => turbo('typecheck'),
          () => pnpm('exec', 'tsc', '-p', 'tsconfig.json'),
        ),
    },
    { name: 'boundaries', run: () => pnpm('run', 'boundaries') },
    { name: 'unused', run: () => pnpm('run', 'unused') },
    { name: 'packages', run: () => turbo('check:package', '--continue') },
    { name: 'packed packages', run: () => pnpm('exec', 'vitest', 'run', '--config', 'vitest.packed.config.ts') },
    { name: 'changesets', run: () => pnpm('run', 'changesets:check') },
    { name: 'release rehearsal', run: () => pnpm('run', 'release:rehearsal') },
  ]
}

/** Runs every step even if an earlier one failed, so that one run shows all there is to mend. @param {Step[]} steps */
async function runSteps(steps) {
  /** @type {string[]} */
  const failed = []
  for (const { name, run } of steps) {
    const started = Date.now()
    console.log(`\n── ${name}`)
    try {
      await run()
      console.log(`── ${name}: ${seconds(started)}`)
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error
      console.log(`── ${name}: FAILED after ${seconds(started)}: ${error.message}`)
      failed.push(name)
      if (name === 'build') break
    }
  }
  if (failed.length > 0) throw new StepFailed(failed.join(', '), 1)
}

/** Runs all, then fails if any failed. @param {(() => Promise<void>)[]} tasks */
async function inOrder(...tasks) {
  /** @type {StepFailed[]} */
  const failures = []
  for (const task of tasks) {
    try {
      await task()
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new StepFailed(failures.map(({ message }) => message).join('; '), 1)
}

/** turbo runs the pnpm it finds on PATH; coming from pnpm puts the pinned one there. @param {string} task @param {...string} options */
function turbo(task, ...options) {
  const logs = options.some((option) => option.startsWith('--output-logs')) ? [] : ['--output-logs=new-only']
  return pnpm('exec', 'turbo', 'run', task, '--ui=stream', '--log-order=grouped', ...logs, ...options)
}

/** @param {...string} parameters */
function pnpm(...parameters) {
  const runsUnderPnpm = process.env['npm_config_user_agent']?.startsWith('pnpm/')
  return runsUnderPnpm ? execute('pnpm', parameters) : execute('npx', ['--yes', manifest.packageManager, ...parameters])
}

/** @param {string} program @param {string[]} parameters @returns {Promise<void>} */
function execute(program, parameters) {
  return new Promise((done, fail) => {
    // The terminal gives Ctrl-C to the whole group: leave it to the child to end, then end with it.
    const ignore = () => undefined
    process.on('SIGINT', ignore)
    const child = spawn(program, parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
    const what = parameters.filter((parameter) => !['--yes', 'exec', 'run', manifest.packageManager].includes(parameter))
    child.on('error', fail)
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore)
      if (signal === 'SIGINT' || code === 130) process.exit(130)
      if (code === 0) done()
      else fail(new StepFailed(what.slice(0, 2).join(' '), code ?? 1))
    })
  })
}

function workspaces() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((directory) => existsSync(join(root, directory, 'package.json'))),
  )
}

/** Names, sizes and times of all files below the paths, sources and build alike. @param {string[]} paths */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version)
  const skipped = new Set(['node_modules', '.turbo', 'reports', 'packed', 'coverage'])
  /** @param {string} path */
  const visit = (path) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat?.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) if (!skipped.has(name)) visit(join(path, name))
    } else hash.update(`${path} ${stat?.size} ${stat?.mtimeMs}\n`)
  }
  paths.forEach(visit)
  return hash.digest('hex')
}

/** @param {string} name */
function readStamp(name) {
  const file = join(stamps, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** @param {string} name @param {string} value */
function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}

/** @param {number} started */
function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}
