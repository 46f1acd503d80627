import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publicPackages, root } from '../scripts/workspace.ts'

interface Manifest extends Record<string, unknown> {
  readonly scripts?: Record<string, string>
}

const read = (directory: string): Manifest => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))

const folders = ['packages', 'apps']
  .flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name)))
  .filter((folder) => existsSync(join(root, folder, 'package.json')))

describe.each(publicPackages().map(({ manifest, directory }) => ({ name: manifest.name, directory })))('$name', ({ directory }) => {
  test('says what npm and bundlers ask of it', () => {
    expect(read(directory)).toMatchObject({
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      description: expect.stringMatching(/.+/),
      engines: { node: '>=20.19' },
      files: ['dist'],
      publishConfig: { access: 'public' },
      exports: { '.': expect.anything(), './package.json': './package.json' },
    })
  })

  test('has a README, and is built, tested and checked as a tarball', () => {
    expect(existsSync(join(directory, 'README.md'))).toBe(true)
    expect(read(directory).scripts).toMatchObject({
      build: expect.anything(),
      typecheck: expect.anything(),
      test: 'vitest run',
      'test:long': expect.anything(),
      'check:package': 'tsx ../../scripts/check-package.ts',
    })
  })
})

test('a package outside packages/ is private', () => {
  const apps = folders.filter((folder) => folder.startsWith('apps'))
  expect(apps.filter((folder) => read(join(root, folder))['private'] !== true)).toEqual([])
})

describe('versions of dependencies', () => {
  const used = ['.', ...folders].flatMap((folder) => {
    const { dependencies, devDependencies, peerDependencies, optionalDependencies } = read(join(root, folder))
    const all = Object.assign({}, dependencies, devDependencies, peerDependencies, optionalDependencies)
    return Object.entries<string>(all).map(([name, range]) => ({ folder, name, range }))
  })

  test('are exact, or the catalog’s; between the packages they are workspace:^', () => {
    const inexact = used.filter(
      ({ name, range }) => !(name.startsWith('@ocpp-kit/') ? /^workspace:\^$/ : /^(catalog:|\d+\.\d+\.\d+$)/).test(range),
    )
    expect(inexact).toEqual([])
  })

  test('that two packages share come from the catalog', () => {
    const own = used.filter(({ range }) => /^\d/.test(range))
    const shared = own.filter(({ folder, name }) => used.some((other) => other.name === name && other.folder !== folder))
    expect(shared).toEqual([])
  })
})
