import { CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, type FrameRecord, SEND, type Verdict } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'
import { Ring } from './ring.js'

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
}

interface Request {
  readonly action: string
  readonly at: number
}

/** Requests that may wait for their answers before the oldest is given up. */
const maxOpenRequests = 10_000

/** Every frame of every station, answers paired with their requests. */
export class MessageLog {
  private readonly ring: Ring<LoggedMessage>
  private readonly open = new Map<string, Request>()
  private lastNumber = 0

  constructor(maxKept: number) {
    this.ring = new Ring(maxKept)
  }

  record(record: FrameRecord): LoggedMessage {
    this.lastNumber += 1
    const { at, identity: station, version, direction, text: frame, verdict } = record
    const message: LoggedMessage = {
      number: this.lastNumber,
      at: new Date(at).toISOString(),
      station,
      version,
      direction,
      ...this.read(record),
      frame,
      verdict,
    }
    this.ring.push(message)
    return message
  }

  /** Oldest first. */
  list({ station, action, direction }: MessageFilter = {}): LoggedMessage[] {
    return this.ring
      .toArray()
      .filter(
        (one) =>
          (station === undefined || fold(one.station) === fold(station)) &&
          (action === undefined || one.action === action) &&
          (direction === undefined || one.direction === direction),
      )
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
      if (kind === 'CALL') this.remember(keyOf(record, record.direction, messageId), { action, at: record.at })
      return { ...nothing, kind, messageId, action, status: statusOf(fourth) }
    }
    const key = keyOf(record, record.direction === 'in' ? 'out' : 'in', messageId)
    const request = this.open.get(key)
    this.open.delete(key)
    return {
      kind,
      messageId,
      action: request?.action,
      status: kind === 'CALLRESULT' ? statusOf(third) : String(third),
      tookMs: request === undefined ? undefined : record.at - request.at,
    }
  }

  private remember(key: string, request: Request): void {
    this.open.delete(key)
    this.open.set(key, request)
    if (this.open.size > maxOpenRequests) for (const oldest of this.open.keys()) return void this.open.delete(oldest)
  }
}

const keyOf = ({ identity }: FrameRecord, direction: string, messageId: string): string => `${fold(identity)}\n${direction}\n${messageId}`

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
