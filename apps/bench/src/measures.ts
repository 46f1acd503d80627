import { type Exchange, exchanges, subprotocolOf } from './exchanges.js'
import type { PartyName } from './parties/party.js'
import { coldStartMs, Worker } from './processes.js'

export interface Sizes {
  readonly calls: number
  readonly connections: number
  /** Idle connections, and those of a storm. */
  readonly crowd: number
}

export const fullSizes: Sizes = { calls: 12_000, connections: 8, crowd: 2_000 }
export const quickSizes: Sizes = { calls: 200, connections: 2, crowd: 50 }

/** One figure that all parties are measured by. Smaller is better. */
export interface Measure {
  readonly group: string
  readonly name: string
  readonly unit: 'µs' | 'B' | 'ms'
  /** Compared by quotient, or by difference where the base is small beside the machine's moods. */
  readonly compare: 'ratio' | 'difference'
  /** What ocpp-kit is to stay under, in the terms of `compare` (for `B`: the figure itself). */
  readonly target: number
  readonly run: (party: PartyName, sizes: Sizes, nodeOptions?: readonly string[]) => Promise<number>
}

/** CPU time of one call at the end under measurement; the other end is always bare ws. */
async function cpuPerCall(
  party: PartyName,
  end: 'csms' | 'station',
  exchange: Exchange,
  sizes: Sizes,
  nodeOptions: readonly string[] = [],
): Promise<number> {
  const { calls, connections } = sizes
  const [csmsParty, stationParty]: [PartyName, PartyName] = end === 'csms' ? [party, 'raw'] : ['raw', party]
  const [csms, { port }] = await Worker.start('party', [csmsParty, 'csms', exchange.name, '', '0'], end === 'csms' ? nodeOptions : [])
  try {
    const parameters = [stationParty, 'station', exchange.name, `ws://127.0.0.1:${port}`, String(connections)]
    const [station] = await Worker.start('party', parameters, end === 'station' ? nodeOptions : [])
    try {
      const caller = exchange.sentBy === 'csms' ? csms : station
      const measured = end === 'csms' ? csms : station
      await caller.ask({ ask: 'calls', count: Math.ceil(calls / 3) })
      const before = await measured.ask({ ask: 'cpu' })
      await caller.ask({ ask: 'calls', count: calls })
      const after = await measured.ask({ ask: 'cpu' })
      return ((after['cpuUs'] as number) - (before['cpuUs'] as number)) / calls
    } finally {
      await station.end()
    }
  } finally {
    await csms.end()
  }
}

async function crowded<T>(
  party: PartyName,
  sizes: Sizes,
  password: string,
  nodeOptions: readonly string[],
  during: (csms: Worker, gather: () => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const heartbeat = exchanges[0] as Exchange
  const [csms, { port }] = await Worker.start(
    'party',
    [party, 'csms', heartbeat.name, '', '0', ...(password === '' ? [] : [password])],
    nodeOptions,
  )
  const parameters = [`ws://127.0.0.1:${port}`, String(sizes.crowd), subprotocolOf(heartbeat), ...(password === '' ? [] : [password])]
  const [crowd] = await Worker.start('crowd', parameters)
  try {
    return await during(csms, () => crowd.ask({ gather: true }))
  } finally {
    await crowd.end()
    await csms.end()
  }
}

const heapPerConnection: Measure['run'] = (party, sizes, nodeOptions = []) =>
  crowded(party, sizes, '', nodeOptions, async (csms, gather) => {
    const before = await csms.ask({ ask: 'heap' })
    await gather()
    const after = await csms.ask({ ask: 'heap' })
    return ((after['heapBytes'] as number) - (before['heapBytes'] as number)) / sizes.crowd
  })

const cpuPerAccept: Measure['run'] = (party, sizes, nodeOptions = []) =>
  crowded(party, sizes, 'a-long-password-of-a-station', nodeOptions, async (csms, gather) => {
    const before = await csms.ask({ ask: 'cpu' })
    await gather()
    const after = await csms.ask({ ask: 'cpu' })
    return ((after['cpuUs'] as number) - (before['cpuUs'] as number)) / sizes.crowd
  })

const calls: Measure[] = exchanges.flatMap((exchange) =>
  (['csms', 'station'] as const).map((end): Measure => {
    const verb = exchange.sentBy === end ? 'calls' : 'answers'
    return {
      group: `CPU per call, ${exchange.sentBy === 'station' ? 'station → csms' : 'csms → station'}`,
      name: `${exchange.name} (${exchange.version}): ${end} ${verb}`,
      unit: 'µs',
      compare: 'ratio',
      target: 1.3,
      run: (party, sizes, nodeOptions) => cpuPerCall(party, end, exchange, sizes, nodeOptions),
    }
  }),
)

export const measures: readonly Measure[] = [
  ...calls,
  { group: 'Connections', name: 'heap per idle connection', unit: 'B', compare: 'ratio', target: 5_000, run: heapPerConnection },
  { group: 'Connections', name: 'CPU per accept in a storm, Basic auth', unit: 'µs', compare: 'ratio', target: 1.2, run: cpuPerAccept },
  {
    group: 'Start',
    name: 'import to first strict call',
    unit: 'ms',
    compare: 'difference',
    target: 15,
    run: async (party) => coldStartMs(party),
  },
]
