/**
 * `check:package`: packs the package in the current folder once, as it would be published, and judges that tarball:
 * its contents, publint, are-the-types-wrong, its size budgets, and its public API against the committed report.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import esbuildPlugin from '@size-limit/esbuild'
import filePlugin from '@size-limit/file'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import sizeLimit from 'size-limit'
import { checkApiReport } from './api-report.ts'
import { entries, type Manifest, publicPackages, readManifest, root, tarballOf } from './workspace.ts'

const item = publicPackages().find(({ directory }) => directory === process.cwd())
if (!item) throw new Error('check-package runs in the folder of a public package')

const problems: string[] = []
const tarball = tarballOf(item)
const unpacked = mkdtempSync(join(tmpdir(), 'check-package-'))
try {
  mkdirSync(join(item.directory, 'packed'), { recursive: true })
  execFileSync('pnpm', ['pack', '--out', 'packed/package.tgz'], { cwd: item.directory, stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked])
  const content = join(unpacked, 'package')
  const packed = readManifest(content)
  problems.push(...checkContents(content, packed), ...(await runPublint()), ...runAttw(), ...(await checkSizes(content, item.manifest)))
  const apiProblem = checkApiReport(item)
  if (apiProblem !== undefined) problems.push(apiProblem)
} finally {
  rmSync(unpacked, { recursive: true, force: true })
}

for (const problem of problems) console.error(`${item.manifest.name}: ${problem}`)
if (problems.length > 0) process.exitCode = 1
else console.log(`${item.manifest.name}: the tarball is fit to be published`)

function checkContents(content: string, packed: Manifest): string[] {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((file) => file.replace(/^package\//, ''))
  const unexpected = files.filter((file) => !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.*)$/.test(file))
  const ranges = Object.entries(packed.dependencies ?? {}).filter(([, range]) => /^(workspace|catalog|link|file):/.test(range))
  const targets = entries(packed).flatMap(({ types, code }) => [types, code])
  const missing = ['README.md', 'LICENSE', ...targets, ...Object.values(packed.bin ?? {})].filter(
    (file) => !existsSync(join(content, file)),
  )
  const commands = Object.values(packed.bin ?? {}).filter((file) => !missing.includes(file))
  return [
    ...unexpected.map((file) => `${file} does not belong into the tarball`),
    ...missing.map((file) => `${file} is missing in the tarball`),
    ...ranges.map(([name, range]) => `the range ${range} of ${name} means nothing outside the workspace`),
    ...commands
      .filter((file) => !readFileSync(join(content, file), 'utf8').startsWith('#!/usr/bin/env node\n'))
      .map((file) => `${file} is a command, but does not begin with #!/usr/bin/env node`),
  ]
}

async function runPublint(): Promise<string[]> {
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  })
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`)
}

function runAttw(): string[] {
  const attw = join(root, 'node_modules/.bin/attw')
  const { status, stdout, stderr } = spawnSync(attw, ['--profile', 'esm-only', '--no-color', '--no-emoji', tarball], { encoding: 'utf8' })
  return status === 0 ? [] : [`are the types wrong:\n${stdout}${stderr}`]
}

/** Minified bytes of each entry with all it may load. Dependencies are left out, being another package's weight. */
async function checkSizes(content: string, { dependencies = {}, 'size-limit': limits = [], ...manifest }: Manifest): Promise<string[]> {
  const unlimited = entries(manifest)
    .map(({ code }) => code.replace('./', ''))
    .filter((code) => !limits.some(({ path }) => path === code))
  const found = await Promise.all(
    limits.map(async ({ path, limit }) => {
      const check = {
        files: [join(content, path)],
        ignore: Object.keys(dependencies),
        brotli: false,
        modifyEsbuildConfig: (config: object) => ({ ...config, platform: 'node', format: 'esm', splitting: true, logLevel: 'error' }),
      }
      const bytes = await sizeOf(check, content)
      console.log(`${item?.manifest.name}: ${path} ${(bytes / 1000).toFixed(1)} kB of ${limit}`)
      return bytes <= inBytes(limit) ? [] : [`${path} has grown to ${(bytes / 1000).toFixed(1)} kB, over its budget of ${limit}`]
    }),
  )
  return [...unlimited.map((code) => `${code} has no budget: add it to "size-limit" in package.json`), ...found.flat()]
}

async function sizeOf(check: object, content: string): Promise<number> {
  try {
    const [result] = (await sizeLimit([...esbuildPlugin, ...filePlugin], { checks: [check], cwd: content })) as { size?: number }[]
    return result?.size ?? Number.POSITIVE_INFINITY
  } catch (error) {
    problems.push(`its code cannot be bundled: ${error instanceof Error ? error.message : error}`)
    return Number.POSITIVE_INFINITY
  }
}

function inBytes(limit: string): number {
  const [, amount, unit] = /^([\d.]+) (B|kB|MB)$/.exec(limit) ?? []
  if (amount === undefined) throw new Error(`a budget is a number with B, kB or MB, not ${limit}`)
  return Number(amount) * { B: 1, kB: 1e3, MB: 1e6 }[unit as 'B' | 'kB' | 'MB']
}
