import { describeWithService } from '@ocpp-kit/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Csms, createCsms, type Store, stationKey } from '../../src/index.js'
import { createSqlStore, openStore } from '../../src/store/sql/open.js'
import { resolveSqlStoreOptions } from '../../src/store/sql/options.js'
import type { Connection } from '../../src/store/sql/sqlite/connection.js'
import { openSqlite } from '../../src/store/sql/sqlite/engine.js'
import { ocpp16 } from '../../src/versions/ocpp16.js'
import { ocpp21 } from '../../src/versions/ocpp21.js'
import { ocpp201 } from '../../src/versions/ocpp201.js'
import { temporaryFolder, temporarySchemas } from '../store/databases.js'
import { badMessages, type Expected } from './frames.js'
import { connectRaw, type RawStation } from './raw-station.js'

/* Messages that are broken in every way, against a csms with a database: the right answer, and nothing of it is kept (G14). */

const isLong = process.env['OCPP_KIT_LONG'] === '1'

const speaking = [
  { version: '1.6', subprotocol: 'ocpp1.6', expected: 'v16' },
  { version: '2.0.1', subprotocol: 'ocpp2.0.1', expected: 'v201' },
  { version: '2.1', subprotocol: 'ocpp2.1', expected: 'v21' },
] as const

/** Written beside the messages, whatever is in them: who is there, who was not let in, and what was refused of transactions. */
const passing = ['station_connection', 'connection_attempt', 'quarantine']

interface Bench {
  readonly store: Store
  /** Differs whenever anything was written that messages may change. */
  changes(): Promise<unknown>
}

function suite(open: () => Promise<Bench>, numRuns: number): void {
  let bench: Bench
  let csms: Csms<typeof ocpp16 | typeof ocpp201 | typeof ocpp21>
  const failures: unknown[] = []

  beforeAll(async () => {
    bench = await open()
    const onError = (error: unknown): void => void failures.push(error)
    csms = createCsms({ versions: [ocpp21, ocpp201, ocpp16], port: 0, acceptance: 'Accepted', store: bench.store, onError })
    await csms.start()
  })
  afterAll(async () => {
    await csms.stop({ drainMs: 0 })
    await bench.store.close()
  })

  /** Connected and accepted. */
  async function arrive(subprotocol: string): Promise<RawStation> {
    const station = await connectRaw(csms.port, `CP-${subprotocol}`, subprotocol)
    const boot =
      subprotocol === 'ocpp1.6'
        ? { chargePointVendor: 'Acme', chargePointModel: 'One' }
        : { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } }
    station.send(JSON.stringify([2, 'boot', 'BootNotification', boot]))
    expect(JSON.parse((await station.next()) ?? 'null')).toMatchObject([3, 'boot', { status: 'Accepted' }])
    return station
  }

  /**
   * What comes of a message: an answer that is due, and whatever else comes before the answer to a heartbeat, which also shows that the csms
   * is alive; or the end, if it comes to that.
   */
  async function reactionTo(station: RawStation, message: string | Uint8Array, opcode?: number): Promise<readonly unknown[]> {
    station.send(message, opcode)
    station.send('[2,"alive","Heartbeat",{}]')
    const answers: unknown[] = []
    let isAlive = false
    while (!isAlive || (answers.length === 0 && isCall(message))) {
      const text = await station.next()
      if (text === undefined) return [...answers, { close: await station.closed }]
      const answer = JSON.parse(text) as unknown[]
      if (answer[1] === 'alive') isAlive = true
      else answers.push(answer)
    }
    return answers
  }

  describe.each(speaking)('OCPP $version', ({ version, subprotocol, expected }) => {
    const expectedOf = (bad: (typeof badMessages)[number]): Expected => (expected === 'v21' ? (bad.v21 ?? bad.v201) : bad[expected])

    test.each(badMessages)('$name gets its answer, and changes nothing (G14)', async (bad) => {
      const station = await arrive(subprotocol)
      const before = await bench.changes()
      const [reaction, ...others] = await reactionTo(station, bad.message, bad.opcode)
      expect(others).toEqual([])
      const wanted = expectedOf(bad)
      if (wanted === 'silence') expect(reaction).toBeUndefined()
      else if ('close' in wanted) expect(reaction).toEqual(wanted)
      else expect(reaction).toMatchObject([4, expect.any(String), wanted.error, expect.any(String), {}])
      expect(await bench.changes()).toEqual(before)
      expect(failures).toEqual([])
      station.end()
    })

    test('a start with characters that no database likes is stored, and said again it is known (G2, G14)', async () => {
      const station = await arrive(subprotocol)
      const strange = 'a\u0000\u001a\ud800\u{1f50c}"\\'
      const say = async (): Promise<unknown> => {
        const request =
          version === '1.6'
            ? ['StartTransaction', { connectorId: 1, idTag: strange, meterStart: -1, timestamp: '2026-01-01T00:00:00Z' }]
            : [
                'TransactionEvent',
                {
                  eventType: 'Started',
                  timestamp: '2026-01-01T00:00:00Z',
                  triggerReason: 'Authorized',
                  seqNo: 2_147_483_647,
                  transactionInfo: { transactionId: strange },
                  idToken: { idToken: strange, type: 'Local' },
                },
              ]
        station.send(JSON.stringify([2, 'm1', ...request]))
        return JSON.parse((await station.next()) ?? 'null')
      }
      const first = await say()
      expect(first).toMatchObject([3, 'm1', {}])
      expect(await say()).toEqual(first)
      const transactions = await bench.store.transactions.list({ tenantId: 'default', station: stationKey('default', `CP-${subprotocol}`) })
      expect(transactions).toMatchObject([{ idToken: { idToken: strange } }])
      expect(failures).toEqual([])
      station.end()
    })

    test('whatever becomes of a good message, it is answered or refused by name, never with InternalError, and what is refused changes nothing but the quarantine (G14)', async () => {
      let station = await arrive(subprotocol)
      await fc.assert(
        fc.asyncProperty(brokenFrame(version), async (message) => {
          if (!station.isOpen) station = await arrive(subprotocol)
          const before = await bench.changes()
          const [reaction, ...others] = await reactionTo(station, message)
          expect(others).toEqual([])
          expect(failures).toEqual([])
          if (Array.isArray(reaction) && reaction[0] === 3) return
          if (Array.isArray(reaction)) {
            expect(reaction[0]).toBe(4)
            expect(reaction[2]).not.toBe('InternalError')
          } else expect(reaction).toBeUndefined()
          expect(await bench.changes()).toEqual(before)
        }),
        { numRuns },
      )
      station.end()
    }, 600_000)
  })
}

