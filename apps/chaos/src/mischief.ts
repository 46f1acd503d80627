import { type ChargePoint, ChargePointError } from '@ocpp-kit/charge-point'
import { createRandom, type Random, randomInteger } from '@ocpp-kit/rpc'

export interface Mischief {
  /** Nothing more befalls the stations. Resolves when all have their power back. */
  stop(): Promise<void>
  /** What befell them, by kind. */
  readonly done: ReadonlyMap<string, number>
}

/** Mean time between two mishaps of one station. */
const meanPauseMs = 12_000

type Deed = (station: ChargePoint, random: Random) => Promise<void>

const deeds: Readonly<Record<string, Deed>> = {
  'connection cut': (station) => station.dropConnection({ how: 'cut' }),
  'connection closed': (station) => station.dropConnection({ how: 'close' }),
  'connection replaced': (station) => station.dropConnection({ how: 'cut', reconnect: 'atOnce' }),
  'power cut': async (station, random) => {
    station.powerCut()
    await new Promise((resolve) => setTimeout(resolve, randomInteger(random, 100, 2_000)))
    // Accepted when the csms is there again.
    station.powerRestored().catch(() => {})
  },
}

/** Stations lose their connections and their power, each at moments of its own. */
export function startMischief(stations: readonly ChargePoint[], seed: number | string): Mischief {
  const done = new Map<string, number>()
  const names = Object.keys(deeds)
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  let isStopped = false

  const befall = async (station: ChargePoint, random: Random): Promise<void> => {
    const name = names[randomInteger(random, 0, names.length - 1)] ?? ''
    try {
      await deeds[name]?.(station, random)
      done.set(name, (done.get(name) ?? 0) + 1)
    } catch (error) {
      // There was no connection to lose.
      if (!(error instanceof ChargePointError)) throw error
    }
  }
  const schedule = (station: ChargePoint, random: Random): void => {
    if (isStopped) return
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        const deed = befall(station, random).finally(() => {
          running.delete(deed)
          schedule(station, random)
        })
        running.add(deed)
      },
      -meanPauseMs * Math.log(1 - random()),
    )
    timers.add(timer)
  }
  for (const station of stations) schedule(station, createRandom(`${seed}/mischief/${station.identity}`))
  return {
    done,
    stop: async () => {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
