import type { Told } from '../receipt.js'
import type { Place, SpoolLog } from './log.js'

/** A message with facts that was answered, and that the store does not have yet. */
export interface SpooledMessage {
  readonly tenantId: string
  readonly identity: string
  readonly version: string
  readonly action: string
  readonly messageId: string
  readonly request: object
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  /** What it says, so that a repetition is known. */
  readonly key: string
  /** What the station was told. */
  readonly told: Told
  /** The same had been told before. */
  readonly isRepeated: boolean
}

/** A record of the spool. */
export interface SpoolEntry extends Pick<SpooledMessage, 'key' | 'receivedAt' | 'told'> {
  readonly stationId: string
  /** Resolves when it is on the disk; rejects with a SpoolError when it is not kept. */
  readonly kept: Promise<Place>
}

/** What waits in the spool, for metrics. */
export interface SpoolFigures {
  /** Messages that wait for the store. */
  readonly depth: number
  /** Size of the files. */
  readonly bytes: number
  /** When the oldest of them came, ISO 8601 in UTC; missing when nothing waits. */
  readonly oldestReceivedAt: string | undefined
  /** Messages that were spooled and that the store has taken since, since the start. */
  readonly replayed: number
  /** Whether messages go to the spool without asking the store first. */
  readonly isStoreDown: boolean
}

/** The spooled messages in their order, station by station, over the log that keeps them. */
export class Spool {
  /** By station, oldest first. */
  private readonly lanes = new Map<string, SpoolEntry[]>()
  /** Of all stations, oldest first. */
  private readonly entries = new Set<SpoolEntry>()

  constructor(private readonly log: SpoolLog) {}

  get depth(): number {
    return this.entries.size
  }

  get bytes(): number {
    return this.log.bytes
  }

  get oldestReceivedAt(): string | undefined {
    const [oldest] = this.entries
    return oldest?.receivedAt
  }

  /** Takes what an earlier process left. @throws Error where it is another tenant's, or no spool */
  async open(tenantId: string, stationIdOf: (identity: string) => string): Promise<void> {
    for (const { place, content } of await this.log.open()) {
      const message = JSON.parse(content.toString('utf8')) as SpooledMessage
      if (message.tenantId !== tenantId) {
        throw new Error(`the spool has messages of tenant ${JSON.stringify(message.tenantId)}, not of ${JSON.stringify(tenantId)}`)
      }
      const { key, receivedAt, told } = message
      this.add({ stationId: stationIdOf(message.identity), key, receivedAt, told, kept: Promise.resolve(place) })
    }
  }

  /** Whether messages of the station wait: what comes later goes behind them. */
  holds(stationId: string): boolean {
    return this.lanes.has(stationId)
  }

  /** The record that says the same. */
  find(stationId: string, key: string): SpoolEntry | undefined {
    return this.lanes.get(stationId)?.find((entry) => entry.key === key)
  }

  stations(): readonly string[] {
    return [...this.lanes.keys()]
  }

  /** Oldest first. */
  all(): Iterable<SpoolEntry> {
    return this.entries
  }

  first(stationId: string): SpoolEntry | undefined {
    return this.lanes.get(stationId)?.[0]
  }

  /**
   * Resolves when the message is on the disk.
   * @throws SpoolError
   */
  async append(stationId: string, message: SpooledMessage): Promise<void> {
    const { key, receivedAt, told } = message
    const kept = this.log.append(Buffer.from(JSON.stringify(message)))
    // It has its place in the row before it is on the disk, or a later message could overtake it.
    const entry: SpoolEntry = { stationId, key, receivedAt, told, kept }
    this.add(entry)
    try {
      await kept
    } catch (error) {
      this.remove(entry)
      throw error
    }
  }

  async read({ kept }: SpoolEntry): Promise<SpooledMessage> {
    return JSON.parse((await this.log.read(await kept)).toString('utf8')) as SpooledMessage
  }

  /** The store has it. */
  async done(entry: SpoolEntry): Promise<void> {
    this.remove(entry)
    this.log.done(await entry.kept)
  }

  close(): Promise<void> {
    return this.log.close()
  }

  private add(entry: SpoolEntry): void {
    this.entries.add(entry)
    const lane = this.lanes.get(entry.stationId)
    if (lane === undefined) this.lanes.set(entry.stationId, [entry])
    else lane.push(entry)
  }

  private remove(entry: SpoolEntry): void {
    this.entries.delete(entry)
    const lane = this.lanes.get(entry.stationId)
    const at = lane?.indexOf(entry) ?? -1
    if (at >= 0) lane?.splice(at, 1)
    if (lane?.length === 0) this.lanes.delete(entry.stationId)
  }
}
