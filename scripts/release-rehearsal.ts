/**
 * A release without its last step, in a temporary clone: `changeset version`, then `pnpm publish --dry-run` of every
 * package. Shows on any day that the changesets apply and that what would be published can be packed.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { publicPackages, root } from './workspace.ts'

const clone = mkdtempSync(join(tmpdir(), 'release-'))
const inside = (program: string, ...parameters: string[]): string =>
  execFileSync(program, parameters, { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 })

try {
  copyWorkTree()
  const before = publicPackages(clone)
  inside(join(root, 'node_modules/.bin/changeset'), 'version')
  // The ranges between packages are read from what is linked into node_modules.
  inside('pnpm', 'install', '--frozen-lockfile', '--offline', '--ignore-scripts', '--reporter=silent')
  const after = publicPackages(clone)
  process.stdout.write(inside('pnpm', '--recursive', 'publish', '--dry-run', '--no-git-checks'))

  const pending = after.filter(({ id, manifest }) => manifest.version !== before.find((old) => old.id === id)?.manifest.version)
  for (const { id, directory, manifest } of pending) {
    const changelog = readFileSync(join(directory, 'CHANGELOG.md'), 'utf8')
    if (!changelog.includes(`## ${manifest.version}`)) throw new Error(`packages/${id}/CHANGELOG.md does not tell of ${manifest.version}`)
    console.log(`${manifest.name} would be released as ${manifest.version}`)
  }
  console.log(`${pending.length} of ${after.length} packages would be released`)
} finally {
  rmSync(clone, { recursive: true, force: true })
}

/** What git knows, as it is in the work tree, with the builds: no need to build twice. */
function copyWorkTree(): void {
  execFileSync('git', ['clone', '--quiet', '--no-checkout', root, clone])
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  const builds = publicPackages().map(({ directory }) => relative(root, join(directory, 'dist')))
  for (const path of [...files.split('\0').filter(Boolean), ...builds]) {
    if (!existsSync(join(root, path))) continue
    mkdirSync(join(clone, path, '..'), { recursive: true })
    cpSync(join(root, path), join(clone, path), { recursive: true })
  }
}
