import type { FaultDirection } from './fault-rules.js'
import { CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, SEND } from './frame.js'
import type { FrameHead } from './frame-head.js'

/** Calls of each direction that are remembered for their answers; more than one at a time is rare (1.6 §4.1.1, 2.x Part 4 §4.1.1). */
const remembered = 64

interface Called {
  readonly action: string
  /** On the monotonic clock. */
  readonly at: number
}

const opposite = (direction: FaultDirection): FaultDirection => (direction === 'in' ? 'out' : 'in')

/** Remembers which call an id names, so that an answer can be told by its action. */
export class CalledActions {
  private readonly calls = { in: new Map<string, Called>(), out: new Map<string, Called>() }

  /** The action of a frame, and for an answer the time of its call. Takes note of calls as they come by. */
  look(direction: FaultDirection, head: FrameHead | undefined, now: number): Partial<Called> {
    if (head === undefined) return {}
    const { messageType, messageId, name } = head
    if (messageType === CALL && name !== undefined) this.note(direction, messageId, name, now)
    if (messageType === CALL || messageType === SEND) return name === undefined ? {} : { action: name }
    if (messageType === CALLRESULT || messageType === CALLERROR) return this.calls[opposite(direction)].get(messageId) ?? {}
    // Answers an answer, and so travels as the call did (2.1 Part 4 §4.2.3).
    return (messageType === CALLRESULTERROR && this.calls[direction].get(messageId)) || {}
  }

  note(direction: FaultDirection, messageId: string, action: string, at: number): void {
    const calls = this.calls[direction]
    // Deleted first: an id that is used again counts as the newest.
    calls.delete(messageId)
    calls.set(messageId, { action, at })
    if (calls.size > remembered) for (const oldest of calls.keys()) return void calls.delete(oldest)
  }
}
