import { type AnyConnection, type Clock, decode, type Emitter, type FrameRecord, isFrameFault } from '@ocpp-kit/rpc'
import type { ChargePointEvents, MessageRecord } from './events.js'
import { withoutPins } from './features/authorization/secret.js'

/** A request as it may be written down: pins belong in no log (C04.FR.04). */
function discreet(record: MessageRecord): MessageRecord {
  const payload = withoutPins(record.payload)
  if (payload === record.payload) return record
  const frame = JSON.parse(record.text) as unknown[]
  return { ...record, payload, text: JSON.stringify([...frame.slice(0, 3), payload, ...frame.slice(4)]) }
}

interface OpenRequest {
  readonly action: string
  readonly at: number
}

/** Makes `message` events out of frames: names the action of an answer, and how long it took. Idle until somebody listens. */
export class MessageWatch {
  private connection: AnyConnection | undefined
  private stop: (() => void) | undefined
  private readonly open = new Map<string, OpenRequest>()

  constructor(
    private readonly events: Emitter<ChargePointEvents>,
    private readonly clock: Clock,
  ) {}

  attach(connection: AnyConnection): void {
    this.stop?.()
    this.stop = undefined
    this.open.clear()
    this.connection = connection
    this.listen()
  }

  /** Called when somebody asks for messages. */
  listen(): void {
    if (this.connection === undefined || this.stop !== undefined || !this.events.has('message')) return
    this.stop = this.connection.on('frame', (record) => this.events.emit('message', this.describe(record)))
  }

  private describe({ direction, text, verdict }: FrameRecord): MessageRecord {
    const frame = decode(text, (this.connection as AnyConnection).protocol)
    if (isFrameFault(frame)) return { direction, kind: 'invalid', action: '', messageId: '', payload: undefined, tookMs: undefined, text }
    const [type, messageId] = frame
    const isRequest = type === 2 || type === 6
    const isInvalid = verdict.kind === 'violation'
    if (isRequest) {
      const [, , action, payload] = frame
      this.remember(`${direction} ${messageId}`, { action, at: this.clock.monotonic() })
      return discreet({ direction, kind: isInvalid ? 'invalid' : 'request', action, messageId, payload, tookMs: undefined, text })
    }
    const key = `${direction === 'in' ? 'out' : 'in'} ${messageId}`
    const request = this.open.get(key)
    this.open.delete(key)
    const tookMs = request && this.clock.monotonic() - request.at
    const isError = type !== 3
    const payload = isError ? { errorCode: frame[2], errorDescription: frame[3], errorDetails: frame[4] } : frame[2]
    const kind = isError ? 'error' : isInvalid ? 'invalid' : 'response'
    return { direction, kind, action: request?.action ?? '', messageId, payload, tookMs, text }
  }

  /** Requests that never get an answer must not pile up. */
  private remember(key: string, request: OpenRequest): void {
    this.open.set(key, request)
    const [oldest] = this.open.keys()
    if (this.open.size > 200 && oldest !== undefined) this.open.delete(oldest)
  }
}
