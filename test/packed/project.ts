import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Package, tarballOf } from '../../scripts/workspace.ts'

const execute = promisify(execFile)

/** An empty npm project outside the workspace, as a user's would be. */
export interface Project {
  readonly directory: string
  /** `npm install` of exactly these tarballs; returns once node_modules is there. */
  install(tarballs: Readonly<Record<string, string>>, options?: InstallOptions): Promise<void>
  /** Writes a file and runs it with Node; returns what it printed. */
  run(file: string, source: string): Promise<string>
  execute(program: string, ...parameters: string[]): Promise<string>
  remove(): void
}

export interface InstallOptions {
  /** What a dependency of a tarball resolves to, since nothing here is in a registry. */
  readonly overrides?: Readonly<Record<string, string>>
  /** Nothing is hoisted: a package finds only what it declares. */
  readonly nested?: boolean
}

export function createProject(): Project {
  const directory = mkdtempSync(join(tmpdir(), 'packed-'))
  const inside = async (program: string, parameters: readonly string[]) => {
    const { stdout } = await execute(program, parameters, { cwd: directory, maxBuffer: 2 ** 26, shell: process.platform === 'win32' })
    return stdout
  }
  return {
    directory,
    async install(tarballs, { overrides = {}, nested = false } = {}) {
      const manifest = {
        name: 'user-project',
        version: '1.0.0',
        private: true,
        dependencies: asFiles(tarballs),
        overrides: asFiles(overrides),
      }
      writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest, null, 2))
      const quick = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
      await inside('npm', ['install', ...quick, ...(nested ? ['--install-strategy=nested'] : [])])
    },
    async run(file, source) {
      writeFileSync(join(directory, file), source)
      return inside(process.execPath, [file])
    },
    execute: (program, ...parameters) => inside(program, parameters),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** @throws if `check:package` has not packed it yet */
export function packed(item: Package): string {
  const tarball = tarballOf(item)
  if (!existsSync(tarball)) throw new Error(`${tarball} is not there: run pnpm check:package first`)
  return tarball
}

const asFiles = (tarballs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))
