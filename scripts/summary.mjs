/**
 * Adds up the vitest reports of the packages and of the root. Uses nothing but Node, so that the sum can be printed
 * even where the install failed.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * One vitest run. `problem` says what is wrong beyond the failed tests: no report, or files that did not even load.
 * @typedef {{ name: string, passed: number, failed: number, skipped: string[], problem?: string }} Suite
 */

const skippedFolders = new Set(['node_modules', 'dist', 'generated', 'reports', '.turbo', 'fixtures'])

/** Before a run: a report that is there afterwards is then of that run. @param {string} root */
export function removeReports(root) {
  for (const directory of suiteFolders(root)) rmSync(join(directory, 'reports'), { recursive: true, force: true })
}

/** @param {string} root @returns {Suite[]} */
export function readSuites(root) {
  return suiteFolders(root).flatMap((directory) => {
    const name = relative(root, directory) || 'root'
    const reports = join(directory, 'reports')
    const files = existsSync(reports) ? readdirSync(reports).filter((file) => file.endsWith('.json')) : []
    if (!files.includes('vitest.json')) return [missing(name)]
    return files.map((file) => readReport(file === 'vitest.json' ? name : `${name} (${file.replace('.json', '')})`, join(reports, file)))
  })
}

/** Whether all is well. @param {string} root */
export function printSummary(root) {
  const suites = readSuites(root)
  const width = Math.max(...suites.map(({ name }) => name.length), 5)
  console.log()
  for (const { name, passed, failed, skipped, problem } of suites) {
    console.log(
      `${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(3)} failed  ${String(skipped.length).padStart(3)} skipped${problem ? `  ${problem}` : ''}`,
    )
  }
  for (const { name, skipped } of suites) for (const test of skipped) console.log(`skipped in ${name}: ${test}`)
  return suites.every(({ failed }) => failed === 0)
}

/** @param {string} name @returns {Suite} */
function missing(name) {
  return { name, passed: 0, failed: 1, skipped: [], problem: 'has tests but left no report' }
}

/** @param {string} name @param {string} file @returns {Suite} */
function readReport(name, file) {
  /** @type {{ success: boolean, numPassedTests: number, numFailedTests: number, testResults: { status: string, message: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const skipped = tests.filter(({ status }) => ['skipped', 'pending', 'todo', 'disabled'].includes(status)).map(({ fullName }) => fullName)
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const unexplained = !report.success && report.numFailedTests + broken === 0 ? 1 : 0
  return {
    name,
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken + unexplained,
    skipped,
    ...(broken > 0 ? { problem: `${broken} files did not load` } : unexplained ? { problem: 'errors outside the tests' } : {}),
  }
}

/** The root and every package or app with a test script or a test file. @param {string} root */
function suiteFolders(root) {
  const directories = ['packages', 'apps'].flatMap((group) =>
    existsSync(join(root, group)) ? readdirSync(join(root, group)).map((name) => join(root, group, name)) : [],
  )
  return [root, ...directories.filter(hasTests)]
}

/** @param {string} directory */
function hasTests(directory) {
  const manifest = join(directory, 'package.json')
  if (!existsSync(manifest)) return false
  return Boolean(JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test) || hasTestFile(directory)
}

/** @param {string} directory @returns {boolean} */
function hasTestFile(directory) {
  return readdirSync(directory, { withFileTypes: true }).some((entry) =>
    entry.isDirectory()
      ? !skippedFolders.has(entry.name) && hasTestFile(join(directory, entry.name))
      : /\.test(-d)?\.tsx?$/.test(entry.name),
  )
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const suites = readSuites(resolve(import.meta.dirname, '..'))
  const sum = (/** @type {'passed' | 'failed'} */ key) => suites.reduce((total, suite) => total + suite[key], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') === 0 ? 0 : 1
}
