import { ocpp21 as protocol21 } from '@ocpp-kit/ocpp21'
import { ocpp201 as protocol201 } from '@ocpp-kit/ocpp201'
import type { AnyConnection } from '@ocpp-kit/rpc'
import { dial } from '@ocpp-kit/rpc/ws'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Csms, createCsms, createMemoryStore, foldTransaction, stationKey } from '../../src/index.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { temporaryFolder } from '../store/databases.js'
import { eventsOf } from './answered.js'
import { connect16, event2x, meter16, minute, start16, stop16, token2x } from './requests.js'
import { createSwitch } from './switch.js'

/* Any message, delivered any number of times, before, while and after the store is out: one effect, one answer (G2). */

const numRuns = process.env['OCPP_KIT_LONG'] === '1' ? 400 : 25

/** What may happen next. `again` delivers an earlier fact once more, if there is one. */
type Step = 'next' | 'nextUnderTheSameId' | { readonly again: number } | 'cut' | 'stall' | 'restore' | 'drain'

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant('next' as const) },
  { weight: 1, arbitrary: fc.constant('nextUnderTheSameId' as const) },
  { weight: 4, arbitrary: fc.nat(20).map((again) => ({ again })) },
  { weight: 2, arbitrary: fc.constant('cut' as const) },
  { weight: 1, arbitrary: fc.constant('stall' as const) },
  { weight: 2, arbitrary: fc.constant('restore' as const) },
  { weight: 2, arbitrary: fc.constant('drain' as const) },
)

/** The facts of a station, one after the other; those of 1.6 need the id that their start was answered with. */
type Facts = (nth: number, idOf: (start: number) => number) => { readonly action: string; readonly request: object }

/** Four facts make a transaction: begin, two readings, end. Some tokens are known, some blocked, some unknown. */
const tokens = ['T1', 'BAD', 'NOBODY']
const facts16: Facts = (nth, idOf) => {
  const round = Math.floor(nth / 4)
  const begun = round * 60
  const id = nth % 4 === 0 ? 0 : idOf(round * 4)
  if (nth % 4 === 0) return { action: 'StartTransaction', request: start16({ idTag: tokens[round % 3], timestamp: minute(begun) }) }
  if (nth % 4 === 3) return { action: 'StopTransaction', request: stop16(id, begun + 30, { idTag: tokens[(round + 1) % 3] }) }
  return { action: 'MeterValues', request: meter16(id, begun + (nth % 4)) }
}
const facts2x: Facts = (nth) => {
  const round = Math.floor(nth / 4)
  const transactionInfo = { transactionId: `TX-${round}` }
  const eventType = nth % 4 === 0 ? 'Started' : nth % 4 === 3 ? 'Ended' : 'Updated'
  const token = nth % 4 === 0 || nth % 4 === 3 ? token2x(tokens[(round + nth) % 3] ?? '') : {}
  return { action: 'TransactionEvent', request: event2x(eventType, nth % 4, { transactionInfo, ...token }) }
}

const folder = temporaryFolder()
const inner = createMemoryStore()
const way = createSwitch(inner)
let csms: Csms<typeof ocpp16 | typeof ocpp201 | typeof ocpp21>
let stations = 0

beforeAll(async () => {
  csms = createCsms({
    versions: [ocpp21, ocpp201, ocpp16],
    port: 0,
    acceptance: 'Accepted',
    tokens: [{ idToken: 'T1' }, { idToken: 'BAD', status: 'Blocked' }],
    store: way.store,
    spool: { folder: folder.path, retryMs: 5, segmentBytes: 2000 },
    storeTimeoutMs: 100,
    onError: () => {},
  })
  await csms.start()
})
afterAll(async () => {
  await csms.stop({ drainMs: 0 })
  await inner.close()
  folder.remove()
})

async function drained(): Promise<void> {
  way.restore()
  while ((csms.spool?.depth ?? 0) > 0 || csms.spool?.isStoreDown) await csms.once('spool.drained')
}

async function dial2x(version: '2.0.1' | '2.1', identity: string): Promise<AnyConnection> {
  const client = dial({ url: csms.url, identity, versions: [version === '2.1' ? protocol21 : protocol201], reconnect: false })
  const connection = (await client.open()) as AnyConnection
  await connection.callUntyped('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
  return connection
}

const kinds = [
  { version: '1.6', facts: facts16, open: (identity: string): Promise<AnyConnection> => connect16(csms.url, identity) },
  { version: '2.0.1', facts: facts2x, open: (identity: string) => dial2x('2.0.1', identity) },
  { version: '2.1', facts: facts2x, open: (identity: string) => dial2x('2.1', identity) },
] as const

describe.each(kinds)('a $version station', ({ facts, open }) => {
  test(
    'whose facts come 1…n times, under the same or a new message id, before, in and after outages, has one effect and one answer each (G2)',
    () =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
          await drained()
          stations += 1
          const identity = `CP${stations}`
          const connection = await open(identity)
          const first: { readonly request: object; readonly action: string; readonly messageId: string; readonly response: object }[] = []
          const idOf = (start: number): number => (first[start]?.response as { transactionId?: number } | undefined)?.transactionId ?? 0
          for (const one of steps) {
            if (one === 'cut') way.cut()
            else if (one === 'stall') way.stall('after')
            else if (one === 'restore') way.restore()
            else if (one === 'drain') await drained()
            else if (typeof one === 'object') {
              const again = first[one.again % Math.max(1, first.length)]
              if (again !== undefined) expect(await connection.callUntyped(again.action, again.request)).toEqual(again.response)
            } else {
              const fact = facts(first.length, idOf)
              const messageId = crypto.randomUUID()
              const response = await connection.callUntyped(fact.action, fact.request, { messageId })
              first.push({ ...fact, messageId, response })
              if (one === 'nextUnderTheSameId') {
                expect(await connection.callUntyped(fact.action, fact.request, { messageId })).toEqual(response)
              }
            }
          }
          await drained()
          for (const { action, request, response } of first) expect(await connection.callUntyped(action, request)).toEqual(response)
          await connection.close()

          const events = (await eventsOf(inner, 'default', identity)).filter(({ key }) => !key.startsWith('restart/'))
          expect(events).toHaveLength(first.length)
          const transactions = await inner.transactions.list({ tenantId: 'default', station: stationKey('default', identity) })
          expect(transactions).toHaveLength(Math.ceil(first.length / 4))
          for (const { id, ...folded } of transactions) {
            expect(folded.flags).not.toContain('conflict')
            expect(folded.flags).not.toContain('orphan')
            expect(folded.flags).not.toContain('renumbered')
            expect(foldTransaction(await inner.transactions.events(folded.station, folded.transactionId))).toEqual(folded)
          }
        }),
        { numRuns },
      ),
    600_000,
  )
})
