import { fileURLToPath } from 'node:url'
import { addressOf, describeWithService } from '@ocpp-kit/testkit'
import { describe, expect, test } from 'vitest'
import { type ChaosOptions, runChaos } from '../src/chaos.js'

/** Few stations and short lives: the long runs are in docs/reliability.md. */
const short: ChaosOptions = { seed: 7, kills: 2, stations: 6, maxLoadMs: 1_500 }
/** Under load of others it may take that long; for itself a fifth of it. */
const timeout = 300_000

/** So many answers are lost that each fault of the csms is met in a short run. */
const broken = (...mutations: string[]): Pick<ChaosOptions, 'program' | 'programArgs' | 'faultShare'> => ({
  faultShare: 0.25,
  program: fileURLToPath(new URL('../dist/broken-csms.js', import.meta.url)),
  programArgs: mutations,
})

describe('a csms that is killed again and again', () => {
  test('on SQLite loses no answered fact, keeps none twice, and has the energy of the meters (G1, G2, G5)', { timeout }, async () => {
    const report = await runChaos(short)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ kills: 3, stations: 6 })
    expect(report.answers).toBeGreaterThan(10)
    expect(report.transactions).toBeGreaterThan(3)
  })

  describeWithService('PostgreSQL', () => {
    test('on PostgreSQL too (G1, G2, G5)', { timeout }, async () => {
      const { host, port } = addressOf('PostgreSQL')
      const { PGUSER: user = 'postgres', PGDATABASE: database = 'test', PGPASSWORD: password } = process.env
      const credentials = password === undefined ? user : `${user}:${encodeURIComponent(password)}`
      const report = await runChaos({ ...short, kills: 1, database: `postgres://${credentials}@${host}:${port}/${database}` })
      expect(report.findings).toEqual([])
      expect(report.answers).toBeGreaterThan(10)
    })
  })
})

describe('a csms that is wrong', () => {
  test('is found to lose facts where it answers before it writes', { timeout }, async () => {
    const { findings } = await runChaos({ ...short, ...broken('answers-early'), kills: 1 })
    expect(findings.map(({ kind }) => kind)).toContain('missing')
  })

  // Whether an answer is lost that matters is a matter of chance, the more so where the machine is busy: a few runs are sure to have one.
  test('is found where it does not know facts again, and where it loses samples', { timeout }, async () => {
    const kinds = new Set<string>()
    for (let seed = 7; seed < 12 && !(kinds.has('doubled') && kinds.has('energy')); seed += 1) {
      const { findings } = await runChaos({ ...short, ...broken('forgets-keys', 'loses-samples'), kills: 1, seed })
      for (const { kind } of findings) kinds.add(kind)
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['doubled', 'energy']))
  })

  test('is found to have ended by itself', { timeout }, async () => {
    const { findings } = await runChaos({ ...short, ...broken('no such mutation'), kills: 1 })
    expect(findings).toMatchObject([{ kind: 'csms', detail: expect.stringContaining('mutations are answers-early') as string }])
  })
})
