import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { CsmsFigures } from '../src/csms/measure.js'
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

  it('puts a csms with and without a store under load, and comes to finite figures', { timeout: 600_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'csms', '--quick', '--json'], { timeout: 590_000 })
    const { spells, api, idle } = JSON.parse(stdout) as CsmsFigures
    expect(new Set(spells.map(({ engine }) => engine)).size).toBeGreaterThanOrEqual(2)
    expect(new Set(spells.map(({ load }) => load))).toEqual(new Set(['closed', 'open', 'full']))
    for (const { engine, load, size, failures, answers, p99Ms, csmsCpuUs } of spells) {
      const name = `${engine}, ${load} ${size}`
      expect(failures, name).toBe(0)
      expect(answers, name).toBeGreaterThan(0)
      expect(p99Ms, name).toBeGreaterThan(0)
      if (process.platform === 'linux') expect(csmsCpuUs, name).toBeGreaterThanOrEqual(0)
    }
    for (const { requests } of api) expect(requests).toBeGreaterThan(0)
    expect(idle).toMatchObject({ stations: 40, lost: 0 })
  })
})
