import { closedSpell, openSpell } from './spells.js'
import { BareStation } from './station.js'

/* The stations, in a process of their own. Ends with its parent. */

const [url = '', count = '0', prefix = 'bench', run = Date.now().toString(36), events = '20'] = process.argv.slice(2)
const plan = { run, events: Number(events) }
const stations = Array.from({ length: Number(count) }, (_, at) => new BareStation(url, `${prefix}-${at}`, plan))
/** So many handshakes are under way at one time. */
const atOnce = 100

type Question =
  | { readonly ask: 'connect' }
  | { readonly ask: 'transaction' }
  | { readonly ask: 'closed'; readonly stations: number; readonly lengthMs: number }
  | { readonly ask: 'open'; readonly rate: number; readonly lengthMs: number }
  | { readonly ask: 'return'; readonly overMs: number }

/** Tries until it is let in, as stations do; how often it was refused. */
async function comeIn(station: BareStation): Promise<number> {
  for (let refusals = 0; ; refusals += 1) {
    const status = await station.connect().catch(() => -1)
    if (status === 0) return refusals
    // Those that are told to come again do not come all at one time.
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 1_500))
  }
}

async function eachOf<T>(act: (station: BareStation) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let station = stations[next]; station !== undefined; station = stations[next]) {
      next += 1
      results.push(await act(station))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

const answers = {
  /** Everybody connects and boots. */
  connect: async () => {
    await eachOf(async (station) => {
      await comeIn(station)
      await station.boot()
    })
    return {}
  },
  /** The first station has one transaction. */
  transaction: async () => {
    for (let sent = 0; sent < plan.events; sent += 1) await stations[0]?.event()
    return {}
  },
  closed: async ({ stations: some, lengthMs }: Extract<Question, { ask: 'closed' }>) => ({
    ...(await closedSpell(stations.slice(0, some), lengthMs)),
  }),
  open: async ({ rate, lengthMs }: Extract<Question, { ask: 'open' }>) => ({ ...(await openSpell(stations, rate, lengthMs)) }),
  /** All connections are lost at one moment; everybody comes back, with an event that waits. How long until the last one is answered. */
  return: async ({ overMs }: Extract<Question, { ask: 'return' }>) => {
    for (const station of stations) station.cut()
    const began = performance.now()
    let [lost, refusals] = [0, 0]
    await Promise.all(
      stations.map(async (station) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * overMs))
        refusals += await comeIn(station)
        await station.event().catch(() => {
          lost += 1
        })
      }),
    )
    return { tookMs: performance.now() - began, lost, refusals }
  },
}

process.on('disconnect', () => process.exit(0))
process.on('message', async (question: Question) => {
  try {
    process.send?.(await answers[question.ask](question as never))
  } catch (error) {
    process.send?.({ failed: String(error) })
  }
})
process.send?.({ ready: 1 })
