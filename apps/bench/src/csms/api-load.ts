import type { BenchServer } from './server.js'

/** Times of the operator API while stations are at work, ms. */
export interface ApiFigures {
  readonly isFull?: boolean | undefined
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const paths = [
  '/transactions?limit=50',
  '/transactions?active=true&limit=50',
  '/transactions?station=bench-1&limit=50',
  '/stations?limit=50',
]
/** Between two requests, ms. */
const pauseMs = 20

/** Asks for one list after the other for as long as the load lasts. */
export async function askUnderLoad(server: BenchServer, load: () => Promise<unknown>): Promise<ApiFigures> {
  const known = await existing(server)
  let isOver = false
  const loading = load().finally(() => {
    isOver = true
  })
  const times: number[] = []
  for (let count = 0; !isOver; count += 1) {
    const began = performance.now()
    await server.get(known[count % known.length] ?? '')
    times.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await loading
  times.sort((left, right) => left - right)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return { requests: times.length, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** The lists that this csms has. */
async function existing(server: BenchServer): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      server.get(path).then(
        () => [path],
        () => [],
      ),
    ),
  )
  return found.flat()
}
