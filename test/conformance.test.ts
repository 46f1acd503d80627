import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Row {
  readonly id: string
  readonly covered: string
}

const rows: readonly Row[] = readFileSync(join(root, 'docs/conformance.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| (TC_[A-P]_\d+) \|.*\| ([^|]+) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, id = '', covered = '']) => ({ id, covered: covered.trim() }))

const testFiles = ['packages/charge-point/src', 'packages/charge-point/test', 'apps/interop/test']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.test.ts'))
const tested = new Set(testFiles.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/TC_[A-P]_\d+(?!\d|_CSMS)/g) ?? []))

describe('the page about conformance', () => {
  it('says of each case of the specification whether it is covered, and once', () => {
    expect(rows.length).toBe(424)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    const unclear = rows.filter(({ covered }) => !/^(yes|not yet|no: .+)$/.test(covered))
    expect(unclear).toEqual([])
  })

  it('calls a case covered exactly where a test carries its id', () => {
    const claimed = rows.filter(({ covered }) => covered === 'yes').map(({ id }) => id)
    expect(claimed.filter((id) => !tested.has(id))).toEqual([])
    const known = new Set(rows.map(({ id }) => id))
    expect([...tested].filter((id) => known.has(id) && !claimed.includes(id)).sort()).toEqual([])
  })
})
