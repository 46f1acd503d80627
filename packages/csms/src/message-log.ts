import { CALL, CALLERROR, CALLRESULT, type Clock, type FrameRecord, SEND } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'

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
  /** The answer; missing when it was an error, or could not be read, or never came, or none was due. */
  readonly response?: object | undefined
  /**
   * What the answer says of itself: its status, or that of its token; an error's code otherwise. Without a proper answer
   * `no answer` within the time that it had, or `invalid answer`: it breaks its schema.
   */
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
  /** Of an own call: ends the wait for its answer. */
  readonly timer?: unknown
}

interface MessageLogOptions {
  readonly tell: (exchange: Exchange) => void
  readonly clock: Clock
  /** How long a command waits for its answer, in ms; its entry waits no longer. */
  readonly callTimeoutMs: number
}

/** Pairs requests with their answers as frames pass by; tells the same of an answer as the command is told that waits for it. */
export class MessageLog {
  private readonly open = new Map<string, OpenRequest>()

  constructor(private readonly options: MessageLogOptions) {}

  /** Takes one frame; what is no frame is not its business, unless it answers a command. */
  see(record: FrameRecord): void {
    const [type, messageId, third, fourth] = record.frame ?? elementsOf(record.text)
    if (typeof messageId !== 'string') return
    const isAnswer = type === CALLRESULT || type === CALLERROR
    const { kind } = record.verdict
    // Its call was given up, or has another answer.
    if (kind === 'unmatched') return
    if (kind === 'fault') {
      if (isAnswer) this.answered(record, messageId, { status: 'invalid answer', isError: true })
      return
    }
    const request = { messageId, record, action: String(third), request: objectOf(fourth) }
    if (type === CALL) this.asked(request)
    else if (type === SEND) this.end(request, { status: '', isError: false })
    else if (isAnswer) this.answered(record, messageId, outcomeOf(record, type === CALLERROR, third))
  }

  /** The station is gone: its requests will have no answer any more. */
  closed(identity: string): void {
    this.giveUp(({ record }) => fold(record.identity) === fold(identity))
  }

  /** Forgets what it waits for. */
  clear(): void {
    for (const { timer } of this.open.values()) this.options.clock.clearTimeout(timer)
    this.open.clear()
  }

  private asked(request: OpenRequest): void {
    const { identity, direction } = request.record
    const key = keyOf(request.record, direction, request.messageId)
    if (direction === 'in') {
      this.open.set(key, request)
      return
    }
    // Own calls take turns, so the one before has had its time (1.6 §4.1.1, 2.x Part 4 §4.1.1).
    this.giveUp(({ record }) => record.direction === 'out' && fold(record.identity) === fold(identity))
    const { clock, callTimeoutMs } = this.options
    const timer = clock.setTimeout(() => this.giveUp((one) => one.timer === timer), callTimeoutMs)
    this.open.set(key, { ...request, timer })
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

  private end({ messageId, record, action, request, timer }: OpenRequest, outcome: Outcome): void {
    if (timer !== undefined) this.options.clock.clearTimeout(timer)
    const { at, identity, version, direction } = record
    this.options.tell({ at: new Date(at).toISOString(), identity, version, direction, action, messageId, request, ...outcome })
  }
}

/** What a command makes of its answer: one that breaks its schema is of no use. */
function outcomeOf({ verdict }: FrameRecord, isError: boolean, third: unknown): Outcome {
  if (isError) return { status: String(third), isError }
  const response = objectOf(third)
  if (verdict.kind === 'violation') return { response, status: 'invalid answer', isError: true }
  return { response, status: statusOf(response), isError }
}

/** The elements of a frame; none where a program has put other text on the wire. */
function elementsOf(text: string): readonly unknown[] {
  try {
    const elements: unknown = JSON.parse(text)
    return Array.isArray(elements) ? elements : []
  } catch {
    return []
  }
}

type Outcome = Pick<Exchange, 'response' | 'status' | 'isError' | 'latencyMs'>

/** No other request gives the same text: the length tells where the identity ends. */
const keyOf = ({ identity }: FrameRecord, direction: string, messageId: string): string =>
  `${direction} ${identity.length} ${identity}${messageId}`

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function statusOf(response: object): string {
  const { status, idTagInfo, idTokenInfo } = response as Record<string, { readonly status?: unknown } | string | undefined>
  if (typeof status === 'string') return status
  const info = idTagInfo ?? idTokenInfo
  return typeof info === 'object' && typeof info.status === 'string' ? info.status : ''
}
