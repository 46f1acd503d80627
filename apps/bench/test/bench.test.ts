import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { measures } from '../src/measures.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

describe('the bench', () => {
  it('runs every measure for every party and comes to finite figures', { timeout: 120_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, '--quick', '--json'], { timeout: 110_000 })
    const results = JSON.parse(stdout) as { name: string; figures: Record<string, number>; against: Record<string, { median: number }> }[]
    expect(results.map(({ name }) => name)).toEqual(measures.map(({ name }) => name))
    for (const { name, figures, against } of results) {
      for (const party of ['raw', 'ocpp-rpc', 'ocpp-kit']) {
        expect(figures[party], `${name}, ${party}`).toBeTypeOf('number')
        expect(Number.isFinite(against[party]?.median), `${name}, ${party}`).toBe(true)
      }
    }
  })

  it('names its measures when asked for one it does not have', async () => {
    const failed = promisify(execFile)(process.execPath, [cli, '--only', 'nonsense'])
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('heap per idle connection') as string })
  })

  it('starts a small fleet and weighs it', { timeout: 60_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'fleet', '--quick', '--json'], { timeout: 50_000 })
    const figures = JSON.parse(stdout) as Record<string, number>
    for (const name of ['stationHeapBytes', 'socketHeapBytes', 'rampMs', 'herdMs']) expect(figures[name], name).toBeGreaterThan(0)
  })
})