/** A call that can be told from others has to be answered, however long that takes. */
function isCall(message: string | Uint8Array): boolean {
  try {
    const [type, id] = JSON.parse(message as string) as unknown[]
    return type === 2 && typeof id === 'string'
  } catch {
    return false
  }
}

const at = '2026-01-01T12:00:00Z'
const meterValue = [{ timestamp: at, sampledValue: [{ value: '1' }] }]
const meterValue2x = [
  { timestamp: at, sampledValue: [{ value: 1, context: 'Sample.Periodic', unitOfMeasure: { unit: 'Wh', multiplier: 0 } }] },
]
const token = { idToken: 'T1', type: 'ISO14443', additionalInfo: [{ additionalIdToken: 'x', type: 'y' }] }

const good16: readonly (readonly [string, object])[] = [
  ['StartTransaction', { connectorId: 1, idTag: 'T1', meterStart: 0, timestamp: at, reservationId: 1 }],
  ['StopTransaction', { transactionId: -1, idTag: 'T1', meterStop: 1, timestamp: at, reason: 'Local', transactionData: meterValue }],
  ['MeterValues', { connectorId: 1, transactionId: -1, meterValue }],
  ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: at, info: 'x' }],
  ['Authorize', { idTag: 'T1' }],
  ['DataTransfer', { vendorId: 'x', messageId: 'y', data: 'z' }],
]
const good2x: readonly (readonly [string, object])[] = [
  [
    'TransactionEvent',
    {
      eventType: 'Updated',
      timestamp: at,
      triggerReason: 'MeterValuePeriodic',
      seqNo: 1,
      offline: false,
      transactionInfo: { transactionId: 'A', chargingState: 'Charging', remoteStartId: 1 },
      evse: { id: 1, connectorId: 1 },
      idToken: token,
      meterValue: meterValue2x,
      customData: { vendorId: 'x', more: { deep: [1] } },
    },
  ],
  ['MeterValues', { evseId: 1, meterValue: meterValue2x }],
  ['StatusNotification', { evseId: 1, connectorId: 1, connectorStatus: 'Available', timestamp: at }],
  ['Authorize', { idToken: token }],
  ['NotifyEvent', { generatedAt: at, seqNo: 0, tbc: false, eventData: [] }],
  ['DataTransfer', { vendorId: 'x', messageId: 'y', data: { z: [1, null] } }],
]

