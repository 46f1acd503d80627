import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly 'size-limit'?: readonly SizeLimit[]
}

/** As size-limit's own configuration: the bytes of one entry, bundled without its dependencies and minified. */
export interface SizeLimit {
  readonly path: string
  readonly limit: string
}

export interface Package {
  /** The last part of the name, which is also the folder's. */
  readonly id: string
  readonly directory: string
  readonly manifest: Manifest
}

export const readManifest = (directory: string): Manifest => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))

export function publicPackages(workspace = root): readonly Package[] {
  return readdirSync(join(workspace, 'packages'))
    .map((id) => ({ id, directory: join(workspace, 'packages', id) }))
    .filter(({ directory }) => existsSync(join(directory, 'package.json')))
    .map((found) => ({ ...found, manifest: readManifest(found.directory) }))
    .filter(({ manifest }) => manifest.private !== true)
}

/** The entries that carry code: subpath → file, `./package.json` left out. */
export function entries({
  exports = {},
}: Manifest): readonly { readonly subpath: string; readonly types: string; readonly code: string }[] {
  return Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ subpath, types: target.types, code: target.default }],
  )
}

/** The packages of this workspace that a package brings along, itself first. */
export function withDependencies(start: Package, all: readonly Package[]): readonly Package[] {
  const found = new Set([start])
  for (const { manifest } of found) {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const dependency = all.find((candidate) => candidate.manifest.name === name)
      if (dependency) found.add(dependency)
    }
  }
  return [...found]
}

/** Where `check:package` leaves the tarball. */
export const tarballOf = ({ directory }: Package): string => join(directory, 'packed/package.tgz')
