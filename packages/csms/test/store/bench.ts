/**
 * How many TransactionEvents a second the store takes, each looked up and appended as the csms does it, with their commits on the disk:
 * `npx tsx test/store/bench.ts [location] [--stations 500] [--seconds 10] [--fill 0]`. `--fill` puts that many transactions in before.
 */
import { parseArgs } from 'node:util'
import { stationKey } from '../../src/identifier.js'
import { openStore } from '../../src/store/sql/index.js'
import { eventOf, percentile } from './load.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stations: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    fill: { type: 'string', default: '0' },
    events: { type: 'string', default: '20' },
    schema: { type: 'string', default: 'ocpp_csms_bench' },
  },
})
const location = positionals[0] ?? ':memory:'
const [stations, seconds, fill, events] = [values.stations, values.seconds, values.fill, values.events].map(Number) as [
  number,
  number,
  number,
  number,
]

const store = await openStore(location, { schema: values.schema })
try {
  for (let from = 0; from < fill; from += 1000) {
    await Promise.all(
      Array.from({ length: Math.min(1000, fill - from) }, (_, at) =>
        store.transactions.append(eventOf(stationKey('default', `CP${(from + at) % stations}`), `old-${from + at}`, 0)),
      ),
    )
  }
  const latencies: number[] = []
  const before = { cpu: process.cpuUsage(), commits: store.figures.commits, at: performance.now() }
  const deadline = before.at + seconds * 1000
  const run = `${Date.now()}`
  await Promise.all(Array.from({ length: stations }, (_, nth) => drive(nth)))
  const elapsed = (performance.now() - before.at) / 1000
  const cpu = process.cpuUsage(before.cpu)
  const commits = store.figures.commits - before.commits
  const station = stationKey('default', 'CP1')
  const pages = {
    all: await timed(() => store.transactions.page({ tenantId: 'default' })),
    running: await timed(() => store.transactions.page({ tenantId: 'default', isActive: true })),
    ofStation: await timed(() => store.transactions.page({ tenantId: 'default', station, isActive: false })),
    ofToken: await timed(() => store.transactions.page({ tenantId: 'default', idToken: { idToken: 'token-cp1' }, isActive: true })),
  }
  console.log(
    JSON.stringify({
      location: location.replace(/:[^:@/]*@/, '@'),
      durability: store.durability,
      stations,
      eventsPerSecond: Math.round(latencies.length / elapsed),
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
      cpuMicrosecondsPerEvent: Math.round((cpu.user + cpu.system) / latencies.length),
      eventsPerCommit: Math.round((latencies.length / commits) * 10) / 10,
      pageMs: pages,
    }),
  )

  /** Median of 21, ms. */
  async function timed(ask: () => Promise<unknown>): Promise<number> {
    const times: number[] = []
    for (let nth = 0; nth < 21; nth += 1) {
      const begun = performance.now()
      await ask()
      times.push(performance.now() - begun)
    }
    return percentile(times, 50)
  }

  async function drive(nth: number): Promise<void> {
    const station = stationKey('default', `CP${nth}`)
    for (let count = 0; performance.now() < deadline; count += 1) {
      const event = eventOf(station, `${run}-${nth}-${Math.floor(count / events)}`, count % events, events - 1)
      const begun = performance.now()
      const known = await store.transactions.findEvent(station, event.key)
      if (known === undefined) await store.transactions.append(event)
      latencies.push(performance.now() - begun)
    }
  }
} finally {
  await store.close()
}
