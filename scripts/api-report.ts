/**
 * The public API of each package as one readable file, from its built declarations: `pnpm api` writes them,
 * `check:package` fails where one no longer tells the truth, and `check-changesets.ts` asks for a changeset where one changed.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { entries, type Package, publicPackages, root } from './workspace.ts'

export const reportFile = (id: string, workspace = root): string => join(workspace, 'api-reports', `${id}.api.md`)

/** The report as it should be. Comments do not count as API, so that writing one asks for no changeset. */
export function apiReport({ directory, manifest }: Package): string {
  const described = entries(manifest).map(({ subpath, types }) => ({ subpath, ...describeEntry(directory, types) }))
  const exported = new Set(
    described.flatMap(({ signatures }) => [...signatures.matchAll(/^export .*?(\w+)(?=[<(:;]| =| \{| extends)/gm)].map(([, name]) => name)),
  )
  const unnamed = [...new Set(described.flatMap(({ forgotten }) => forgotten))].filter((name) => !exported.has(name)).sort()
  return [
    `# ${manifest.name}: public API`,
    'Written by `pnpm api` from the built declarations; do not edit.',
    ...described.flatMap(({ subpath, signatures }) => [`## ${join(manifest.name, subpath)}`, `\`\`\`ts\n${signatures}\n\`\`\``]),
    ...(unnamed.length > 0 ? ['## Mentioned above, but exported nowhere', unnamed.map((name) => `- \`${name}\``).join('\n')] : []),
  ]
    .join('\n\n')
    .concat('\n')
}

/** What is wrong with the committed report, if anything. */
export function checkApiReport(item: Package): string | undefined {
  const file = reportFile(item.id)
  const name = relative(root, file)
  if (!existsSync(file)) return `${name} is missing: run pnpm api and commit it`
  const committed = readFileSync(file, 'utf8').split('\n')
  const actual = apiReport(item).split('\n')
  if (committed.join('\n') === actual.join('\n')) return undefined
  const added = actual.filter((line) => !committed.includes(line)).map((line) => `  + ${line}`)
  const removed = committed.filter((line) => !actual.includes(line)).map((line) => `  - ${line}`)
  return [`${name} differs from the built API: run pnpm api, commit it and add a changeset`, ...[...removed, ...added].slice(0, 40)].join(
    '\n',
  )
}

interface EntryDescription {
  readonly signatures: string
  /** Names used in signatures that this entry does not export. */
  readonly forgotten: readonly string[]
}

function describeEntry(directory: string, types: string): EntryDescription {
  const work = mkdtempSync(join(tmpdir(), 'api-report-'))
  const entry = join(directory, types)
  const forgotten: string[] = []
  try {
    const config = ExtractorConfig.prepare({
      configObjectFullPath: undefined,
      packageJsonFullPath: join(directory, 'package.json'),
      projectFolderLookupToken: directory,
      configObject: {
        projectFolder: directory,
        mainEntryPointFilePath: entry,
        compiler: {
          overrideTsconfig: {
            compilerOptions: { target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', strict: true, skipLibCheck: true, types: ['node'] },
            files: [entry],
          },
        },
        apiReport: { enabled: true, reportFolder: work, reportTempFolder: join(work, 'temp'), reportFileName: 'entry' },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: 'lf',
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          extractorMessageReporting: {
            default: { logLevel: ExtractorLogLevel.None },
            'ae-forgotten-export': { logLevel: ExtractorLogLevel.Warning },
          },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
    })
    mkdirSync(join(work, 'temp'))
    const { errorCount } = Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        if (message.messageId === 'ae-forgotten-export') forgotten.push(/"([^"]+)"/.exec(message.text)?.[1] ?? message.text)
        message.handled = message.logLevel !== ExtractorLogLevel.Error
      },
    })
    if (errorCount > 0) throw new Error(`the declarations in ${entry} do not compile`)
    return { signatures: signaturesOf(readFileSync(join(work, 'entry.api.md'), 'utf8')), forgotten }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function signaturesOf(report: string): string {
  const fenced = /```ts\n([\s\S]*)\n```/.exec(report)?.[1]
  if (fenced === undefined) throw new Error('API Extractor wrote a report without signatures')
  return fenced
    .split('\n')
    .filter((line) => !/^\s*\/\/ (\(|@public|Warning: )/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(join(root, 'api-reports'), { recursive: true })
  for (const item of publicPackages()) {
    writeFileSync(reportFile(item.id), apiReport(item))
    console.log(`wrote ${relative(root, reportFile(item.id))}`)
  }
}
