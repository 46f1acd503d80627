import type { AnyConnection } from '@ocpp-kit/rpc'
import type { Handshake } from '@ocpp-kit/rpc/ws'
import { type Core, nowIso } from '../core.js'
import { waitAtMost } from '../deadline.js'
import type { StationKey } from '../identifier.js'
import type { ClosingFacts, ConnectionChange, ConnectionFacts } from './connection-record.js'

/** How often it is written down which stations were heard of, ms. */
const seenIntervalMs = 10_000
/** How long the end waits for the store, ms. */
const stopMs = 1_000
/** Stations in one write. */
const maxBatch = 500
/** WebSocket close code "policy violation", as the listener has it for a connection that was replaced. */
const replacedCode = 1008

/** An open connection, or one whose end is not written down yet. */
interface Link {
  /** Counts the connections of this node: rows are written in their order. */
  readonly order: number
  readonly connection: AnyConnection
  readonly facts: ConnectionFacts
  readonly station: StationKey
  /** Undefined until the store has given it. */
  epoch: number | undefined
  /** Wall clock, ms; undefined once it is written down. */
  seenMs: number | undefined
  end: (ClosingFacts & { readonly at: string }) | undefined
}

/**
 * Keeps the rows of connections: which node holds a station, since when, when it was last heard of. All of it beside the path of
 * messages; what the store does not take now is tried again.
 */
export class Presence {
  private readonly links = new Map<AnyConnection, Link>()
  /** Links whose opening or end is to be written. */
  private readonly waiting = new Set<Link>()
  private writing: Promise<void> | undefined
  private timer: unknown
  private count = 0

  constructor(
    private readonly core: Pick<Core, 'store' | 'sessions' | 'clock' | 'failed' | 'tenantId'>,
    private readonly node: () => string,
  ) {}

  /** The csms takes stations: whatever it left open when it went down is closed. */
  start(): void {
    const { store, tenantId, clock } = this.core
    this.writing = this.attempt(async () => {
      await store.connections.closeAll(tenantId, this.node(), nowIso(clock))
    }).then(() => this.writeOn())
    this.schedule()
  }

  /** Resolves when the end of every connection is written down, as far as the store takes it. */
  async stop(): Promise<void> {
    this.core.clock.clearTimeout(this.timer)
    this.timer = undefined
    await waitAtMost(this.core.clock, stopMs, this.finish())
    this.links.clear()
    this.waiting.clear()
  }

  private async finish(): Promise<void> {
    await this.writing
    await this.writeSeen()
    await this.writeOn()
  }

  opened(connection: AnyConnection, handshake: Handshake | undefined): void {
    const { sessions, clock } = this.core
    const station = sessions.keyOf(connection.identity)
    const facts: ConnectionFacts = {
      station,
      identity: connection.identity,
      node: this.node(),
      version: connection.version,
      remoteAddress: handshake?.remoteAddress ?? '',
      securityProfile: handshake?.securityProfile ?? 0,
      connectedAt: nowIso(clock),
    }
    this.count += 1
    const link: Link = { order: this.count, connection, facts, station, epoch: undefined, seenMs: undefined, end: undefined }
    this.links.set(connection, link)
    this.changed(link)
  }

  seen(connection: AnyConnection): void {
    const link = this.links.get(connection)
    if (link !== undefined) link.seenMs = this.core.clock.now()
  }

  closed(connection: AnyConnection, closing: ClosingFacts): void {
    const link = this.links.get(connection)
    if (link === undefined || link.end !== undefined) return
    link.end = { ...closing, at: nowIso(this.core.clock) }
    this.changed(link)
  }

  /** Of a connection that is open; undefined until the store has given it. What is written for the connection carries it (G11). */
  epochOf(connection: AnyConnection): number | undefined {
    return this.links.get(connection)?.epoch
  }

  /** The same, once the store has said; `undefined` where it takes no connections now. */
  async counted(connection: AnyConnection): Promise<number | undefined> {
    if (this.links.get(connection)?.epoch === undefined) await this.writing
    return this.links.get(connection)?.epoch
  }

  private changed(link: Link): void {
    this.waiting.add(link)
    this.writing ??= this.writeOn()
  }

  /** Writes until nothing waits; what failed waits for the next time. */
  private async writeOn(): Promise<void> {
    // What comes in one turn of the event loop goes together.
    await Promise.resolve()
    let isDone = false
    while (this.waiting.size > 0 && !isDone) isDone = !(await this.write())
    this.writing = undefined
  }

  private async write(): Promise<boolean> {
    // What failed comes again before what is newer.
    const batch = [...this.waiting].toSorted((left, right) => left.order - right.order).slice(0, maxBatch)
    const changes = batch.map(nextChange)
    for (const link of batch) this.waiting.delete(link)
    const results = await this.attempt(() => this.core.store.connections.apply(changes.filter((change) => change !== undefined)))
    if (results === undefined) {
      for (const link of batch) this.waiting.add(link)
      return false
    }
    let at = 0
    for (const [index, link] of batch.entries()) {
      const change = changes[index]
      if (change === undefined) continue
      if (change.type === 'opened') link.epoch = results[at]?.epoch
      else if (change.type === 'closed') this.links.delete(link.connection)
      at += 1
      // It has closed meanwhile.
      if (change.type === 'opened' && link.end !== undefined) this.waiting.add(link)
    }
    return true
  }

  /** Writes when stations were last heard of, and lets go of those that have a newer connection at another node. */
  private async writeSeen(): Promise<void> {
    const heard = [...this.links.values()].filter((link) => link.seenMs !== undefined && link.epoch !== undefined && link.end === undefined)
    for (let from = 0; from < heard.length; from += maxBatch) {
      const batch = heard.slice(from, from + maxBatch)
      const changes = batch.map(seenChange)
      for (const link of batch) link.seenMs = undefined
      const results = await this.attempt(() => this.core.store.connections.apply(changes))
      if (results === undefined) return
      for (const [at, link] of batch.entries()) if ((results[at]?.epoch ?? 0) > (link.epoch ?? 0)) this.release(link)
    }
  }

  /** At most one node speaks to a station (G11). */
  private release({ connection }: Link): void {
    void this.attempt(() => connection.close({ code: replacedCode, reason: 'replaced by a newer connection of this station' }))
  }

  private schedule(): void {
    const { clock } = this.core
    this.timer = clock.setTimeout(() => {
      this.schedule()
      this.writing ??= this.writeOn()
      void this.attempt(() => this.writeSeen())
    }, seenIntervalMs)
    // It must not keep a program alive.
    ;(this.timer as Partial<NodeJS.Timeout> | undefined)?.unref?.()
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.core.failed(error, 'connection')
      return undefined
    }
  }
}

const seenChange = ({ station, epoch = 0, seenMs = 0 }: Link): ConnectionChange => ({
  type: 'seen',
  station,
  epoch,
  at: new Date(seenMs).toISOString(),
})

/** What is to be written of a link next: its opening, and its end only after it. */
function nextChange({ epoch, facts, station, end }: Link): ConnectionChange | undefined {
  if (epoch === undefined) return { type: 'opened', facts }
  return end === undefined ? undefined : { type: 'closed', station, epoch, ...end }
}
