import { parseArgs } from 'node:util'
import { createCsms, foldTransaction, type Store, type StoredEvent } from '@ocpp-kit/csms'
import { startApi } from '@ocpp-kit/csms/api'
import { ocpp16 } from '@ocpp-kit/csms/ocpp16'
import { ocpp21 } from '@ocpp-kit/csms/ocpp21'
import { ocpp201 } from '@ocpp-kit/csms/ocpp201'
import { openStore } from '@ocpp-kit/csms/sql'

/* A csms that is wrong on purpose, to see that the harness finds it: `broken-csms <mutations> [options of ocpp-csms]`. */

type Transactions = Store['transactions']

/** How much later the first mutation writes, ms. */
const writeBehindMs = 400

const mutations: Readonly<Record<string, (sound: Transactions) => Partial<Transactions>>> = {
  /** Tells the station that its facts are stored, and stores them afterwards. */
  'answers-early': (sound) => ({
    append: async (event) => {
      setTimeout(() => void sound.append(event).catch(() => {}), writeBehindMs)
      const stored: StoredEvent = { ...event, isConflicting: false }
      const folded = foldTransaction([stored])
      if (folded === undefined) throw new Error('an event folds to a transaction')
      return { outcome: 'new', event: stored, before: undefined, transaction: { ...folded, id: event.key } }
    },
  }),
  /** Does not know an event again. */
  'forgets-keys': (sound) => {
    let count = 0
    const mark = `${process.pid}-${Date.now()}`
    return {
      findEvent: async () => undefined,
      append: (event) => {
        count += 1
        return sound.append({ ...event, key: `${event.key}#${mark}-${count}` })
      },
    }
  },
  /** Loses the samples of one event in five, and with it energy. */
  'loses-samples': (sound) => {
    let count = 0
    return {
      append: (event) => {
        count += 1
        return sound.append(count % 5 === 0 ? { ...event, samples: [] } : event)
      },
    }
  },
}

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    'http-port': { type: 'string' },
    database: { type: 'string' },
    schema: { type: 'string' },
    'unknown-stations': { type: 'string' },
    'unknown-tokens': { type: 'string' },
    'accept-rate': { type: 'string' },
    'log-level': { type: 'string' },
  },
})
const unknown = positionals.filter((name) => mutations[name] === undefined)
if (positionals.length === 0 || unknown.length > 0)
  throw new TypeError(`mutations are ${Object.keys(mutations).join(', ')}, not ${unknown.join()}`)
const sound = await openStore(String(values['database']), { schema: values['schema'] as string | undefined })
const transactions = positionals.reduce<Transactions>(
  (before, name) => mutated(before, mutations[name]?.(before) ?? {}),
  sound.transactions,
)
const store: Store = new Proxy(sound, { get: (target, name) => (name === 'transactions' ? transactions : Reflect.get(target, name)) })
const csms = createCsms({
  versions: [ocpp21, ocpp201, ocpp16],
  port: Number(values['port']),
  acceptance: 'Accepted',
  unknownTokens: 'accept',
  acceptRate: { requestsPerSecond: 10_000, burst: 10_000 },
  onError: () => {},
  store,
})
await csms.start()
await startApi(csms, { port: Number(values['http-port']), adminToken: process.env['OCPP_CSMS_ADMIN_TOKEN'] })

function mutated(before: Transactions, changes: Partial<Transactions>): Transactions {
  return new Proxy(before, { get: (target, name) => Reflect.get(changes, name) ?? Reflect.get(target, name) })
}
