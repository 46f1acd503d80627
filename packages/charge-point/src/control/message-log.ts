import { Emitter } from '@ocpp-kit/rpc'
import type { MessageRecord } from '../events.js'

/** A message of one of the stations, as the log keeps it. */
export interface LoggedMessage extends Omit<MessageRecord, 'payload'> {
  /** Counts the messages of all stations up, from 1. */
  readonly number: number
  /** ISO 8601. */
  readonly at: string
  readonly station: string
}

export interface MessageFilter {
  readonly station?: string | undefined
  readonly action?: string | undefined
  readonly direction?: 'in' | 'out' | undefined
  /** Only those with a higher number. */
  readonly after?: number | undefined
  /** The newest so many. Default: all that are kept. */
  readonly limit?: number | undefined
}

/** So much text is kept at most, in UTF-16 units. */
const maxTextLength = 4_000_000

/** The newest messages, bounded by number and by size. */
export class MessageLog {
  readonly events = new Emitter<{ message: LoggedMessage }>()
  private kept: LoggedMessage[] = []
  private textLength = 0
  private count = 0

  constructor(private readonly maxMessages: number) {}

  add(station: string, { payload: _, ...record }: MessageRecord): void {
    this.count += 1
    const message = { number: this.count, at: new Date().toISOString(), station, ...record }
    this.kept.push(message)
    this.textLength += message.text.length
    if (this.kept.length > 2 * this.maxMessages || this.textLength > 2 * maxTextLength) this.trim()
    this.events.emit('message', message)
  }

  /** Oldest first. */
  list({ station, action, direction, after = 0, limit }: MessageFilter = {}): readonly LoggedMessage[] {
    this.trim()
    const found = this.kept.filter(
      (message) =>
        message.number > after &&
        (station === undefined || message.station === station) &&
        (action === undefined || message.action === action) &&
        (direction === undefined || message.direction === direction),
    )
    return limit === undefined ? found : found.slice(-limit)
  }

  /** Now and then instead of at each message: cutting off the front of a list costs as much as what stays. */
  private trim(): void {
    let drop = Math.max(0, this.kept.length - this.maxMessages)
    let length = this.kept.slice(drop).reduce((sum, { text }) => sum + text.length, 0)
    while (length > maxTextLength && drop < this.kept.length) {
      length -= this.kept[drop]?.text.length ?? 0
      drop += 1
    }
    if (drop > 0) this.kept = this.kept.slice(drop)
    this.textLength = length
  }
}
