import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** How it ends with these arguments. */
const run = (...args: readonly string[]): Promise<{ readonly code: unknown; readonly err: string }> =>
  new Promise((resolve) => execFile(process.execPath, [main, ...args], (error, _, err) => resolve({ code: error?.code ?? 0, err })))

test('says in one line what is wrong with its port', async () => {
  expect(await run('abc')).toEqual({ code: 2, err: expect.stringMatching(/^port must be .*\n$/) })
})

test('says in one line that its port is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { readonly port: number }
  const ended = await run(String(port))
  await new Promise((resolve) => server.close(resolve))
  expect(ended).toEqual({ code: 1, err: `another program listens on 127.0.0.1:${port}\n` })
})
