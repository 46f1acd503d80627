import { contentOf } from './fact.js'
import type { MeteredTransaction, Mishap, SentFact } from './ledger.js'

/** A transaction as the csms tells of it, with its events as they were kept. */
export interface KeptTransaction {
  readonly station: string
  /** As on the wire. */
  readonly id: string
  readonly internalId: string
  readonly isEnded: boolean
  readonly energyWh: number | null
  readonly flags: readonly string[]
  /** The payloads, one for each event. */
  readonly events: readonly object[]
}

export interface Finding {
  readonly kind:
    | Mishap['kind']
    /** A fact that the station was answered is not there, or not as often as it should be. */
    | 'missing'
    /** A fact is there more than once. */
    | 'doubled'
    /** An event that no station has sent. */
    | 'unknown'
    /** One StartTransaction was given different ids. */
    | 'two ids'
    /** Two transactions have one id where it must be unique. */
    | 'shared id'
    /** A station's transaction is not there. */
    | 'no transaction'
    /** A transaction that no station has had. */
    | 'extra transaction'
    | 'not ended'
    | 'energy'
    | 'flagged'
    /** A station still has messages. */
    | 'unsent'
    /** The csms ended by itself, did not come up, or was killed fewer times than planned. */
    | 'csms'
  readonly station: string
  readonly detail: string
}

export interface Evidence {
  readonly facts: readonly SentFact[]
  readonly transactions: readonly MeteredTransaction[]
  readonly mishaps: readonly Mishap[]
  readonly kept: readonly KeptTransaction[]
}

/** Compares what the stations know with what was kept. No finding is the only good outcome. */
export const audit = (evidence: Evidence): readonly Finding[] => [
  ...evidence.mishaps,
  ...auditFacts(evidence),
  ...auditIds(evidence),
  ...auditTransactions(evidence),
]

function* auditFacts({ facts, kept }: Evidence): Iterable<Finding> {
  const keptTimes = new Map<string, number>()
  for (const { station, events } of kept) {
    for (const event of events) {
      const key = `${station} ${contentOf(event)}`
      keptTimes.set(key, (keptTimes.get(key) ?? 0) + 1)
    }
  }
  for (const { station, action, content, events, answers } of facts) {
    const key = `${station} ${content}`
    const times = keptTimes.get(key) ?? 0
    keptTimes.delete(key)
    if (times > events) yield { kind: 'doubled', station, detail: `${times} instead of ${events}: ${action} ${content}` }
    // One that has no answer may be there or not: the station will send it again.
    if (answers.length > 0 && times < events) yield { kind: 'missing', station, detail: `answered, and not kept: ${action} ${content}` }
  }
  for (const key of keptTimes.keys()) {
    const [station = ''] = key.split(' ', 1)
    yield { kind: 'unknown', station, detail: key.slice(station.length + 1) }
  }
}

/** A number is given once in all (1.6 §4.8), however often its start was sent; ids that stations make are theirs alone. */
function* auditIds({ facts, kept }: Evidence): Iterable<Finding> {
  const given = new Map<string, string>()
  for (const { station, action, content, answers } of facts) {
    if (action !== 'StartTransaction') continue
    const ids = new Set(answers.map((answer) => String((answer as { readonly transactionId?: unknown }).transactionId)))
    if (ids.size > 1) yield { kind: 'two ids', station, detail: `${[...ids].join(' and ')} for ${content}` }
    for (const id of ids) {
      const other = given.get(id)
      if (other !== undefined) yield { kind: 'shared id', station, detail: `${id} for ${content} and for ${other}` }
      given.set(id, `${station} ${content}`)
    }
  }
  const internal = new Set<string>()
  for (const { station, internalId } of kept) {
    if (internal.has(internalId)) yield { kind: 'shared id', station, detail: `the internal id ${internalId} twice` }
    internal.add(internalId)
  }
}

function* auditTransactions({ transactions, kept }: Evidence): Iterable<Finding> {
  const left = new Map<string, KeptTransaction>()
  for (const one of kept) {
    if (left.has(keyOf(one.station, one.id))) yield { kind: 'shared id', station: one.station, detail: `transaction ${one.id} twice` }
    left.set(keyOf(one.station, one.id), one)
  }
  for (const { station, key, transactionId, startWh, endWh } of transactions) {
    const name = `transaction ${key} (${transactionId ?? 'without an id'})`
    const found = left.get(keyOf(station, transactionId ?? ''))
    left.delete(keyOf(station, transactionId ?? ''))
    if (found === undefined) {
      yield { kind: 'no transaction', station, detail: name }
      continue
    }
    if (!found.isEnded || endWh === undefined) {
      yield { kind: 'not ended', station, detail: `${name}: ${endWh === undefined ? 'at the station' : 'in the store'}` }
      continue
    }
    const energyWh = shownWh(endWh) - shownWh(startWh)
    if (found.energyWh !== energyWh) {
      yield { kind: 'energy', station, detail: `${name}: the meter says ${energyWh} Wh, the csms ${found.energyWh}` }
    }
    const wrong = found.flags.filter((flag) => flag !== 'offline')
    if (wrong.length > 0) yield { kind: 'flagged', station, detail: `${name}: ${wrong.join(', ')}` }
  }
  for (const { station, id } of left.values()) yield { kind: 'extra transaction', station, detail: id }
}

/** The id of 2.x may come in any case. */
const keyOf = (station: string, id: string): string => `${station} ${id.toLowerCase()}`

/** A register shows whole Wh that have passed, whatever many small sums have lost. */
const shownWh = (energyWh: number): number => Math.floor(energyWh + 1e-6)
