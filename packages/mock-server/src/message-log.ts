import { CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, type FrameRecord, SEND, type Verdict } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'
import { Pairs } from './pairs.js'
import { type Limits, Ring } from './ring.js'

const kinds = {
  [CALL]: 'CALL',
  [CALLRESULT]: 'CALLRESULT',
  [CALLERROR]: 'CALLERROR',
  [CALLRESULTERROR]: 'CALLRESULTERROR',
  [SEND]: 'SEND',
} as const
export type MessageKind = (typeof kinds)[keyof typeof kinds]

/** One frame, what it says, and what was made of it. */
export interface LoggedMessage {
  /** Counts all frames up, from 1. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly station: string
  readonly version: string
  /** As the server sees it: `in` from the station, `out` to it. */
  readonly direction: 'in' | 'out'
  /** Undefined for text that is no frame. */
  readonly kind: MessageKind | undefined
  /** Of a request, or of the one that an answer belongs to, where it is known. */
  readonly action: string | undefined
  readonly messageId: string | undefined
  /** What an answer says of itself: its status, or that of its token; an error's code; else empty. */
  readonly status: string
  /** From the request to this answer. */
  readonly tookMs: number | undefined
  /** The whole message, exactly as it was on the wire. */
  readonly frame: string
  readonly verdict: Verdict
}

/** Which messages are asked for; all of what is given must hold. */
export interface MessageFilter {
  readonly station?: string | undefined
  readonly action?: string | undefined
  readonly direction?: 'in' | 'out' | undefined
  /** Only those behind the message of this number. */
  readonly after?: number | undefined
  /** At most so many: with `after` the next ones behind it, else the newest. Default: all. */
  readonly limit?: number | undefined
}

/** Every frame of every station, answers paired with their requests. */
export class MessageLog {
  private readonly ring: Ring<LoggedMessage>
  private readonly pairs = new Pairs()
  private lastNumber = 0

  constructor(limits: Limits) {
    this.ring = new Ring(limits)
  }

  record(record: FrameRecord): LoggedMessage {
    this.lastNumber += 1
    const read = this.read(record)
    const { at, identity: station, version, direction, text: frame, verdict } = record
    const message: LoggedMessage = {
      number: this.lastNumber,
      at: new Date(at).toISOString(),
      station,
      version,
      direction,
      ...read,
      frame,
      verdict: isUnmatched(record, read) ? { kind: 'unmatched' } : verdict,
    }
    this.ring.push(message)
    return message
  }

  /** Oldest first. */
  list({ station, action, direction, after, limit }: MessageFilter = {}): LoggedMessage[] {
    const found = this.ring
      .toArray()
      .filter(
        (one) =>
          (station === undefined || fold(one.station) === fold(station)) &&
          (action === undefined || one.action === action) &&
          (direction === undefined || one.direction === direction) &&
          (after === undefined || one.number > after),
      )
    if (limit === undefined) return found
    return after === undefined ? found.slice(Math.max(found.length - limit, 0)) : found.slice(0, limit)
  }

  /** The action of a request whose answer the other end now refuses; undefined where there was none. */
  refusedAction(station: string, messageId: string | undefined): string | undefined {
    return this.pairs.refused({ identity: station, direction: 'in' }, messageId ?? '')?.action
  }

  clear(): void {
    this.ring.clear()
  }

  private read(record: FrameRecord): Pick<LoggedMessage, 'kind' | 'action' | 'messageId' | 'status' | 'tookMs'> {
    const nothing = { kind: undefined, action: undefined, messageId: undefined, status: '', tookMs: undefined }
    const parsed = parse(record.text)
    if (parsed === undefined) return nothing
    const [type, messageId, third, fourth] = parsed
    const kind = Object.hasOwn(kinds, String(type)) ? kinds[type as keyof typeof kinds] : undefined
    if (kind === undefined || typeof messageId !== 'string') return nothing
    if (kind === 'CALL' || kind === 'SEND') {
      const action = typeof third === 'string' ? third : ''
      if (kind === 'CALL') this.pairs.asked(record, messageId, { action, at: record.at })
      return { ...nothing, kind, messageId, action, status: statusOf(fourth) }
    }
    const request =
      kind === 'CALLRESULTERROR' ? this.pairs.refused(record, messageId) : this.pairs.answered(record, messageId, kind === 'CALLRESULT')
    return {
      kind,
      messageId,
      action: request?.action,
      status: kind === 'CALLRESULT' ? statusOf(third) : String(third),
      tookMs: request === undefined ? undefined : record.at - request.at,
    }
  }
}

/** rpc does not remember which of its answers are out; whoever refuses one that is not is at fault. */
const isUnmatched = ({ direction, verdict }: FrameRecord, { kind, action }: Pick<LoggedMessage, 'kind' | 'action'>): boolean =>
  direction === 'in' && verdict.kind === 'ok' && kind === 'CALLRESULTERROR' && action === undefined

function parse(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** A payload's word for how it went. */
function statusOf(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return ''
  const { status, idTagInfo, idTokenInfo } = payload as Record<string, unknown>
  if (typeof status === 'string') return status
  const info = idTagInfo ?? idTokenInfo
  const inner = typeof info === 'object' && info !== null ? (info as { readonly status?: unknown }).status : undefined
  return typeof inner === 'string' ? inner : ''
}
