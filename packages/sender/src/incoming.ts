import { type AnyMessage, type ConnectionOptions, OcppError } from '@ocpp-kit/rpc'
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

/** Requests of the server that nobody has asked for yet, oldest first. */
export class Inbox {
  private readonly requests: ReceivedRequest[] = []
  private readonly waiting = new Set<() => void>()

  constructor(private readonly capacity = 1_000) {}

  add(request: ReceivedRequest): void {
    this.requests.push(request)
    if (this.requests.length > this.capacity) this.requests.shift()
    for (const look of [...this.waiting]) look()
  }

  /**
   * Takes the oldest request with this action, or the next that comes.
   * @throws Error none came in time
   */
  take(action: string, timeoutMs: number): Promise<object> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.waiting.delete(look)
      }
      const look = (): void => {
        const at = this.requests.findIndex((request) => request.action === action)
        if (at < 0) return
        end()
        resolve((this.requests.splice(at, 1)[0] as ReceivedRequest).payload)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`no ${action} came from the server within ${timeoutMs} ms`))
      }, timeoutMs)
      this.waiting.add(look)
      look()
    })
  }
}

/** The part of a connection's options that answers the server, and keeps what it asked. */
export function incoming(mode: AnswerMode, generator: Generator, inbox: Inbox): Pick<ConnectionOptions, 'admit' | 'fallback'> {
  return {
    admit: ({ action, request }) => {
      inbox.add({ action, payload: request })
      return mode === 'none' ? 'ignore' : 'admit'
    },
    fallback: (request, message) => {
      if (mode === 'auto') return answer(generator, request, message)
      throw new OcppError('NotSupported', `${message.action} is not supported by this sender`)
    },
  }
}

/** A SEND has no answer. */
function answer(generator: Generator, request: object, { action, connection }: AnyMessage): object | undefined {
  return connection.protocol.actions[action]?.kind === 'send' ? undefined : answerTo(generator, action, request, new Date())
}
