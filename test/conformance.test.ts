import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Row {
  readonly id: string
  readonly covered: string
}

const [, stationPart = '', systemPart = ''] = readFileSync(join(root, 'docs/conformance.md'), 'utf8').split(
  /^## The (?:charging station|management system)$/m,
)

const rowsOf = (part: string): readonly Row[] =>
  part
    .split('\n')
    .map((line) => /^\| (TC_[A-P]_\d+) \|.*\| ([^|]+) \|$/.exec(line))
    .filter((match) => match !== null)
    .map(([, id = '', covered = '']) => ({ id, covered: covered.trim() }))

/** Tests in these folders, by their paths. */
const testsIn = (folders: readonly string[], isMeant: (path: string) => boolean = () => true): readonly string[] =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((path) => path.endsWith('.test.ts') && isMeant(path))

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
const idsIn = (paths: readonly string[], pattern: RegExp): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => textOf(path).match(pattern) ?? []))

/** Which end a test is of is told by its folder: here it is the csms. */
const systemTests = 'apps/interop/test/csms'

/** Each case once, and with nothing but what `form` allows. */
function expectOnce(rows: readonly Row[], count: number, form: RegExp): void {
  expect(rows.length).toBe(count)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  expect(rows.filter(({ covered }) => !form.test(covered))).toEqual([])
}

describe('the page about conformance, of the charging station', () => {
  const rows = rowsOf(stationPart)
  const folders = ['packages/charge-point/src', 'packages/charge-point/test', 'apps/interop/test']
  const tested = idsIn(
    testsIn(folders, (path) => !path.startsWith(`${systemTests}/`)),
    /TC_[A-P]_\d+(?!\d|_CSMS)/g,
  )

  it('says of each case of the specification whether it is covered, and once', () => {
    expectOnce(rows, 424, /^(yes|not yet|no: .+)$/)
  })

  it('calls a case covered exactly where a test carries its id', () => {
    const claimed = rows.filter(({ covered }) => covered === 'yes').map(({ id }) => id)
    expect(claimed.filter((id) => !tested.has(id))).toEqual([])
    const known = new Set(rows.map(({ id }) => id))
    expect([...tested].filter((id) => known.has(id) && !claimed.includes(id)).sort()).toEqual([])
  })
})

describe('the page about conformance, of the management system', () => {
  const rows = rowsOf(systemPart)
  const claims = rows.flatMap(({ id, covered }) => {
    const [, path] = /^`(.+)`$/.exec(covered) ?? []
    return path === undefined ? [] : [{ id, path }]
  })
  const paths = testsIn(['packages/csms/src', 'packages/csms/test', systemTests])
  const tested = idsIn(paths, /TC_[A-P]_\d+(?!\d|_CS\b)/g)

  it('names a test for each case of the specification, or the block that it waits for, and once', () => {
    const blocks = 'certificates|reservations|tariffs|smart charging|firmware|diagnostics|monitoring|display'
    expectOnce(rows, 250, new RegExp(`^(\`.+\\.test\\.ts\`|next: (${blocks}))$`))
  })

  it('names tests that are there and carry the id', () => {
    const wrong = claims.filter(({ id, path }) => !paths.includes(path) || !new RegExp(`${id}(_CSMS)?(?!\\d|_CS\\b)`).test(textOf(path)))
    expect(wrong).toEqual([])
  })

  it('has a test for each id that a test carries', () => {
    const claimed = new Set(claims.map(({ id }) => id))
    expect([...tested].filter((id) => !claimed.has(id)).sort()).toEqual([])
  })
})
