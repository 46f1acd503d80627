import { Worker } from '../processes.js'
import { spreadOf } from '../statistics.js'

export interface FleetSizes {
  /** Stations of the large fleet. */
  readonly many: number
  /** Time over which the large fleet is switched on, ms. */
  readonly overMs: number
  /** Stations that are switched on all at once. */
  readonly herd: number
  readonly rounds: number
}

export const fullFleet: FleetSizes = { many: 10_000, overMs: 40_000, herd: 2_000, rounds: 3 }
export const quickFleet: FleetSizes = { many: 40, overMs: 200, herd: 20, rounds: 1 }

/** What came of one start. */
interface Started {
  readonly tookMs: number
  /** Beyond what the process had before, for each station. */
  readonly heapBytes: number
  readonly rssBytes: number
  readonly cpuMs: number
}

/** Medians over the rounds; the memory is that of one station. */
export interface FleetFigures {
  readonly sizes: FleetSizes
  readonly socketHeapBytes: number
  readonly stationHeapBytes: number
  /** What a station takes beside its socket; of pairs within a round. */
  readonly aboveSocketBytes: number
  readonly stationRssBytes: number
  readonly rampMs: number
  readonly rampCpuMs: number
  readonly herdMs: number
  readonly herdCpuMs: number
}

async function start(kind: 'sockets' | 'stations', count: number, overMs: number): Promise<Started> {
  const [csms, { port }] = await Worker.start('fleet-csms', [])
  const [party] = await Worker.start('fleet-party', [kind, `ws://127.0.0.1:${port}`, String(count), String(overMs)])
  try {
    const before = await party.ask({ ask: 'figures' })
    const { tookMs = 0 } = await party.ask({ ask: 'start' })
    const after = await party.ask({ ask: 'figures' })
    const grown = (name: string): number => ((after[name] ?? 0) - (before[name] ?? 0)) / count
    return { tookMs, heapBytes: grown('heapBytes'), rssBytes: grown('rssBytes'), cpuMs: grown('cpuMs') * count }
  } finally {
    await party.end()
    await csms.end()
  }
}

export async function measureFleet(sizes: FleetSizes): Promise<FleetFigures> {
  const rounds: { readonly sockets: Started; readonly ramp: Started; readonly herd: Started }[] = []
  for (let round = 0; round < sizes.rounds; round += 1) {
    rounds.push({
      sockets: await start('sockets', sizes.many, 0),
      ramp: await start('stations', sizes.many, sizes.overMs),
      herd: await start('stations', sizes.herd, 0),
    })
  }
  const median = (of: (round: (typeof rounds)[number]) => number): number => spreadOf(rounds.map(of)).median
  return {
    sizes,
    socketHeapBytes: median(({ sockets }) => sockets.heapBytes),
    stationHeapBytes: median(({ ramp }) => ramp.heapBytes),
    aboveSocketBytes: median(({ ramp, sockets }) => ramp.heapBytes - sockets.heapBytes),
    stationRssBytes: median(({ ramp }) => ramp.rssBytes),
    rampMs: median(({ ramp }) => ramp.tookMs),
    rampCpuMs: median(({ ramp }) => ramp.cpuMs),
    herdMs: median(({ herd }) => herd.tookMs),
    herdCpuMs: median(({ herd }) => herd.cpuMs),
  }
}
