import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readmeSnippets } from '../../../scripts/readme-snippets.ts'

const root = new URL('../../../', import.meta.url)

// The programs of the repository's own README, run where all packages are at hand.
readmeSnippets(new URL('README.md', root), new URL('../', import.meta.url))

/** The packages that ```sh fences have npx run; its options, and the versions asked for, left aside. */
const npxPackages = (markdown: string): string[] =>
  [...markdown.matchAll(/^```(?:sh|bash|shell)\n([\s\S]*?)^```$/gm)]
    .flatMap(([, code]) => [...(code ?? '').matchAll(/\bnpx +(?:-\S+ +)*(@?[^\s@]+)/g)])
    .map(([, name]) => name ?? '')

const bins = (directory: string): string[] => {
  const { bin = {} } = JSON.parse(readFileSync(new URL(`packages/${directory}/package.json`, root), 'utf8')) as { bin?: object }
  return Object.keys(bin)
}

describe('what the READMEs have npx run', () => {
  const packages = readdirSync(new URL('packages/', root)).filter((name) => existsSync(new URL(`packages/${name}/README.md`, root)))
  const readmes = ['README.md', ...packages.map((name) => `packages/${name}/README.md`)]

  it.each(readmes)('is ours: %s names no unscoped package, which anybody could publish', (path) => {
    const names = npxPackages(readFileSync(new URL(path, root), 'utf8'))
    expect(names.filter((name) => name.includes('ocpp') && !name.startsWith('@ocpp-kit/'))).toEqual([])
  })

  it('is a package with one command, which npx finds by the name of the package', () => {
    const names = new Set(readmes.flatMap((path) => npxPackages(readFileSync(new URL(path, root), 'utf8'))))
    const ours = [...names].filter((name) => name.startsWith('@ocpp-kit/'))
    expect(ours).toEqual(expect.arrayContaining(['@ocpp-kit/charge-point', '@ocpp-kit/csms']))
    for (const name of ours) expect(bins(name.replace('@ocpp-kit/', ''))).toHaveLength(1)
  })

  it('is found behind options too', () => {
    expect(npxPackages('```sh\nnpx --yes ocpp-csms@1 --port 1 && npx @ocpp-kit/csms@2\n```\n')).toEqual(['ocpp-csms', '@ocpp-kit/csms'])
  })
})
