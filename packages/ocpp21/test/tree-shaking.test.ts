import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    minify: true,
  })
  return outputFiles
    .map(({ text }) => text)
    .join('')
    .trim()
}

describe('what an import costs', () => {
  it('importing types alone costs nothing', async () => {
    const code = "import { type BootNotificationRequest } from '../dist/index.js'; export type Boot = BootNotificationRequest"
    expect(await bundled(code)).toBe('')
    expect(await bundled("import '../dist/index.js'")).toBe('')
  })

  it('a list of enumeration values brings no validators and no action table', async () => {
    const code = await bundled("import { connectorStatusEnumValues as values } from '../dist/index.js'; console.log(values)")
    expect(code).toContain('Available')
    expect(code.length).toBeLessThan(400)
  })

  it('loading the entry loads no validators: they come by a dynamic import of their own', () => {
    const entry = readFileSync(new URL('../dist/index.js', import.meta.url), 'utf8')
    expect(entry).toMatch(/import\(['"]\.\/checks-\w+\.js['"]\)/)
    expect(entry).not.toMatch(/from ?['"]\.\/checks/)
  })
})
