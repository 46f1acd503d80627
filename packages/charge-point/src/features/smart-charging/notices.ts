import type { Core } from '../../core.js'
import type { Outgoing } from '../../outgoing.js'

/** More than this is of the past. */
const maxWaiting = 20

/** Messages that the csms should hear once it can, in order; kept in memory only. */
export class Notices {
  private waiting: Outgoing[] | undefined

  constructor(private readonly core: Core) {}

  /** @returns the answer, or undefined where the message has to wait */
  async tell(message: Outgoing, { mayWait = true } = {}): Promise<object | undefined> {
    const { link, events } = this.core
    if (link.maySpeak) {
      return link.call(message).catch((error: unknown) => {
        events.emit('error', { error, during: message.action })
        return undefined
      })
    }
    if (mayWait) {
      this.waiting ??= []
      this.waiting.push(message)
      if (this.waiting.length > maxWaiting) this.waiting.shift()
    }
    return undefined
  }

  /** The csms listens again. */
  flush(): void {
    const messages = this.waiting ?? []
    this.waiting = undefined
    for (const message of messages) void this.tell(message)
  }
}
