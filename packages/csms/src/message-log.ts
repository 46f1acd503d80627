import { CALL, CALLERROR, CALLRESULT, type FrameRecord, SEND } from '@ocpp-kit/rpc'

/** A request and what came of it, for logs. */
export interface Exchange {
  /** ISO 8601, UTC: when the request passed. */
  readonly at: string
  readonly identity: string
  readonly version: string
  /** `in` from the station, `out` to it. */
  readonly direction: 'in' | 'out'
  readonly action: string
  readonly messageId: string
  readonly request: object
  /** The answer; missing when it was an error, or never came, or none was due. */
  readonly response?: object | undefined
  /** What the answer says of itself: its status, or that of its token; an error's code otherwise. */
  readonly status: string
  readonly isError: boolean
  /** Missing where no answer came. */
  readonly latencyMs?: number | undefined
}

interface OpenRequest {
  readonly messageId: string
  readonly record: FrameRecord
  readonly action: string
  readonly request: object
}

/** Pairs requests with their answers as frames pass by. */
export class MessageLog {
  private readonly open = new Map<string, OpenRequest>()

  constructor(private readonly tell: (exchange: Exchange) => void) {}

  /** Takes one frame; what is no frame is not its business. */
  see(record: FrameRecord): void {
    if (record.verdict.kind === 'fault') return
    const [type, messageId, third, fourth] = JSON.parse(record.text) as [number, string, unknown, unknown]
    const request = { messageId, record, action: String(third), request: objectOf(fourth) }
    if (type === CALL) this.asked(request)
    else if (type === SEND) this.end(request, { status: '', isError: false })
    else if (type === CALLRESULT) this.answered(record, messageId, { response: objectOf(third), status: statusOf(third), isError: false })
    else if (type === CALLERROR) this.answered(record, messageId, { status: String(third), isError: true })
  }

  /** The station is gone: its requests will have no answer any more. */
  closed(identity: string): void {
    this.giveUp(({ record }) => record.identity === identity)
  }

  private asked(request: OpenRequest): void {
    const { identity, direction } = request.record
    // Own calls take turns, so the one before has had its time (1.6 §4.1.1, 2.x Part 4 §4.1.1).
    if (direction === 'out') this.giveUp(({ record }) => record.identity === identity && record.direction === 'out')
    this.open.set(keyOf(request.record, direction, request.messageId), request)
  }

  private giveUp(isOver: (request: OpenRequest) => boolean): void {
    for (const [key, request] of this.open) {
      if (!isOver(request)) continue
      this.open.delete(key)
      this.end(request, { status: 'no answer', isError: true })
    }
  }

  private answered(record: FrameRecord, messageId: string, outcome: Outcome): void {
    const key = keyOf(record, record.direction === 'in' ? 'out' : 'in', messageId)
    const request = this.open.get(key)
    if (request === undefined) return
    this.open.delete(key)
    this.end(request, { ...outcome, latencyMs: record.at - request.record.at })
  }

  private end({ messageId, record, action, request }: OpenRequest, outcome: Outcome): void {
    const { at, identity, version, direction } = record
    this.tell({ at: new Date(at).toISOString(), identity, version, direction, action, messageId, request, ...outcome })
  }
}

type Outcome = Pick<Exchange, 'response' | 'status' | 'isError' | 'latencyMs'>

const keyOf = ({ identity }: FrameRecord, direction: string, messageId: string): string => JSON.stringify([identity, direction, messageId])

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function statusOf(response: unknown): string {
  const { status, idTagInfo, idTokenInfo } = objectOf(response) as Record<string, { readonly status?: unknown } | string | undefined>
  if (typeof status === 'string') return status
  const info = idTagInfo ?? idTokenInfo
  return typeof info === 'object' && typeof info.status === 'string' ? info.status : ''
}
