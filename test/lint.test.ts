import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

// The rule is in Biome's nursery and works by Biome's own type inference: this shows that it sees through files and methods.
test('a promise that nobody awaits is an error, also of a method and of another file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lint-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  cpSync(join(root, 'biome.json'), join(directory, 'biome.json'))
  writeFileSync(
    join(directory, 'call.ts'),
    'export const send = () => Promise.resolve(1)\nexport class Call {\n  settle() {\n    return send()\n  }\n}\n',
  )
  writeFileSync(
    join(directory, 'use.ts'),
    `import { Call, send } from './call.ts'\n\nconst later = async () => 1\nsend()\nnew Call().settle()\nlater()\nvoid send()\nawait send()\n`,
  )

  const lines = await promisify(execFile)(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--vcs-enabled=false', '--reporter=github', '--only=nursery/noFloatingPromises', '.'],
    { cwd: directory },
  ).then(
    () => [],
    ({ stdout }: { stdout: string }) =>
      [...stdout.matchAll(/noFloatingPromises,file=\S*?([\w.]+),line=(\d+)/g)].map(([, file, line]) => `${file}:${line}`),
  )

  expect(lines).toEqual(['use.ts:4', 'use.ts:5', 'use.ts:6'])
})
