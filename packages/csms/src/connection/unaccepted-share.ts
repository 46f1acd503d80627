import { BoundedMap } from '../bounded-map.js'
import type { Core } from '../core.js'
import { fold } from '../identifier.js'
import type { Exchange } from '../message-log.js'
import { Allowance } from './allowance.js'

/** Messages that are kept of one station that is not accepted: so many at once, and one more in so many ms. */
const ofOne = { burst: 100, refillMs: 5_000 }
/** The same over all of them. */
const ofAll = { burst: 1_000, refillMs: 100 }
/** The longest payload that is kept of them, characters of JSON. */
const maxPayload = 4_096
const maxRemembered = 10_000

/**
 * What the message log keeps of stations that are not accepted, whom anybody may pretend to be: some messages, and no long ones, so that
 * nobody fills the disk.
 */
export class UnacceptedShare {
  private readonly all = new Allowance(ofAll)
  private readonly byStation = new BoundedMap<string, Allowance>(maxRemembered)

  constructor(
    private readonly core: Pick<Core, 'sessions' | 'clock'>,
    /** Whether acceptance means anything in that version. */
    private readonly asksAcceptance: (version: string) => boolean,
  ) {}

  /** The message as it is to be kept; `undefined` where it is one too many. */
  of(exchange: Exchange): Exchange | undefined {
    const { identity, version, request, response } = exchange
    if (!this.asksAcceptance(version) || this.isAccepted(identity)) return exchange
    const now = this.core.clock.monotonic()
    const key = fold(identity)
    const one = this.byStation.get(key) ?? new Allowance(ofOne)
    this.byStation.set(key, one)
    if (!one.take(now) || !this.all.take(now)) return undefined
    return { ...exchange, request: short(request), ...(response !== undefined && { response: short(response) }) }
  }

  private isAccepted(identity: string): boolean {
    const { sessions } = this.core
    const registration = sessions.find(identity)?.registration ?? sessions.remembered(sessions.keyOf(identity))
    return registration === 'Accepted'
  }
}

function short(payload: object): object {
  const { length } = JSON.stringify(payload)
  return length <= maxPayload ? payload : { omitted: `${length} characters` }
}
