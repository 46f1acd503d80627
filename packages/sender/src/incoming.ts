import { type AnyMessage, ConnectionError, type ConnectionOptions, OcppError } from '@ocpp-kit/rpc'
import { answerTo } from './answer.js'
import type { Generator } from './generate/generate.js'

/** What becomes of requests of the server: a generated answer · a CALLERROR · silence. */
export type AnswerMode = 'auto' | 'NotSupported' | 'none'

export const answerModes: readonly AnswerMode[] = ['auto', 'NotSupported', 'none']

/** A request of the server. */
export interface ReceivedRequest {
  readonly action: string
  readonly payload: object
}

/** The server has not asked in time. */
export class ReceiveTimeoutError extends Error {
  override readonly name = 'ReceiveTimeoutError'
  constructor(
    readonly action: string,
    readonly timeoutMs: number,
  ) {
    super(`no ${action} came from the server within ${timeoutMs} ms`)
  }
}

interface Waiting {
  readonly look: () => void
  readonly refuse: (error: Error) => void
}

/** Requests of the server that nobody has asked for yet, oldest first. */
export class Inbox {
  private readonly requests: ReceivedRequest[] = []
  private readonly waiting = new Set<Waiting>()

  constructor(
    private readonly identity: string,
    private readonly capacity = 1_000,
  ) {}

  add(request: ReceivedRequest): void {
    this.requests.push(request)
    if (this.requests.length > this.capacity) this.requests.shift()
    for (const { look } of [...this.waiting]) look()
  }

  /** Nothing will come any more: whoever waits is told `CLOSED`. */
  disappoint(why: string): void {
    for (const { refuse } of [...this.waiting]) refuse(new ConnectionError('CLOSED', why, { identity: this.identity }))
  }

  /**
   * Takes the oldest request with this action, or the next that comes.
   * @throws ReceiveTimeoutError none came in time
   * @throws ConnectionError `CLOSED`
   */
  take(action: string, timeoutMs: number): Promise<object> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.waiting.delete(waiting)
      }
      const refuse = (error: Error): void => {
        end()
        reject(error)
      }
      const look = (): void => {
        const at = this.requests.findIndex((request) => request.action === action)
        if (at < 0) return
        end()
        resolve((this.requests.splice(at, 1)[0] as ReceivedRequest).payload)
      }
      const waiting = { look, refuse }
      const timer = setTimeout(() => refuse(new ReceiveTimeoutError(action, timeoutMs)), timeoutMs)
      this.waiting.add(waiting)
      look()
    })
  }
}

/** The part of a connection's options that answers the server, and keeps what it asked. */
export function incoming(
  mode: AnswerMode,
  generator: Generator,
  inbox: Inbox,
  seed: number | string | undefined,
): Pick<ConnectionOptions, 'admit' | 'fallback'> {
  return {
    admit: ({ action, request }) => {
      inbox.add({ action, payload: request })
      return mode === 'none' ? 'ignore' : 'admit'
    },
    fallback: (request, message) => {
      if (mode === 'auto') return answer(generator, request, message, seed)
      throw new OcppError('NotSupported', `${message.action} is not supported by this sender`)
    },
  }
}

/** A SEND has no answer. */
function answer(
  generator: Generator,
  request: object,
  { action, connection }: AnyMessage,
  seed: number | string | undefined,
): object | undefined {
  return connection.protocol.actions[action]?.kind === 'send' ? undefined : answerTo(generator, action, request, { seed, now: new Date() })
}
