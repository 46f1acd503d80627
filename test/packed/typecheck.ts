import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../../scripts/workspace.ts'

const resolutions = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, files: ['user.mts', 'user.cts'] },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, files: ['user.ts'] },
} as const

/** Source files do not change between projects: TypeScript's own and Node's types are parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** What TypeScript says to a strict project that imports these modules, about its own files and those of the modules. */
export function typecheck(directory: string, modules: readonly string[], resolution: keyof typeof resolutions): string[] {
  const { files, ...options } = resolutions[resolution]
  const source = modules
    .map((name, index) => `import * as module${index} from '${name}'\nexport type Module${index} = keyof typeof module${index}\n`)
    .join('')
  const rootNames = files.map((file) => join(directory, file))
  for (const file of rootNames) writeFileSync(file, source)

  const settings: ts.CompilerOptions = {
    ...options,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const program = ts.createProgram({ rootNames, options: settings, host: cachingHost(settings) })
  const checked = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(directory))
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...checked.flatMap((file) => [...ts.getPreEmitDiagnostics(program, file)]),
  ]
  return diagnostics.map(
    ({ file, messageText }) => `${file?.fileName.replace(directory, '') ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  )
}

function cachingHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile
  host.getSourceFile = (file, languageVersion, ...rest) => {
    if (!file.startsWith(root)) return read(file, languageVersion, ...rest)
    const format = typeof languageVersion === 'object' ? languageVersion.impliedNodeFormat : undefined
    const key = `${file} ${format}`
    if (!parsed.has(key)) parsed.set(key, read(file, languageVersion, ...rest))
    return parsed.get(key)
  }
  return host
}
