import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ocpp16 } from '@ocpp-kit/ocpp16'
import { ocpp201 } from '@ocpp-kit/ocpp201'
import type { AnyConnection } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import { afterAll, expect, test } from 'vitest'
import { foldTransaction } from '../../src/index.js'
import { openStore } from '../../src/store/sql/open.js'
import { temporaryFolder } from '../store/databases.js'
import { AnsweredCalls, eventsOf } from './answered.js'
import { event2x, meter16, minute, start16, stop16, token2x } from './requests.js'

/* A process that is killed while it spools, and while it brings the spool into the store (G1, G2). */

const program = fileURLToPath(new URL('./node.ts', import.meta.url))
const folder = temporaryFolder()
afterAll(() => folder.remove())

const kills = process.env['OCPP_KIT_LONG'] === '1' ? 8 : 2

interface Node {
  readonly url: string
  readonly process: ChildProcess
  say(command: 'cut' | 'restore' | 'flap'): void
  /** Resolves when it has written a line that often since it began. */
  wrote(line: string, times: number): Promise<void>
  kill(): Promise<void>
}

async function startNode(place: string): Promise<Node> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder.file(`${place}.db`), folder.file(place)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const counts = new Map<string, number>()
  const waiting = new Set<() => void>()
  const lines = createInterface(child.stdout)
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('ws:')) return resolve(line)
      counts.set(line, (counts.get(line) ?? 0) + 1)
      for (const look of waiting) look()
    })
    child.once('exit', (code) => reject(new Error(`the csms ended by itself with code ${code}`)))
  })
  return {
    url,
    process: child,
    say: (command) => void child.stdin.write(`${command}\n`),
    wrote: (line, times) =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((counts.get(line) ?? 0) < times) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Stations that say a fact until it is answered, to whatever node there is. */
function createStations(count: number, urlOf: () => string) {
  const calls = new AnsweredCalls()
  let isOver = false

  const open = async (nth: number): Promise<AnyConnection | undefined> => {
    while (!isOver) {
      const versions = nth % 2 === 0 ? [ocpp16] : [ocpp201]
      const client = dial({ url: urlOf(), identity: `CP${nth}`, versions: versions as [typeof ocpp16], reconnect: false })
      try {
        return (await client.open()) as AnyConnection
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    return undefined
  }
  const boot = { chargePointVendor: 'Acme', chargePointModel: 'One' }
  const boot2x = { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } }
  const run = async (nth: number): Promise<void> => {
    let connection = await open(nth)
    await connection?.callUntyped('BootNotification', nth % 2 === 0 ? boot : boot2x)
    const say = async (action: string, request: object): Promise<Record<string, unknown> | undefined> => {
      while (!isOver && connection !== undefined) {
        const answer = await calls.call(connection, action, request)
        if (answer !== undefined) return answer
        connection = await open(nth)
      }
      return undefined
    }
    let id: unknown
    for (let fact = 0; !isOver; fact += 1) {
      const place = fact % 4
      if (nth % 2 === 0) {
        if (place === 0) id = (await say('StartTransaction', start16({ timestamp: minute(fact) })))?.['transactionId']
        else if (place === 3) await say('StopTransaction', stop16(id, fact))
        else await say('MeterValues', meter16(id, fact))
      } else {
        const more = { transactionInfo: { transactionId: `TX-${Math.floor(fact / 4)}` }, ...(place === 0 && token2x('T1')) }
        await say('TransactionEvent', event2x(place === 0 ? 'Started' : place === 3 ? 'Ended' : 'Updated', place, more))
      }
    }
    await connection?.close()
  }
  const running = Array.from({ length: count }, (_, nth) => run(nth))
  return {
    calls,
    async end(): Promise<void> {
      isOver = true
      await Promise.all(running)
    },
  }
}

/** What was answered is there, once; every transaction is the fold of its events. */
async function checkAll(place: string, calls: AnsweredCalls, stations: number): Promise<void> {
  const store = await openStore(folder.file(`${place}.db`))
  await calls.check(store)
  for (let nth = 0; nth < stations; nth += 1) {
    const events = (await eventsOf(store, 'default', `CP${nth}`)).filter(({ key }) => !/^(restart|alias)/.test(key))
    const keys = events.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    // The last one may have been stored without an answer.
    expect(events.length - calls.all.filter(({ identity }) => identity === `CP${nth}`).length).toBeLessThanOrEqual(1)
  }
  for (const { id, ...folded } of await store.transactions.list({ tenantId: 'default' })) {
    expect(foldTransaction(await store.transactions.events(folded.station, folded.transactionId))).toEqual(folded)
    expect(folded.flags).not.toContain('conflict')
    expect(folded.flags).not.toContain('orphan')
  }
  await store.close()
}

test('what was answered from the spool is stored once after the process was killed, twice, in the middle of the replay (G1, G2)', async () => {
  const place = 'replay'
  const first = await startNode(place)
  const stations = createStations(6, () => first.url)
  await first.wrote('stored', 6)
  first.say('cut')
  await first.wrote('spooled', 400)
  await first.kill()
  await stations.end()
  for (const stored of [20, 150]) {
    const node = await startNode(place)
    await node.wrote('stored', stored)
    await node.kill()
  }
  const last = await startNode(place)
  await last.wrote('drained', 1)
  await last.kill()
  expect(stations.calls.all.length).toBeGreaterThan(400)
  await checkAll(place, stations.calls, 6)
}, 120_000)

test('stations that go on through a store that comes and goes, and a process that is killed again and again, lose nothing (G1, G2, G8)', async () => {
  const place = 'flap'
  let node = await startNode(place)
  const stations = createStations(6, () => node.url)
  await node.wrote('stored', 6)
  for (let kill = 1; kill <= kills; kill += 1) {
    node.say('flap')
    await node.wrote('spooled', 40 * kill)
    await node.kill()
    node = await startNode(place)
  }
  await node.wrote('stored', 20)
  await stations.end()
  await node.kill()
  const last = await startNode(place)
  await last.wrote('drained', 1)
  await last.kill()
  await checkAll(place, stations.calls, 6)
}, 600_000)
