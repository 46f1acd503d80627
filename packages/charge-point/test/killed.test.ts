import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Protocol } from '@ocpp-kit/rpc'
import { listen } from '@ocpp-kit/rpc/ws'
import { afterAll, describe, expect, it } from 'vitest'
import type { StationVersion } from '../src/index.js'
import type { Payload } from './support/csms.js'
import { allVersions } from './support/versions.js'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const actions = ['StartTransaction', 'MeterValues', 'StopTransaction', 'TransactionEvent']

interface Told {
  readonly action: string
  readonly request: Payload
}

/** A csms that does something when a message about a transaction comes, before it answers. */
async function startCsms(version: StationVersion, onTold: (told: readonly Told[]) => void) {
  const told: Told[] = []
  const answer = (action: string): object => {
    if (action === 'BootNotification') return { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }
    if (action === 'Heartbeat') return { currentTime: new Date().toISOString() }
    if (action === 'Authorize')
      return version.version === '1.6' ? { idTagInfo: { status: 'Accepted' } } : { idTokenInfo: { status: 'Accepted' } }
    return action === 'StartTransaction' ? { transactionId: 7, idTagInfo: { status: 'Accepted' } } : {}
  }
  const csms = await listen({
    versions: [version as unknown as Protocol],
    port: 0,
    fallback: (payload, { action }) => {
      if (actions.includes(action)) {
        told.push({ action, request: payload as Payload })
        onTold(told)
      }
      return answer(action)
    },
  })
  return { csms, told }
}

describe.each(allVersions)('a process of %s that is killed', (_, version) => {
  const folder = mkdtempSync(join(tmpdir(), 'ocpp-kit-killed-'))
  const children: ChildProcess[] = []
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it.concurrent.each([1, 2, 3])('while message %i is not answered leaves nothing untold', { timeout: 60_000 }, async (nth) => {
    let isOver: () => void = () => undefined
    let child: ChildProcess | undefined
    const { csms, told } = await startCsms(version, (all) => {
      if (all.length === nth) child?.kill('SIGKILL')
      const isDone = all.some(
        ({ action, request }) =>
          action === 'StopTransaction' || request['eventType'] === 'Ended' || request['triggerReason'] === 'TxResumed',
      )
      if (isDone) isOver()
    })
    const run = (...more: readonly string[]): Promise<void> => {
      const args = ['--csms', csms.url, '--id', 'K', '--version', version.version, '--state', join(folder, `${nth}`), '--sample', '1']
      const station = spawn(process.execPath, [cli, ...args, ...more], { stdio: 'ignore' })
      child = station
      children.push(station)
      return new Promise((resolve) => station.on('close', () => resolve()))
    }
    await run('--plug', '--card', 'A')
    expect(told).toHaveLength(nth)
    const over = new Promise<void>((resolve) => {
      isOver = resolve
    })
    const second = run()
    await over
    child?.kill('SIGINT')
    await second
    await csms.close()

    if (version.version === '1.6') {
      expect(told.filter(({ action }) => action === 'StartTransaction').length).toBeGreaterThan(0)
      expect(told.find(({ action }) => action === 'StopTransaction')?.request).toMatchObject({ transactionId: 7, reason: 'PowerLoss' })
      return
    }
    const seqNos = [...new Set(told.map(({ request }) => request['seqNo'] as number))]
    expect(seqNos).toEqual(seqNos.map((_seqNo, index) => index))
    expect(new Set(told.map(({ request }) => (request['transactionInfo'] as Payload)['transactionId'])).size).toBe(1)
    const reasons = told.map(({ request }) => request['triggerReason'])
    expect(reasons).toContain(version.version === '2.1' ? 'TxResumed' : 'AbnormalCondition')
  })
})
