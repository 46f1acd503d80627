import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describeWithService } from '@ocpp-kit/testkit'
import { afterAll, describe, expect, test } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { temporaryFolder, temporarySchemas } from './databases.js'
import { foldedOf, station, tenantId } from './events.js'

const appender = fileURLToPath(new URL('./appender.ts', import.meta.url))

/** Kills a process in the middle of its appends; resolves with the keys of all events that were answered before. */
async function killAfter(answers: number, args: readonly string[]): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', appender, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const answered: string[] = []
  for await (const line of createInterface(child.stdout)) {
    answered.push(line)
    if (answered.length === answers) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return answered
}

function killTests(nextPlace: () => { readonly location: string; readonly schema?: string }): void {
  test('what was answered is there after the process was killed, and every transaction is the fold of its events (G1, G5)', async () => {
    const { location, schema } = nextPlace()
    for (const answers of [1, 150, 333]) {
      const answered = await killAfter(answers, schema === undefined ? [location] : [location, schema])
      expect(answered.length).toBeGreaterThanOrEqual(answers)
      const store = await openStore(location, { schema })
      for (const key of answered) expect((await store.transactions.findEvent(station, key))?.key).toBe(key)
      for (const one of await store.transactions.list({ tenantId })) {
        expect(foldTransaction(await store.transactions.events(station, one.transactionId))).toEqual(foldedOf(one))
      }
      await store.close()
    }
  }, 60_000)
}

describe('on SQLite', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  killTests(() => ({ location: folder.file('a.db') }))
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  killTests(() => ({ location: schemas.url, schema: schemas.next() }))
})
