import { type AnyConnection, CALL, CALLRESULT, type FrameRecord, isConnectionError, isOcppError } from '@ocpp-kit/rpc'
import type { Exchange, Outcome } from './exchange.js'

/** The outgoing and the answering frame of one request, found by its id among all frames. */
export class Watch {
  request: string | undefined
  response: string | undefined
  /** Why the response is no frame, where it is none. */
  fault: string | undefined
  /** Why the connection closed, once it has. */
  closed: string | undefined
  private readonly offs: readonly (() => void)[]
  private readonly started = performance.now()

  constructor(
    connection: AnyConnection,
    private readonly messageId: string | undefined,
    private readonly onAnswer: () => void = () => {},
  ) {
    this.offs = [
      connection.on('frame', (frame) => this.see(frame)),
      connection.on('close', ({ code, reason }) => {
        this.closed = `${code} ${reason}`.trim()
      }),
    ]
  }

  end(): void {
    for (const off of this.offs) off()
  }

  exchange(action: string | undefined, outcome: Outcome): Exchange {
    const { request = '', response } = this
    return { action, request, response, outcome, durationMs: Math.round((performance.now() - this.started) * 10) / 10 }
  }

  private see({ direction, text, verdict }: FrameRecord): void {
    if (verdict.kind === 'fault') return this.seeBroken(text, verdict.reason)
    const [type, messageId] = headOf(text)
    if (this.messageId !== undefined && messageId !== this.messageId) return
    if (direction === 'out') this.request ??= text
    else if (type !== CALL && this.response === undefined) {
      this.response = text
      this.onAnswer()
    }
  }

  /** What cannot be read is the answer where it holds the id. */
  private seeBroken(text: string, reason: string): void {
    if (this.messageId === undefined || this.response !== undefined || !text.includes(this.messageId)) return
    this.response = text
    this.fault = reason
    this.onAnswer()
  }
}

/** Type and id of a frame; nothing of text that is none. */
export function headOf(text: string): readonly [type?: unknown, messageId?: unknown] {
  try {
    const frame: unknown = JSON.parse(text)
    return Array.isArray(frame) ? (frame as unknown as readonly [unknown, unknown]) : []
  } catch {
    return []
  }
}

/** What an error of a call says of the exchange; `undefined` where there was none. */
export function outcomeOf(error: unknown, { response, fault, closed }: Watch, timeoutMs: number): Outcome | undefined {
  if (isConnectionError(error)) {
    if (!error.sent) return undefined
    return error.code === 'CALL_TIMEOUT' ? { kind: 'timeout', timeoutMs } : { kind: 'closed', reason: closed ?? error.message }
  }
  if (!isOcppError(error) || response === undefined) return undefined
  if (fault !== undefined) return { kind: 'malformed', reason: fault }
  const seen = outcomeOfText(response)
  return seen.kind === 'answered' ? { kind: 'invalid', payload: seen.payload, violations: error.violations } : seen
}

/** What an answer says of itself. */
export function outcomeOfText(text: string): Outcome {
  const [type, , third, description, details] = headOf(text) as readonly unknown[]
  if (type === CALLRESULT) return { kind: 'answered', payload: (third ?? {}) as object }
  return { kind: 'refused', errorCode: String(third), errorDescription: String(description ?? ''), errorDetails: (details ?? {}) as object }
}
