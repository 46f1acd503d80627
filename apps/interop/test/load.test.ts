import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { run, serve } from './support/cli.js'

/** The full size in `pnpm test:long`; the suite runs a tenth. */
const callCount = process.env['OCPP_KIT_LONG'] === '1' ? 20_000 : 2_000
/** As many as the server keeps of requests, so that what it keeps has stopped growing. */
const warmUpCount = 10_000
/** If every call left its frames behind, it would be 2 MB at 2,000 calls and 21 MB at 20,000. */
const heapToleranceBytes = 1_000_000
/** The room that the collector takes and keeps is in it, so this only tells what grows beside the heap. */
const rssToleranceBytes = 64_000_000

const memory = fileURLToPath(new URL('support/memory.mjs', import.meta.url))

/** What a command uses once its garbage is collected. */
function memoryOf(child: ChildProcess): Promise<NodeJS.MemoryUsage> {
  return new Promise((resolve) => {
    child.once('message', (usage) => resolve(usage as NodeJS.MemoryUsage))
    child.send('memory')
  })
}

describe('ocpp-mock-server under load', () => {
  it(`answers ${callCount} calls over 50 connections without an error, and uses no more memory afterwards`, {
    timeout: 120_000,
  }, async () => {
    const server = await serve(['--quiet'], ['--expose-gc', '--import', memory])
    const load = (count: number) =>
      run('ocpp-sender', '--request=BootNotification', '--concurrency=50', `--repeat=${count}`, `--url=${server.url}/LOAD`, '--json')
    expect(await load(warmUpCount)).toMatchObject({ code: 0, err: '' })
    const before = await memoryOf(server.child)
    const { code, out, err } = await load(callCount)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ sent: callCount, ok: callCount, problems: {} })
    const after = await memoryOf(server.child)
    expect(after.heapUsed - before.heapUsed).toBeLessThan(heapToleranceBytes)
    expect(after.rss - before.rss).toBeLessThan(rssToleranceBytes)
    expect(await server.interrupt()).toMatchObject({ code: 0, err: '' })
  })
})
