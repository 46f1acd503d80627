import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSuites, removeReports } from '../scripts/summary.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'summary-'))
  write('reports/vitest.json', report({ passed: 2 }))
  write('packages/rpc/package.json', JSON.stringify({ scripts: { test: 'vitest run' } }))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

test('adds up what each suite reports, the root’s second report too', () => {
  write('packages/rpc/reports/vitest.json', report({ passed: 3, failed: 1, skipped: 1 }))
  write('reports/packed.json', report({ passed: 4 }))
  expect(readSuites(root)).toEqual([
    { name: 'root (packed)', passed: 4, failed: 0, skipped: [] },
    { name: 'root', passed: 2, failed: 0, skipped: [] },
    { name: 'packages/rpc', passed: 3, failed: 1, skipped: ['skipped 0'] },
  ])
})

test('a package with tests and no report has failed', () => {
  expect(readSuites(root).at(-1)).toMatchObject({ name: 'packages/rpc', failed: 1, problem: 'has tests but left no report' })
})

test('a package with test files and no test script has failed, a package with neither has not', () => {
  write('packages/rpc/reports/vitest.json', report({ passed: 1 }))
  write('packages/csms/package.json', '{}')
  write('packages/csms/src/boot.test.ts', '')
  write('apps/bench/package.json', '{}')
  expect(readSuites(root).map(({ name, failed }) => [name, failed])).toEqual([
    ['root', 0],
    ['packages/csms', 1],
    ['packages/rpc', 0],
  ])
})

test('a file that does not load counts as a failure, and so does an error outside the tests', () => {
  write(
    'packages/rpc/reports/vitest.json',
    JSON.stringify({ ...JSON.parse(report({ passed: 1 })), success: false, testResults: [{ status: 'failed', assertionResults: [] }] }),
  )
  expect(readSuites(root).at(-1)).toMatchObject({ failed: 1, problem: '1 files did not load' })
  write('packages/rpc/reports/vitest.json', JSON.stringify({ ...JSON.parse(report({ passed: 1 })), success: false }))
  expect(readSuites(root).at(-1)).toMatchObject({ failed: 1, problem: 'errors outside the tests' })
})

test('a report of an earlier run is removed, so that it cannot stand in for this one', () => {
  write('packages/rpc/reports/vitest.json', report({ passed: 1 }))
  removeReports(root)
  expect(existsSync(join(root, 'packages/rpc/reports'))).toBe(false)
  expect(readSuites(root).map(({ failed }) => failed)).toEqual([1, 1])
})

function report({ passed = 0, failed = 0, skipped = 0 }): string {
  const tests = (status: string, count: number) => Array.from({ length: count }, (_, index) => ({ status, fullName: `${status} ${index}` }))
  return JSON.stringify({
    success: failed === 0,
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: [
      {
        status: failed === 0 ? 'passed' : 'failed',
        assertionResults: [...tests('passed', passed), ...tests('failed', failed), ...tests('skipped', skipped)],
      },
    ],
  })
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