/** Anything JSON can say, and what its readers stumble over. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    0,
    -0,
    -1,
    1e308,
    2 ** 53,
    -(2 ** 31),
    0.1,
    '\u0000',
    '\ud800',
    '9999-99-99T99:99:99Z',
    '0000-01-01T00:00:00Z',
    [],
    {},
    [[]],
  ),
  fc.constantFrom('+275760-09-13T00:00:00Z', '__proto__', 'x'.repeat(1000), '1e999', 'NaN', true),
)

/** A good message with one thing in it changed, or its text damaged. */
function brokenFrame(version: string): fc.Arbitrary<string> {
  const good = fc.constantFrom(...(version === '1.6' ? good16 : good2x)).map(([action, payload]) => [2, 'm1', action, payload] as const)
  const changed = fc.tuple(good, fc.nat(), anything).map(([frame, which, value]) => JSON.stringify(withChange(frame, which, value)))
  const damaged = fc
    .tuple(good, fc.nat(), fc.nat(8), fc.string({ maxLength: 6, unit: 'binary' }))
    .map(([frame, where, length, inserted]) => {
      const text = JSON.stringify(frame)
      const from = where % text.length
      return text.slice(0, from) + inserted + text.slice(from + length)
    })
  return (
    fc
      .oneof({ weight: 5, arbitrary: changed }, { weight: 3, arbitrary: damaged }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) })

      // A half of a surrogate pair has no form in UTF-8.
      .map((text) => Buffer.from(text).toString())
  )
}

/** The same with another value in one place, whichever it is. */
function withChange(value: unknown, which: number, other: unknown): unknown {
  const places: (readonly (string | number)[])[] = []
  const walk = (one: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) places.push(path)
    if (typeof one === 'object' && one !== null) for (const [name, member] of Object.entries(one)) walk(member, [...path, name])
  }
  walk(value, [])
  const copy = structuredClone(value) as Record<string | number, unknown>
  const path = places[which % places.length] ?? []
  let holder = copy
  for (const name of path.slice(0, -1)) holder = holder[name] as typeof holder
  holder[path.at(-1) ?? 0] = other
  return copy
}

const folder = temporaryFolder()
afterAll(() => folder.remove())

describe('on SQLite', () => {
  suite(
    async () => {
      const connections: Connection[] = []
      const now = () => new Date().toISOString()
      const onConnection = (connection: Connection): void => void connections.push(connection)
      const engine = openSqlite({ path: folder.file('a.db'), busyTimeoutMs: 1000, now, onConnection })
      const store = createSqlStore(engine, resolveSqlStoreOptions({}, 'sqlite'))
      const connection = (): Connection => connections.at(-1) as Connection
      const names = connection()
        .all("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
        .map(({ name }) => String(name))
        .filter((name) => !passing.includes(name))
      return { store, changes: async () => names.map((name) => [name, connection().all(`select * from "${name}"`)]) }
    },
    isLong ? 5000 : 200,
  )
})

describeWithService('PostgreSQL', (address) => {
  const schemas = temporarySchemas(address)
  afterAll(() => schemas.dropAll())
  suite(
    async () => {
      const schema = schemas.next()
      const store = await openStore(schemas.url, { schema })
      const names = (await schemas.query(`select tablename as name from pg_tables where schemaname = '${schema}'`))
        .map(({ name }) => String(name))
        .filter((name) => !passing.includes(name))
      // Each row that was ever written anew has another place or another transaction that wrote it.
      const digest = names.map(
        (name) => `(select coalesce(md5(string_agg(t.ctid::text || t.xmin::text, ',' order by t.ctid)), '') from "${schema}"."${name}" t)`,
      )
      return { store, changes: () => schemas.query(`select ${digest.join(' || ')} as digest`) }
    },
    isLong ? 2000 : 50,
  )
})
