/**
 * A changed API report comes with a changeset that names the package. What counts is the difference to where this work
 * began: the merge base with origin/main, else the last release, else the empty repository.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publicPackages, root } from './workspace.ts'

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Names of packages whose API changed without a word to their users. */
export function silentApiChanges(workspace: string): readonly string[] {
  const announced = new Set<string>()
  const changed = new Set<string>()
  for (const { id, manifest } of publicPackages(workspace)) {
    const base = baseOf(workspace, manifest.name)
    const files = changedSince(workspace, base)
    if (files.includes(`api-reports/${id}.api.md`)) changed.add(manifest.name)
    if (files.some((file) => isChangesetFor(workspace, file, manifest.name))) announced.add(manifest.name)
    // The release itself consumes the changesets: the version is then ahead of the base.
    if (versionAt(workspace, base, id) !== undefined && versionAt(workspace, base, id) !== manifest.version) announced.add(manifest.name)
  }
  return [...changed].filter((name) => !announced.has(name))
}

function baseOf(workspace: string, name: string): string {
  const head = git(workspace, 'rev-parse', 'HEAD')
  const fork = git(workspace, 'merge-base', 'HEAD', process.env['CHANGESET_BASE'] || 'origin/main')
  if (fork && fork !== head) return fork
  return git(workspace, 'describe', '--tags', '--abbrev=0', '--match', `${name}@*`) || emptyTree
}

/** Committed or not. */
function changedSince(workspace: string, base: string): readonly string[] {
  const paths = ['--', 'api-reports', '.changeset']
  const tracked = git(workspace, 'diff', '--name-only', '--no-renames', base, ...paths)
  const untracked = git(workspace, 'ls-files', '--others', '--exclude-standard', ...paths)
  return `${tracked}\n${untracked}`.split('\n').filter(Boolean)
}

function isChangesetFor(workspace: string, file: string, name: string): boolean {
  if (!/^\.changeset\/.*\.md$/.test(file) || basename(file) === 'README.md' || !existsSync(join(workspace, file))) return false
  const frontMatter = readFileSync(join(workspace, file), 'utf8').split(/^---$/m)[1] ?? ''
  return new RegExp(`^["']?${name}["']?:\\s*(patch|minor|major)\\s*$`, 'm').test(frontMatter)
}

function versionAt(workspace: string, base: string, id: string): string | undefined {
  const text = git(workspace, 'show', `${base}:packages/${id}/package.json`)
  return text === '' ? undefined : JSON.parse(text).version
}

/** What git prints, or nothing where it has no answer. */
function git(workspace: string, ...parameters: string[]): string {
  try {
    return execFileSync('git', parameters, { cwd: workspace, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return ''
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const silent = silentApiChanges(root)
  for (const name of silent) console.error(`The public API of ${name} changed, and no changeset says so: run pnpm changeset`)
  if (silent.length > 0) process.exitCode = 1
  else console.log('Every change of a public API is announced by a changeset')
}
