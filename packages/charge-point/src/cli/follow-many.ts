import type { ChargePoint } from '../charge-point.js'
import { type Log, messageOf } from './log.js'

/** Time between two lines about a fleet, as long as something changes. */
const everyMs = 5_000

/** Follows many stations and writes down how many are where, now and then. Returns what ends it. */
export function followMany(stations: readonly ChargePoint[], log: Log): () => void {
  const counts = { stations: stations.length, connected: 0, accepted: 0, transactions: 0, finished: 0, errors: 0 }
  const accepted = new Set<ChargePoint>()
  const problems = new Map<string, number>()
  let told = ''
  const tell = (): void => {
    const text = `${counts.connected} of ${counts.stations} connected, ${counts.accepted} accepted, ${counts.transactions} charging, ${counts.finished} sessions done, ${counts.errors} errors`
    if (text !== told) log.line('fleet', text, counts)
    told = text
    for (const [problem, times] of problems) log.line('error', times === 1 ? problem : `${times} × ${problem}`)
    problems.clear()
  }
  const failed = (problem: string): void => {
    counts.errors += 1
    problems.set(problem, (problems.get(problem) ?? 0) + 1)
  }
  const beganMs = performance.now()
  for (const station of stations) {
    station.on('connected', () => {
      counts.connected += 1
    })
    station.on('disconnected', () => {
      counts.connected -= 1
    })
    station.on('accepted', () => {
      accepted.add(station)
      const isLast = counts.accepted < accepted.size && accepted.size === stations.length
      counts.accepted = accepted.size
      if (isLast) log.line('fleet', `all ${stations.length} accepted after ${((performance.now() - beganMs) / 1000).toFixed(1)} s`, counts)
    })
    station.on('transaction.started', () => {
      counts.transactions += 1
    })
    station.on('transaction.ended', () => {
      counts.transactions -= 1
      counts.finished += 1
    })
    station.on('attemptFailed', ({ error }) => failed(`no connection: ${withoutName(messageOf(error), station.identity)}`))
    station.on('error', ({ error, during }) => failed(`${during}: ${withoutName(messageOf(error), station.identity)}`))
    station.on('messageDropped', ({ action, error }) => failed(`${action} given up: ${withoutName(messageOf(error), station.identity)}`))
  }
  const timer = setInterval(tell, everyMs)
  return () => {
    clearInterval(timer)
    tell()
  }
}

/** So that the same problem of many stations is one line. */
const withoutName = (text: string, identity: string): string => text.replaceAll(identity, '…')
