import type { ChargePoint, MessageRecord } from '@ocpp-kit/charge-point'
import { contentOf, factsIn } from './fact.js'

/** A message about a transaction as its station has sent it, once or many times. */
export interface SentFact {
  readonly station: string
  readonly action: string
  readonly content: string
  /** Events that it stands for. */
  readonly events: number
  /** Each CALLRESULT that came for it. */
  readonly answers: object[]
  sendings: number
}

/** A transaction as the station's own meter has it. */
export interface MeteredTransaction {
  readonly station: string
  /** Counts the transactions of the station. */
  readonly key: number
  /** Undefined until the csms has given one (1.6). */
  transactionId: string | undefined
  readonly startWh: number
  endWh: number | undefined
}

/** Something that must not happen to a message about a transaction. */
export interface Mishap {
  readonly kind: 'refused' | 'given up'
  readonly station: string
  readonly detail: string
}

/** What the stations know: read off their wires and their meters, and never asked of the csms. */
export class Ledger {
  private readonly byContent = new Map<string, SentFact>()
  private readonly byMessageId = new Map<string, SentFact>()
  private readonly byKey = new Map<string, MeteredTransaction>()
  private readonly listeners = new Set<() => void>()
  readonly mishaps: Mishap[] = []
  /** CALLRESULTs for messages about transactions. */
  answers = 0

  get facts(): readonly SentFact[] {
    return [...this.byContent.values()]
  }

  get transactions(): readonly MeteredTransaction[] {
    return [...this.byKey.values()]
  }

  /** Runs at each answer, in the very turn in which it came; the returned function ends it. */
  onAnswer(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Listens to a station from now on. */
  follow(station: Pick<ChargePoint, 'identity' | 'on'>): void {
    const { identity } = station
    station.on('message', (record) => this.see(identity, record))
    station.on('messageDropped', ({ action, error }) => {
      this.mishaps.push({ kind: 'given up', station: identity, detail: `${action}: ${String(error)}` })
    })
    station.on('transaction.started', ({ key, transactionId, energyWh }) => {
      this.byKey.set(`${identity} ${key}`, { station: identity, key, transactionId, startWh: energyWh, endWh: undefined })
    })
    station.on('transaction.confirmed', ({ key, transactionId }) => this.update(identity, key, { transactionId }))
    station.on('transaction.ended', ({ key, transactionId, energyWh }) => this.update(identity, key, { transactionId, endWh: energyWh }))
  }

  private see(station: string, { direction, kind, action, messageId, payload }: MessageRecord): void {
    const id = `${station} ${messageId}`
    if (direction === 'out' && kind === 'request') this.sent(id, station, action, payload as object)
    if (direction !== 'in') return
    const fact = this.byMessageId.get(id)
    if (fact === undefined) return
    if (kind === 'error') this.mishaps.push({ kind: 'refused', station, detail: `${fact.action}: ${JSON.stringify(payload)}` })
    if (kind !== 'response') return
    fact.answers.push(payload as object)
    this.answers += 1
    for (const listener of this.listeners) listener()
  }

  private sent(id: string, station: string, action: string, request: object): void {
    const events = factsIn(action, request)
    if (events === 0) return
    const content = contentOf(request)
    const key = `${station} ${content}`
    const fact = this.byContent.get(key) ?? { station, action, content, events, answers: [], sendings: 0 }
    fact.sendings += 1
    this.byContent.set(key, fact)
    this.byMessageId.set(id, fact)
  }

  private update(station: string, key: number, news: Pick<Partial<MeteredTransaction>, 'transactionId' | 'endWh'>): void {
    const transaction = this.byKey.get(`${station} ${key}`)
    if (transaction === undefined) return
    transaction.transactionId = news.transactionId ?? transaction.transactionId
    transaction.endWh = news.endWh ?? transaction.endWh
  }
}
