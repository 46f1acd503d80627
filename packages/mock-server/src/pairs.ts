import { type FrameRecord, maxMessageIdLength } from '@ocpp-kit/rpc'
import { fold } from './identifier.js'

export interface Asked {
  readonly action: string
  /** Wall clock, ms since the epoch. */
  readonly at: number
}

/** Requests that may wait for their answers, and answers that may yet be refused, before the oldest is given up. */
export const maxRemembered = 10_000
/** No action of any version is longer; what is longer is not remembered, whoever sends it. */
const maxActionLength = 100

type Place = Pick<FrameRecord, 'identity' | 'direction'>

const keyOf = ({ identity, direction }: Place, messageId: string): string => `${fold(identity)}\n${direction}\n${messageId}`
const opposite = ({ identity, direction }: Place): Place => ({ identity, direction: direction === 'in' ? 'out' : 'in' })

/** Finds the request that an answer belongs to, and the one whose answer was of no use. */
export class Pairs {
  private readonly open = new Map<string, Asked>()
  private readonly closed = new Map<string, Asked>()

  /** A CALL. */
  asked(place: Place, messageId: string, asked: Asked): void {
    if (messageId.length > maxMessageIdLength || asked.action.length > maxActionLength) return
    remember(this.open, keyOf(place, messageId), asked)
  }

  /** A CALLRESULT or CALLERROR: the request, which waits no longer. */
  answered(place: Place, messageId: string, isResult: boolean): Asked | undefined {
    const key = keyOf(opposite(place), messageId)
    const asked = this.open.get(key)
    this.open.delete(key)
    if (asked !== undefined && isResult) remember(this.closed, key, asked)
    return asked
  }

  /** A CALLRESULTERROR, which travels as the CALL did (2.1 Part 4 §4.2.3): the request that had a CALLRESULT. */
  refused(place: Place, messageId: string): Asked | undefined {
    return this.closed.get(keyOf(place, messageId))
  }
}

function remember(map: Map<string, Asked>, key: string, asked: Asked): void {
  // Deleted first: an id that is used again counts as the newest.
  map.delete(key)
  map.set(key, asked)
  if (map.size > maxRemembered) for (const oldest of map.keys()) return void map.delete(oldest)
}
