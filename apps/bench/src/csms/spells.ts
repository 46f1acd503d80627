import type { BareStation } from './station.js'

/* Two ways of putting load on a csms. */

/** What came of a spell; times in ms. */
export interface Spell {
  readonly answers: number
  readonly failures: number
  readonly tookMs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Closed loop: each station sends the next event when the last one is answered. */
export async function closedSpell(stations: readonly BareStation[], lengthMs: number): Promise<Spell> {
  const book = new Book()
  const deadline = performance.now() + lengthMs
  await Promise.all(
    stations.map(async (station) => {
      while (performance.now() < deadline) await book.time(performance.now(), station.event())
    }),
  )
  return book.close()
}

/** How often it is looked for events that are due, ms. */
const tickMs = 2

/**
 * Open loop: events are due at a fixed rate whether the last ones are answered or not. An event that is due while its station still waits
 * goes when that is over, and its time counts from when it was due, so that a pause of the csms is not hidden by the pause of its callers.
 */
export async function openSpell(stations: readonly BareStation[], rate: number, lengthMs: number): Promise<Spell> {
  const book = new Book()
  const began = performance.now()
  const total = Math.floor((rate * lengthMs) / 1000)
  const turns = stations.map(() => Promise.resolve())
  for (let next = 0; next < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) * rate) / 1000))
    for (; next < due; next += 1) {
      const at = next % stations.length
      const dueAt = began + (next * 1000) / rate
      turns[at] = (turns[at] as Promise<void>).then(() => book.time(dueAt, (stations[at] as BareStation).event()))
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs))
  }
  await Promise.all(turns)
  return book.close()
}

class Book {
  private readonly began = performance.now()
  private readonly latencies: number[] = []
  private failures = 0

  async time(from: number, answer: Promise<void>): Promise<void> {
    try {
      await answer
      this.latencies.push(performance.now() - from)
    } catch {
      this.failures += 1
      // A station that is cut off must not spin.
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  close(): Spell {
    const { began, failures } = this
    const sorted = Float64Array.from(this.latencies).sort()
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
    return { answers: sorted.length, failures, tookMs: performance.now() - began, p50Ms: at(0.5), p99Ms: at(0.99) }
  }
}
